import { concat, equalBytes } from "../bytes/bytes.js";
import { derNull, derOctetString, derOid, derSequence } from "./der.js";
import { type Digest, hashLength } from "./digest.js";
import type { HashName, PssParameters } from "./types.js";

// Encoded messages of RFC 8017 §9: what an RSA signature holds once the public exponent is applied.

/** Digest OIDs (RFC 8017 §9.2 note 1). */
const DIGEST_OIDS: Readonly<Record<HashName, string>> = {
  md5: "1.2.840.113549.2.5",
  "sha-1": "1.3.14.3.2.26",
  "sha-224": "2.16.840.1.101.3.4.2.4",
  "sha-256": "2.16.840.1.101.3.4.2.1",
  "sha-384": "2.16.840.1.101.3.4.2.2",
  "sha-512": "2.16.840.1.101.3.4.2.3",
};

/**
 * EMSA-PKCS1-v1_5 encoding (RFC 8017 §9.2) of a digest in `length` bytes, or undefined when it does not fit with its
 * eight bytes of padding. DigestInfo always has NULL parameters: A.2.4 demands it, and a verifier that builds this value
 * and compares cannot be led to parse what a forger wrote (CVE-2006-4339).
 */
export function encodePkcs1(hash: HashName, digest: Uint8Array, length: number): Uint8Array | undefined {
  const info = derSequence(derSequence(derOid(DIGEST_OIDS[hash]), derNull()), derOctetString(digest));
  if (length < info.length + 11) return undefined;
  const encoded = new Uint8Array(length).fill(0xff);
  encoded[0] = 0;
  encoded[1] = 1;
  encoded[length - info.length - 1] = 0;
  encoded.set(info, length - info.length);
  return encoded;
}

/** MGF1 (RFC 8017 B.2.1). */
export function mgf1(digest: Digest, hash: HashName, seed: Uint8Array, length: number): Uint8Array {
  const mask = new Uint8Array(length);
  const counter = new Uint8Array(4);
  for (let at = 0, i = 0; at < length; i++) {
    new DataView(counter.buffer).setUint32(0, i);
    const block = digest(hash, seed, counter);
    mask.set(block.subarray(0, length - at), at);
    at += block.length;
  }
  return mask;
}

/**
 * EMSA-PSS encoding (RFC 8017 §9.1.1) of a message digest for a modulus of `modulusBits`, or undefined when the modulus
 * is too short for the hash and the salt.
 */
export function encodePss(
  digest: Digest,
  parameters: PssParameters,
  messageDigest: Uint8Array,
  salt: Uint8Array,
  modulusBits: number,
): Uint8Array | undefined {
  const emBits = modulusBits - 1;
  const emLength = Math.ceil(emBits / 8);
  const hashBytes = hashLength(parameters.hash);
  if (salt.length !== parameters.saltLength || !pssFits(parameters, modulusBits)) return undefined;
  const h = digest(parameters.hash, new Uint8Array(8), messageDigest, salt);
  const db = new Uint8Array(emLength - hashBytes - 1);
  db[db.length - salt.length - 1] = 1;
  db.set(salt, db.length - salt.length);
  xorInto(db, mgf1(digest, parameters.mgfHash, h, db.length));
  db[0] = (db[0] ?? 0) & topMask(emBits, emLength);
  return concat(db, h, Uint8Array.of(0xbc));
}

/**
 * Salt length an EMSA-PSS encoding was made with, when it verifies (RFC 8017 §9.1.2) for this hash and MGF hash with any
 * salt length; else undefined. `encoded` has ⌈(modulusBits − 1) / 8⌉ bytes.
 */
export function recoverPssSalt(
  digest: Digest,
  hash: HashName,
  mgfHash: HashName,
  messageDigest: Uint8Array,
  encoded: Uint8Array,
  modulusBits: number,
): number | undefined {
  const emBits = modulusBits - 1;
  const hashBytes = hashLength(hash);
  const dbLength = encoded.length - hashBytes - 1;
  if (encoded.length !== Math.ceil(emBits / 8) || dbLength < 1 || encoded[encoded.length - 1] !== 0xbc)
    return undefined;
  const mask = topMask(emBits, encoded.length);
  if (((encoded[0] ?? 0) & ~mask) !== 0) return undefined;
  const db = encoded.slice(0, dbLength);
  const h = encoded.subarray(dbLength, dbLength + hashBytes);
  xorInto(db, mgf1(digest, mgfHash, h, dbLength));
  db[0] = (db[0] ?? 0) & mask;
  const one = db.findIndex((byte) => byte !== 0);
  if (one < 0 || db[one] !== 1) return undefined;
  const salt = db.subarray(one + 1);
  return equalBytes(h, digest(hash, new Uint8Array(8), messageDigest, salt)) ? salt.length : undefined;
}

/** EMSA-PSS verification with exactly the declared hash, MGF hash and salt length (RFC 8017 §9.1.2). */
export function verifyPssEncoding(
  digest: Digest,
  parameters: PssParameters,
  messageDigest: Uint8Array,
  encoded: Uint8Array,
  modulusBits: number,
): boolean {
  const { hash, mgfHash, saltLength } = parameters;
  return recoverPssSalt(digest, hash, mgfHash, messageDigest, encoded, modulusBits) === saltLength;
}

/** Bits of the first byte that belong to the encoding. */
function topMask(emBits: number, emLength: number): number {
  return 0xff >> (8 * emLength - emBits);
}

function xorInto(target: Uint8Array, mask: Uint8Array): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] ?? 0) ^ (mask[i] ?? 0);
}

/** A modulus of `modulusBits` has room for the hash and the salt, and the salt length is one (RFC 8017 §9.1.1 step 3). */
export function pssFits({ hash, saltLength }: PssParameters, modulusBits: number): boolean {
  const emLength = Math.ceil((modulusBits - 1) / 8);
  return Number.isSafeInteger(saltLength) && saltLength >= 0 && hashLength(hash) + saltLength + 2 <= emLength;
}
