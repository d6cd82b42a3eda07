import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { modPow } from "./modular.js";
import { isRoca } from "./roca.js";

/** Product of the first `count` primes: M of the paper, table 1 (39 for 512-bit keys, 71, 126 and 225 for longer ones). */
function primorial(count: number): bigint {
  let product = 1n;
  for (let candidate = 2, found = 0; found < count; candidate++) {
    let prime = true;
    for (let d = 2; d * d <= candidate && prime; d++) prime = candidate % d !== 0;
    if (!prime) continue;
    product *= BigInt(candidate);
    found++;
  }
  return product;
}

/** First number of the form k·M + (65537^a mod M) from k on that is a probable prime. */
function rocaPrime(m: bigint, k: bigint, a: bigint): bigint {
  const base = modPow(65_537n, a, m);
  for (let i = k; ; i++) {
    const candidate = i * m + base;
    if ([2n, 3n, 5n].every((witness) => modPow(witness, candidate - 1n, candidate) === 1n)) return candidate;
  }
}

describe("isRoca", () => {
  it.each([
    [39, 37n],
    [71, 36n],
    [126, 50n],
  ] as const)("finds moduli made of the first %i primes", (count, kBits) => {
    const m = primorial(count);
    for (const [a, b] of [
      [123_456_789n, 987_654_321n],
      [1n, 2n],
      [0xffff_ffffn, 31n],
    ] as const) {
      const p = rocaPrime(m, (1n << kBits) + a, a);
      const q = rocaPrime(m, (1n << kBits) + b, b);
      expect(p).not.toBe(q);
      expect(isRoca(p * q)).toBe(true);
      // One honest factor is enough to lose the fingerprint.
      expect(isRoca(p * ((1n << 255n) - 19n))).toBe(false);
    }
  });

  it("passes the moduli of openssl", () => {
    const file = new URL("./vectors/openssl-signatures.json", import.meta.url);
    const { rsa } = JSON.parse(readFileSync(file, "utf8")) as { rsa: { modulus: string }[] };
    const moduli = new Set(rsa.map(({ modulus }) => modulus));
    expect(moduli.size).toBe(6);
    for (const modulus of moduli) expect(isRoca(BigInt(`0x${modulus}`))).toBe(false);
  });

  it("passes numbers of no structure", () => {
    let state = 1n;
    for (let i = 0; i < 20_000; i++) {
      state = modPow(state + BigInt(i) + 3n, 5n, (1n << 521n) - 1n);
      expect(isRoca(state)).toBe(false);
    }
  });
});
