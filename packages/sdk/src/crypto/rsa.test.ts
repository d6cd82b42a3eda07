import { describe, expect, it } from "vitest";
import { fromBigInt } from "../bytes/bytes.js";
import { bitLength } from "./modular.js";
import { isUsableRsaKey, modulusBytes, RSA_LIMITS, rsaRecover } from "./rsa.js";
import type { RsaPublicKey } from "./types.js";

const key = (modulus: bigint, exponent: bigint): RsaPublicKey => ({
  kind: "rsa",
  modulus,
  exponent,
  bits: bitLength(modulus),
});
/** Odd, of exactly that many bits. */
const odd = (bits: number) => (1n << BigInt(bits)) - 1n;

describe("isUsableRsaKey", () => {
  it("takes keys up to every limit and none beyond", () => {
    const { minModulusBits, maxModulusBits, maxExponentBits, longModulusBits, maxExponentBitsLongModulus } = RSA_LIMITS;
    const good: readonly [number, bigint][] = [
      [minModulusBits, 3n],
      [2048, 65_537n],
      [longModulusBits, odd(maxExponentBits)],
      [longModulusBits + 1, odd(maxExponentBitsLongModulus)],
      [maxModulusBits, odd(maxExponentBitsLongModulus)],
    ];
    const bad: readonly [number, bigint][] = [
      [minModulusBits - 1, 65_537n],
      [maxModulusBits + 1, 65_537n],
      [2048, 1n],
      [2048, 0n],
      [2048, -3n],
      [2048, 65_536n],
      [longModulusBits, odd(maxExponentBits + 1)],
      [longModulusBits + 1, odd(maxExponentBitsLongModulus + 1)],
    ];
    for (const [bits, exponent] of good)
      expect(isUsableRsaKey(key(odd(bits), exponent)), `${bits} ${exponent}`).toBe(true);
    for (const [bits, exponent] of bad)
      expect(isUsableRsaKey(key(odd(bits), exponent)), `${bits} ${exponent}`).toBe(false);
  });

  it("refuses an even modulus, a negative one and a false bit length", () => {
    expect(isUsableRsaKey(key(odd(2048) - 1n, 3n))).toBe(false);
    expect(isUsableRsaKey({ ...key(odd(2048), 3n), modulus: -odd(2048) })).toBe(false);
    expect(isUsableRsaKey({ ...key(odd(2048), 3n), bits: 2047 })).toBe(false);
  });
});

describe("rsaRecover", () => {
  const k = key(odd(1024) - 104n, 3n);

  it("applies the exponent to signatures of the right length below the modulus", () => {
    expect(rsaRecover(k, fromBigInt(5n, 128), 128)).toEqual(fromBigInt(125n, 128));
    expect(rsaRecover(k, fromBigInt(k.modulus - 1n, 128), 128)).toEqual(fromBigInt(k.modulus - 1n, 128));
    expect(rsaRecover(k, fromBigInt(5n, 128), 1)).toEqual(Uint8Array.of(125));
  });

  it("refuses the rest", () => {
    expect(rsaRecover(k, fromBigInt(k.modulus, 128), 128)).toBeUndefined();
    expect(rsaRecover(k, fromBigInt(5n, 127), 128)).toBeUndefined();
    expect(rsaRecover(k, fromBigInt(5n, 129), 128)).toBeUndefined();
    expect(rsaRecover(k, fromBigInt(7n, 128), 1)).toBeUndefined();
    expect(modulusBytes(key(odd(1025), 3n))).toBe(129);
  });
});
