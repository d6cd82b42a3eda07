import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBigInt, toBigInt } from "../bytes/bytes.js";
import { CurveGroups } from "./curve-groups.js";
import { KNOWN_CURVES } from "./curves.js";
import { digest } from "./digest.js";
import { encodePlainSignature } from "./ecdsa-signature.js";
import { EcdsaVerifier } from "./ecdsa-verify.js";
import { BigIntField } from "./field/bigint-field.js";
import { JacobianArithmetic } from "./jacobian.js";
import { bitLength, mod, modInverse, modSqrt } from "./modular.js";
import { encodePoint } from "./points.js";
import type { CurveParameters } from "./types.js";

const groups = new CurveGroups();

/** As this host computes, and as one does that bars WebAssembly. */
const ARITHMETIC = {
  WebAssembly: () => undefined,
  BigInt: (curve: CurveParameters) => new JacobianArithmetic(curve, new BigIntField(curve.p)),
} as const;

const CASES = KNOWN_CURVES.flatMap((curve) =>
  Object.entries(ARITHMETIC).map(([field, arithmetic]) => ({ ...curve, field, arithmetic })),
);

describe.each(CASES)("EcdsaVerifier over $name in $field", ({ name, parameters, orderBytes, arithmetic }) => {
  const { p, a, b, n, gx } = parameters;
  const verifier = new EcdsaVerifier(parameters, arithmetic(parameters));
  const multiple = (k: bigint) => groups.point(name).BASE.multiplyUnsafe(k).toAffine();
  const scalar = fc.oneof(
    { weight: 3, arbitrary: fc.bigInt({ min: 1n, max: n - 1n }) },
    fc.bigInt({ min: 1n, max: 300n }),
    fc.bigInt({ min: 1n, max: 300n }).map((k) => n - k),
    fc.nat(bitLength(n) - 2).map((shift) => 1n << BigInt(shift)),
  );
  /** e as a digest of exactly the order's length in bits, padded to bytes at the end. */
  const digestOf = (e: bigint) => fromBigInt(e << BigInt(8 * orderBytes - bitLength(n)), orderBytes);

  it("accepts what the private key signs and nothing near it", () => {
    fc.assert(
      fc.property(scalar, scalar, fc.bigInt({ min: 0n, max: n - 1n }), (d, k, e) => {
        const r = mod(multiple(k).x, n);
        const s = ((modInverse(k, n) ?? 0n) * (e + r * d)) % n;
        fc.pre(r !== 0n && s !== 0n);
        const key = multiple(d);
        expect(verifier.verify({ r, s }, digestOf(e), key)).toBe(true);
        expect(verifier.verify({ r, s: n - s }, digestOf(e), key)).toBe(true);
        expect(verifier.verify({ r, s: (s % (n - 1n)) + 1n }, digestOf(e), key)).toBe(false);
        expect(verifier.verify({ r: (r % (n - 1n)) + 1n, s }, digestOf(e), key)).toBe(false);
        expect(verifier.verify({ r, s }, digestOf((e + 1n) % n), key)).toBe(false);
      }),
      { seed: 186, numRuns: 15 },
    );
  });

  it("says what an independent implementation says of any r, s, digest and key", () => {
    const scheme = groups.ecdsa(name, "sha-512");
    fc.assert(
      fc.property(scalar, scalar, scalar, fc.uint8Array({ minLength: 1, maxLength: 70 }), (r, s, d, message) => {
        const key = multiple(d);
        const signature = encodePlainSignature({ r, s }, n);
        const options = { lowS: false, prehash: true, format: "compact" } as const;
        const expected = scheme.verify(signature, message, encodePoint(parameters, key), options);
        expect(verifier.verify({ r, s }, digest("sha-512", message), key)).toBe(expected);
      }),
      { seed: 187, numRuns: 5 },
    );
  });

  it("adds equal, opposite and vanishing points", () => {
    // Keys ±G, ±2G, ±3G … collide with the generator's own multiples on the way.
    for (const d of [1n, 2n, 3n, 5n, 7n, n - 1n, n - 2n, n - 3n]) {
      const key = multiple(d);
      for (const [u1, u2] of [
        [0n, 1n],
        [1n, 1n],
        [3n, 5n],
        [64n, 64n],
        [n - 1n, 1n],
        [1n, n - 1n],
        [d, n - 1n],
      ] as const) {
        // Chosen u1 and u2 come from s = r / u2 and e = u1·s.
        const total = mod(u1 + u2 * d, n);
        if (total === 0n) {
          const s = modInverse(u2, n) ?? 0n;
          expect(verifier.verify({ r: 1n, s }, digestOf((u1 * s) % n), key)).toBe(false);
          continue;
        }
        const r = mod(multiple(total).x, n);
        const s = (r * (modInverse(u2, n) ?? 0n)) % n;
        expect(verifier.verify({ r, s }, digestOf((u1 * s) % n), key), `${d} ${u1} ${u2}`).toBe(true);
      }
    }
  });

  it("takes the leftmost bits of a long digest and all of a short one", () => {
    const key = multiple(11n);
    const long = digest("sha-512", Uint8Array.of(1));
    for (const bytes of [long, long.subarray(0, 20), long.subarray(0, 1), new Uint8Array(64), new Uint8Array(0)]) {
      const surplus = 8 * bytes.length - bitLength(n);
      const e = surplus > 0 ? toBigInt(bytes) >> BigInt(surplus) : toBigInt(bytes);
      const r = mod(gx, n);
      const s = (e + r * 11n) % n;
      expect(verifier.verify({ r, s }, bytes, key)).toBe(true);
    }
  });

  it("takes x of the sum mod n, also where x is n or more", () => {
    if (n > p) return expect(bitLength(n)).toBe(bitLength(p));
    let x = n + 1n;
    let y = modSqrt(x ** 3n + a * x + b, p);
    while (y === undefined) y = modSqrt((++x) ** 3n + a * x + b, p);
    expect(x).toBeLessThan(p);
    // With e = 0 and s = r the sum is the public key itself.
    const r = x - n;
    expect(verifier.verify({ r, s: r }, new Uint8Array(orderBytes), { x, y })).toBe(true);
    expect(verifier.verify({ r: r + 1n, s: r + 1n }, new Uint8Array(orderBytes), { x, y })).toBe(false);
  });
});
