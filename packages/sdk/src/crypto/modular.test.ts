import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KNOWN_CURVES } from "./curves.js";
import { bitLength, mod, modInverse, modPow, modSqrt } from "./modular.js";

const big = fc.bigInt({ min: 0n, max: 1n << 300n });

describe("bitLength", () => {
  it("counts bits", () => {
    expect([0n, 1n, 2n, 255n, 256n, 1n << 2047n].map(bitLength)).toEqual([0, 1, 2, 8, 9, 2048]);
    fc.assert(
      fc.property(big, (value) => {
        expect(bitLength(value + 1n)).toBe((value + 1n).toString(2).length);
      }),
      { seed: 1 },
    );
  });
});

describe("modPow and modInverse", () => {
  it("agree with repeated multiplication", () => {
    const small = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(big, small, big, (base, exponent, m) => {
        let expected = 1n % (m + 1n);
        for (let i = 0; i < exponent; i++) expected = (expected * base) % (m + 1n);
        expect(modPow(base, BigInt(exponent), m + 1n)).toBe(expected);
      }),
      { seed: 2 },
    );
  });

  it("inverts what is coprime and nothing else", () => {
    fc.assert(
      fc.property(big, big, (value, m) => {
        const modulus = m + 2n;
        const inverse = modInverse(value, modulus);
        let [x, y] = [mod(value, modulus), modulus];
        while (y !== 0n) [x, y] = [y, x % y];
        if (x === 1n) expect(mod(value * (inverse ?? 0n), modulus)).toBe(1n);
        else expect(inverse).toBeUndefined();
      }),
      { seed: 3 },
    );
  });
});

describe("modSqrt", () => {
  it("finds every root of every residue of small primes, and none of the others", () => {
    // 3 mod 4, 5 mod 8, and primes whose p − 1 has 4, 6 and 8 factors of two
    for (const p of [3n, 7n, 23n, 5n, 13n, 29n, 17n, 193n, 257n, 769n]) {
      const squares = new Set<bigint>();
      for (let x = 0n; x < p; x++) squares.add((x * x) % p);
      for (let a = 0n; a < p; a++) {
        const root = modSqrt(a, p);
        if (squares.has(a)) expect(((((root ?? -1n) * (root ?? -1n)) % p) + p) % p).toBe(a);
        else expect(root).toBeUndefined();
      }
    }
  });

  it.each(KNOWN_CURVES)("finds roots modulo the prime of $name", ({ parameters: { p } }) => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: p - 1n }), (x) => {
        const root = modSqrt((x * x) % p, p);
        expect(root === x || root === p - x).toBe(true);
      }),
      { seed: 4, numRuns: 8 },
    );
  });

  it("ends for a modulus that is not prime", () => {
    for (const m of [9n, 15n, 21n, 561n, 65n * 257n, (1n << 200n) + 1n]) {
      for (let a = 0n; a < 8n; a++) {
        const root = modSqrt(a, m);
        if (root !== undefined) expect((root * root) % m).toBe(a % m);
      }
    }
  });
});
