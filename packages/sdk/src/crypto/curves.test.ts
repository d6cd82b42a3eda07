import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CurveGroups } from "./curve-groups.js";
import {
  curveByName,
  curveByOid,
  type ExplicitParameters,
  KNOWN_CURVES,
  matchCurve,
  sameParameters,
} from "./curves.js";
import { bitLength, mod, modPow } from "./modular.js";
import { isOnCurve } from "./points.js";

/** Strong probable prime to the first twelve prime bases. */
function isPrime(n: bigint): boolean {
  let odd = n - 1n;
  let twos = 0;
  for (; (odd & 1n) === 0n; odd >>= 1n) twos++;
  return [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n].every((base) => {
    let x = modPow(base, odd, n);
    if (x === 1n || x === n - 1n) return true;
    for (let i = 1; i < twos; i++) {
      x = (x * x) % n;
      if (x === n - 1n) return true;
    }
    return false;
  });
}

const groups = new CurveGroups();

describe("the table of curves", () => {
  it("has each name and OID once", () => {
    expect(KNOWN_CURVES).toHaveLength(19);
    expect(new Set(KNOWN_CURVES.map(({ name }) => name)).size).toBe(19);
    expect(new Set(KNOWN_CURVES.map(({ oid }) => oid)).size).toBe(19);
    expect(new Set(KNOWN_CURVES.map(({ opensslName }) => opensslName)).size).toBe(19);
  });

  it.each(KNOWN_CURVES)(
    "$name is a group of prime order with that generator",
    ({ name, parameters, fieldBytes, orderBytes }) => {
      const { p, a, b, gx, gy, n, h } = parameters;
      expect(isPrime(p) && isPrime(n) && n !== p).toBe(true);
      expect(h).toBe(1n);
      expect(bitLength(p)).toBe(Number(/\d{3}/.exec(name)?.[0]));
      expect([fieldBytes, orderBytes]).toEqual([Math.ceil(bitLength(p) / 8), Math.ceil(bitLength(n) / 8)]);
      // Hasse: |n − (p + 1)| ≤ 2√p
      expect((n - p - 1n) ** 2n <= 4n * p).toBe(true);
      expect(mod(4n * a ** 3n + 27n * b ** 2n, p)).not.toBe(0n);
      expect(isOnCurve(parameters, { x: gx, y: gy })).toBe(true);
      // (n − 1)·G = −G, so the order of G is n
      const last = groups
        .point(name)
        .BASE.multiplyUnsafe(n - 1n)
        .toAffine();
      expect(last).toEqual({ x: gx, y: p - gy });
    },
  );

  it.each([160, 192, 224, 256, 320, 384, 512] as const)("brainpoolP%i t1 is the twist with a = −3 of r1", (bits) => {
    const r1 = curveByName(`brainpoolP${bits}r1`).parameters;
    const t1 = curveByName(`brainpoolP${bits}t1`).parameters;
    expect([t1.p, t1.n, t1.a]).toEqual([r1.p, r1.n, r1.p - 3n]);
    // Same j-invariant: a³·b'² = a'³·b²
    expect(mod(r1.a ** 3n * t1.b ** 2n - t1.a ** 3n * r1.b ** 2n, r1.p)).toBe(0n);
  });

  it("finds by OID and by name, and nothing else", () => {
    expect(curveByOid("1.2.840.10045.3.1.7")?.name).toBe("P-256");
    expect(curveByOid("1.3.36.3.3.2.8.1.1.13")?.name).toBe("brainpoolP512r1");
    expect(curveByOid("1.3.132.0.10")).toBeUndefined();
    expect(curveByName("constructor")).toBeUndefined();
  });
});

describe("matchCurve", () => {
  it.each(KNOWN_CURVES)("knows $name by all its parameters, with or without the cofactor", (known) => {
    expect(matchCurve(known.parameters)).toEqual({ kind: "known", curve: known });
    expect(matchCurve({ ...known.parameters, h: undefined })).toEqual({ kind: "known", curve: known });
  });

  // T51: everything of a known curve but one parameter.
  const changes: readonly [string, (c: ExplicitParameters) => Partial<ExplicitParameters>][] = [
    ["generator", (c) => ({ gx: c.gy, gy: c.gx })],
    ["generator mirrored", (c) => ({ gy: c.p - c.gy })],
    ["coefficient a", (c) => ({ a: (c.a + 1n) % c.p })],
    ["coefficient a not reduced", (c) => ({ a: c.a + c.p })],
    ["coefficient b", (c) => ({ b: (c.b + 1n) % c.p })],
    ["order", (c) => ({ n: c.n + 2n })],
    ["cofactor", () => ({ h: 2n })],
    ["cofactor zero", () => ({ h: 0n })],
    ["generator and coefficients", (c) => ({ a: c.b, b: c.a, gx: c.gx + 1n })],
    ["generator and order", (c) => ({ n: c.n - 2n, gx: c.gx - 1n })],
  ];
  for (const [what, change] of changes) {
    it.each(KNOWN_CURVES)(`calls $name with another ${what} forged`, ({ parameters }) => {
      expect(matchCurve({ ...parameters, ...change(parameters) })).toMatchObject({ kind: "forged" });
    });
  }

  it("calls r1 with the coefficients of t1 forged", () => {
    const r1 = curveByName("brainpoolP256r1").parameters;
    const { a, b } = curveByName("brainpoolP256t1").parameters;
    expect(matchCurve({ ...r1, a, b })).toMatchObject({ kind: "forged" });
  });

  it("calls a curve with another prime unknown (T58)", () => {
    const p256 = curveByName("P-256").parameters;
    expect(matchCurve({ ...p256, p: p256.p + 2n })).toEqual({ kind: "unknown" });
    // prime192v2 (X9.62 J.5.2): the prime and a of P-192, but its own b, generator and order
    const prime192v2 = {
      ...curveByName("P-192").parameters,
      b: 0xcc22d6dfb95c6b25e49c0d6364a4e5980c393aa21668d953n,
      gx: 0xeea2bae7e1497842f2de7769cfe9c989c072ad696f48034an,
      gy: 0x6574d11d69b6ec7a672bb82a083df2f2b0847de970b2de15n,
      n: 0xfffffffffffffffffffffffe5fb1a724dc80418648d8dd31n,
    };
    expect(matchCurve(prime192v2)).toEqual({ kind: "unknown" });
  });

  it("never takes altered parameters for known", () => {
    const names = ["p", "a", "b", "gx", "gy", "n", "h"] as const;
    const delta = fc.bigInt({ min: -(1n << 520n), max: 1n << 520n }).filter((value) => value !== 0n);
    fc.assert(
      fc.property(
        fc.constantFrom(...KNOWN_CURVES),
        fc.constantFrom(...names),
        delta,
        ({ parameters }, name, change) => {
          const altered = { ...parameters, [name]: parameters[name] + change };
          expect(matchCurve(altered).kind).not.toBe("known");
          expect(sameParameters(altered, parameters)).toBe(false);
        },
      ),
      { seed: 50, numRuns: 500 },
    );
  });
});
