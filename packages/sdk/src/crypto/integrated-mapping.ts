import { concat, fromHex } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";
import { blockLength, type CipherName, type Ciphers, keyLength } from "./cipher-types.js";
import { bitLength, mod, modInverse, modPow } from "./modular.js";
import type { AffinePoint } from "./points.js";
import type { CurveParameters } from "./types.js";

// Integrated mapping of PACE: ICAO 9303-11 §4.4.3.3.2 and appendix B.

/** The constants c0 and c1 for a nonce of 128 and of 256 bits (ICAO 9303-11 §4.4.3.3.2). */
const CONSTANTS = {
  16: [fromHex("a668892a7c41e3ca739f40b057d85904"), fromHex("a4e136ac725f738b01c1f60217c188ad")],
  32: [
    fromHex("d463d65234124ef7897054986dca0a174e28df758cbaa03f240616414d5a1676"),
    fromHex("54bd7255f0aaf831bec3423fcf39d69b6cbf066677d0faae5aadd99df8e53517"),
  ],
} as const;

/**
 * Bytes of the chip's nonce s: the least number of blocks of 128 bits that is not shorter than the cipher's key
 * (ICAO 9303-11 §4.4.1 step 1, "l ≥ k").
 */
export function paceNonceLength(cipher: CipherName): 16 | 32 {
  return keyLength(cipher) === 16 ? 16 : 32;
}

/** Bytes of the terminal's nonce t of the integrated mapping: a key of the cipher. */
export function terminalNonceLength(cipher: CipherName): 16 | 24 | 32 {
  return keyLength(cipher);
}

/**
 * R(s, t) before its reduction: as many outputs of the chained block cipher as have 64 bits more than p, so that the
 * reduction mod p leaves no bias.
 * @throws ChipidError `bytes.range` for nonces of other lengths than `paceNonceLength` and `terminalNonceLength`
 */
export function pseudoRandom(
  ciphers: Ciphers,
  cipher: CipherName,
  s: Uint8Array,
  t: Uint8Array,
  p: bigint,
): Uint8Array {
  const length = paceNonceLength(cipher);
  if (s.length !== length || t.length !== terminalNonceLength(cipher)) {
    throw new ChipidError("bytes.range", "A nonce of the integrated mapping has the wrong length.", {
      reference: "ICAO 9303-11 §4.4.3.3.2",
    });
  }
  const [c0, c1] = CONSTANTS[length];
  const iv = new Uint8Array(blockLength(cipher));
  const next = (key: Uint8Array, data: Uint8Array) => ciphers.encryptCbc(cipher, key, iv, data);
  const outputs: Uint8Array[] = [];
  let key = next(t, s).slice(0, keyLength(cipher));
  for (let bits = 0; bits < bitLength(p) + 64; bits += 8 * length) {
    outputs.push(next(key, c1));
    key = next(key, c0).slice(0, keyLength(cipher));
  }
  return concat(...outputs);
}

/**
 * The point that a field element encodes to (ICAO 9303-11 appendix B.2, affine: "simplified SWU" for p ≡ 3 mod 4). On the
 * known curves the cofactor is 1.
 * @throws ChipidError `crypto.algorithm` for p ≡ 1 mod 4, `crypto.key` for 0, ±1 and the like, which have no image
 */
export function encodeToCurve({ p, a, b }: CurveParameters, value: bigint): AffinePoint {
  if ((p & 3n) !== 3n) {
    throw new ChipidError("crypto.algorithm", "This curve cannot be used with the integrated mapping.", {
      reference: "ICAO 9303-11 appendix B.2",
    });
  }
  const t = mod(value, p);
  const alpha = mod(-t * t, p);
  const inverse = modInverse(alpha + alpha * alpha, p);
  const inverseA = modInverse(a, p);
  if (inverse === undefined || inverseA === undefined) {
    throw new ChipidError("crypto.key", "A nonce of the integrated mapping has no point on the curve.");
  }
  const x2 = mod(-b * inverseA * (1n + inverse), p);
  const h2 = mod((x2 * x2 + a) * x2 + b, p);
  // h2^(p − 1 − (p + 1)/4) is 1/√h2 when h2 is a square; else x3 = αx2 belongs to a point and t³h2 turns it into its y.
  const root = modPow(h2, p - 1n - (p + 1n) / 4n, p);
  if ((root * root * h2) % p === 1n) return { x: x2, y: (root * h2) % p };
  const point = { x: (alpha * x2) % p, y: (((((t * t) % p) * t) % p) * ((h2 * root) % p)) % p };
  // h2 = 0 has neither root: x2 alone is on the curve then, with y = 0, and that point has order 2.
  if ((point.y * point.y) % p !== mod((point.x * point.x + a) * point.x + b, p) || h2 === 0n) {
    throw new ChipidError("crypto.key", "A nonce of the integrated mapping has no point on the curve.");
  }
  return point;
}
