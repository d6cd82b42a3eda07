import { fromBigInt, toBigInt } from "../bytes/bytes.js";
import { bitLength, modPow } from "./modular.js";
import type { RsaPublicKey } from "./types.js";

/** Bounds that keep one verification below some tens of milliseconds in BigInt arithmetic, whatever a file says. */
export const RSA_LIMITS = {
  minModulusBits: 512,
  maxModulusBits: 16_384,
  /** FIPS 186-5 A.1.1: e < 2^256. */
  maxExponentBits: 256,
  /** Above `longModulusBits` a long exponent would cost too much. */
  longModulusBits: 4_096,
  maxExponentBitsLongModulus: 64,
} as const;

/** An RSA public key this SDK computes with: odd modulus and exponent, both within RSA_LIMITS, exponent at least 3. */
export function isUsableRsaKey(key: RsaPublicKey): boolean {
  const { modulus, exponent } = key;
  if (modulus < 1n || exponent < 3n || (modulus & 1n) === 0n || (exponent & 1n) === 0n || exponent >= modulus)
    return false;
  const bits = bitLength(modulus);
  if (key.bits !== bits || bits < RSA_LIMITS.minModulusBits || bits > RSA_LIMITS.maxModulusBits) return false;
  const limit = bits > RSA_LIMITS.longModulusBits ? RSA_LIMITS.maxExponentBitsLongModulus : RSA_LIMITS.maxExponentBits;
  return bitLength(exponent) <= limit;
}

/** Bytes of the modulus, which every signature has exactly (RFC 8017 §8.1.2 step 1). */
export function modulusBytes(key: RsaPublicKey): number {
  return Math.ceil(key.bits / 8);
}

/**
 * RSAVP1 (RFC 8017 §5.2.2) with the result in `length` bytes; undefined when the signature has the wrong length or is
 * not below the modulus, or the result does not fit.
 */
export function rsaRecover(key: RsaPublicKey, signature: Uint8Array, length: number): Uint8Array | undefined {
  if (signature.length !== modulusBytes(key)) return undefined;
  const s = toBigInt(signature);
  if (s >= key.modulus) return undefined;
  const message = modPow(s, key.exponent, key.modulus);
  return bitLength(message) > 8 * length ? undefined : fromBigInt(message, length);
}
