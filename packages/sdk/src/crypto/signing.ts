import { fromBigInt, toBigInt } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";
import { CurveGroups } from "./curve-groups.js";
import { curveByName } from "./curves.js";
import { digest } from "./digest.js";
import { encodeDerSignature } from "./ecdsa-signature.js";
import { encodePkcs1, encodePss } from "./emsa.js";
import { bitLength, modInverse, modPow } from "./modular.js";
import type { CurveName, EcPublicKey, RsaPublicKey, SignatureAlgorithm } from "./types.js";

// Signing for test issuers: personalised documents, certificates, lists and the cards of the simulator. BigInt arithmetic
// on the private key is NOT constant time, so no key that protects anything real may be used here.

export interface EcPrivateKey {
  readonly kind: "ec";
  readonly curve: CurveName;
  /** 1 … n − 1. */
  readonly d: bigint;
}

export interface RsaPrivateKey {
  readonly kind: "rsa";
  readonly modulus: bigint;
  readonly exponent: bigint;
  readonly d: bigint;
  /** The two primes; signing is about three times quicker with them. */
  readonly primes?: readonly [bigint, bigint];
}

export type PrivateKey = EcPrivateKey | RsaPrivateKey;

export interface SignOptions {
  /** PSS salt; its length must be the declared one. Default: that many zero bytes, so that signing is repeatable. */
  readonly salt?: Uint8Array;
}

/** Deterministic signing: the same key, algorithm and message always give the same bytes. */
export interface Signer {
  /**
   * ECDSA (k after RFC 6979), RSA PKCS#1 v1.5 or RSA PSS, encoded as the algorithm says. Not constant time: for test
   * issuers only.
   * @throws ChipidError `crypto.algorithm` when the key is not of the algorithm or too short for it.
   */
  sign(key: PrivateKey, algorithm: SignatureAlgorithm, message: Uint8Array, options?: SignOptions): Uint8Array;
  /** @throws ChipidError `crypto.key` when d is not in 1 … n − 1. */
  ecPublicFromPrivate(key: EcPrivateKey, encoding?: EcPublicKey["encoding"]): EcPublicKey;
}

export function createSigner(): Signer {
  const groups = new CurveGroups();
  return {
    sign(key, algorithm, message, options = {}) {
      if (key.kind === "ec") {
        if (algorithm.kind !== "ecdsa") throw mismatch();
        const { n } = curveByName(key.curve).parameters;
        const plain = groups
          .ecdsa(key.curve, algorithm.hash)
          .sign(message, secretBytes(key), { lowS: false, prehash: true, format: "compact", extraEntropy: false });
        if (algorithm.encoding === "plain") return plain;
        const width = Math.ceil(bitLength(n) / 8);
        return encodeDerSignature({ r: toBigInt(plain.subarray(0, width)), s: toBigInt(plain.subarray(width)) });
      }
      if (algorithm.kind === "ecdsa") throw mismatch();
      const bits = bitLength(key.modulus);
      const messageDigest = digest(algorithm.hash, message);
      const encoded =
        algorithm.kind === "rsa-pkcs1"
          ? encodePkcs1(algorithm.hash, messageDigest, Math.ceil(bits / 8))
          : encodePss(digest, algorithm, messageDigest, options.salt ?? new Uint8Array(algorithm.saltLength), bits);
      if (encoded === undefined) {
        throw new ChipidError("crypto.algorithm", "The modulus or the salt does not fit the signature algorithm.");
      }
      return fromBigInt(rsaPrivate(key, toBigInt(encoded)), Math.ceil(bits / 8));
    },
    ecPublicFromPrivate(key, encoding = "named") {
      secretBytes(key);
      const { x, y } = groups.point(key.curve).BASE.multiply(key.d).toAffine();
      return { kind: "ec", curve: key.curve, parameters: curveByName(key.curve).parameters, encoding, x, y };
    },
  };
}

/** The public half of an RSA key. */
export function rsaPublicFromPrivate(key: RsaPrivateKey, pss?: RsaPublicKey["pss"]): RsaPublicKey {
  const { modulus, exponent } = key;
  const restriction = pss === undefined ? {} : { pss };
  return { kind: "rsa", modulus, exponent, bits: bitLength(modulus), ...restriction };
}

/**
 * RSA key of two given primes.
 * @throws ChipidError `crypto.key` when the exponent has no inverse.
 */
export function rsaKeyFromPrimes(p: bigint, q: bigint, exponent = 65_537n): RsaPrivateKey {
  const d = modInverse(exponent, (p - 1n) * (q - 1n));
  if (d === undefined || p === q) throw new ChipidError("crypto.key", "The RSA exponent does not fit the primes.");
  return { kind: "rsa", modulus: p * q, exponent, d, primes: [p, q] };
}

/** RSASP1 (RFC 8017 §5.2.1), with the primes where they are there. Not constant time. */
export function rsaPrivate(key: RsaPrivateKey, message: bigint): bigint {
  if (key.primes === undefined) return modPow(message, key.d, key.modulus);
  const [p, q] = key.primes;
  const inverse = modInverse(q, p);
  if (inverse === undefined) throw new ChipidError("crypto.key", "The RSA primes are not coprime.");
  const m1 = modPow(message, key.d % (p - 1n), p);
  const m2 = modPow(message, key.d % (q - 1n), q);
  const h = (((m1 - m2) % p) + p) * inverse;
  return m2 + q * (h % p);
}

function secretBytes(key: EcPrivateKey): Uint8Array {
  const { parameters, orderBytes } = curveByName(key.curve);
  if (key.d < 1n || key.d >= parameters.n) throw new ChipidError("crypto.key", "An EC private key is out of range.");
  return fromBigInt(key.d, orderBytes);
}

function mismatch(): ChipidError {
  return new ChipidError("crypto.algorithm", "The private key is not of the signature algorithm's kind.");
}
