import { ripemd160 } from "@noble/hashes/legacy.js";
import { concat, constantTimeEqual, fromBigInt, toBigInt } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";
import { type Digest, hashLength, digest as pureDigest } from "./digest.js";
import { bitLength } from "./modular.js";
import { isUsableRsaKey, modulusBytes, rsaRecover } from "./rsa.js";
import { type RsaPrivateKey, rsaPrivate } from "./signing.js";
import type { HashName, RsaPublicKey } from "./types.js";

// ISO/IEC 9796-2 digital signature scheme 1 with message recovery, as Active Authentication uses it (ICAO 9303-11 §6.1).
// What an RSA signature holds once the public exponent is applied is here called the block F: header and padding,
// the recoverable part M1, the hash of M1‖M2, the trailer.

/** Hash functions a trailer can name and this SDK computes with. MD5 has no trailer. */
export type RecoveryHash = Exclude<HashName, "md5"> | "ripemd-160";

/** First byte of the two-byte trailers `xxCC` (ISO/IEC 10118-3 numbers). */
const TRAILER_HASHES: ReadonlyMap<number, RecoveryHash> = new Map([
  [0x31, "ripemd-160"],
  [0x33, "sha-1"],
  [0x34, "sha-256"],
  [0x35, "sha-512"],
  [0x36, "sha-384"],
  [0x38, "sha-224"],
]);

export interface RecoveredMessage {
  readonly hash: RecoveryHash;
  /** `implicit` is the one-byte trailer BC, which leaves the hash function to be known otherwise. */
  readonly trailer: "implicit" | "explicit";
  /** `total`: the block held the whole message, so M2 is empty. */
  readonly recovery: "total" | "partial";
  /** The recoverable part of the message. */
  readonly m1: Uint8Array;
}

/**
 * - `key`: the RSA key is not one this SDK computes with;
 * - `signature-length`: not as many bytes as the modulus has, which a chip's answer cut short also is (T61);
 * - `signature-range`: not below the modulus;
 * - `header`: the leftmost bits are not 01, or the padding has no end;
 * - `trailer`: neither BC nor a hash number this SDK knows with CC;
 * - `length`: no room for the hash the trailer names;
 * - `recovery`: header and given M2 contradict each other (partial recovery without M2, or total with one);
 * - `hash`: the block is well formed and the hash is another: the plain "wrong signature".
 */
export type RecoveryFault =
  | "key"
  | "signature-length"
  | "signature-range"
  | "header"
  | "trailer"
  | "length"
  | "recovery"
  | "hash";

export type RecoveryOutcome =
  | ({ readonly ok: true } & RecoveredMessage)
  | { readonly ok: false; readonly fault: RecoveryFault };

export interface RecoveryOptions {
  /** Hash functions that trailer BC may mean, tried in this order. SHA-1 alone is what ISO/IEC 9796-2 chips mean by it. */
  readonly implicitHashes?: readonly RecoveryHash[];
  readonly digest?: Digest;
}

/**
 * Verifies a signature with message recovery over M1‖M2. Never throws for what a chip sent.
 *
 * Where s^e mod n does not end in the nibble C of every trailer and n minus it does, the latter is the block: signers may
 * give the smaller of s and n − s (ISO/IEC 9796-2, alternative signature production).
 */
export function verifyRecoverySignature(
  key: RsaPublicKey,
  signature: Uint8Array,
  m2: Uint8Array,
  options: RecoveryOptions = {},
): RecoveryOutcome {
  if (!isUsableRsaKey(key)) return { ok: false, fault: "key" };
  const length = modulusBytes(key);
  if (signature.length !== length) return { ok: false, fault: "signature-length" };
  const block = rsaRecover(key, signature, length);
  if (block === undefined) return { ok: false, fault: "signature-range" };
  const other = key.modulus - toBigInt(block);
  if (((block[length - 1] ?? 0) & 15) === 12 || (other & 15n) !== 12n) return openRecoveryBlock(block, m2, options);
  return openRecoveryBlock(fromBigInt(other, length), m2, options);
}

/**
 * A signature with message recovery: the chip's side, for simulated chips only (not constant time). M1 is the chip's
 * random part; the same M1 gives the same signature.
 * @throws ChipidError `crypto.algorithm` when M1 does not fit the modulus
 */
export function signRecovery(
  key: RsaPrivateKey,
  m1: Uint8Array,
  m2: Uint8Array,
  options: Omit<RecoveryBlockOptions, "modulusBits">,
): Uint8Array {
  const modulusBits = bitLength(key.modulus);
  const block = makeRecoveryBlock(m1, m2, { ...options, modulusBits });
  return fromBigInt(rsaPrivate(key, toBigInt(block)), modulusBits / 8);
}

/**
 * Opens the block F and checks its hash against M1‖M2 (ISO/IEC 9796-2 §8.2, ICAO 9303-11 appendix F). `block` is s^e mod n
 * in as many bytes as n has; `m2` is what the verifier knows of the message (RND.IFD), empty for total recovery.
 *
 * The whole block is accounted for: header, padding, M1, hash, trailer. Never throws for what a chip sent.
 */
export function openRecoveryBlock(
  block: Uint8Array,
  m2: Uint8Array,
  { implicitHashes = ["sha-1"], digest = pureDigest }: RecoveryOptions = {},
): RecoveryOutcome {
  const trailer = readTrailer(block);
  if (trailer === undefined) return { ok: false, fault: "trailer" };
  const start = readHeader(block);
  if (start === undefined) return { ok: false, fault: "header" };
  if (start.recovery === (m2.length === 0 ? "partial" : "total")) return { ok: false, fault: "recovery" };

  let fits = false;
  for (const hash of trailer.hash === undefined ? implicitHashes : [trailer.hash]) {
    const end = block.length - trailer.length - recoveryHashLength(hash);
    if (end < start.at) continue;
    fits = true;
    const m1 = block.slice(start.at, end);
    if (constantTimeEqual(recoveryDigest(digest, hash, m1, m2), block.subarray(end, block.length - trailer.length))) {
      return {
        ok: true,
        hash,
        trailer: trailer.hash === undefined ? "implicit" : "explicit",
        recovery: start.recovery,
        m1,
      };
    }
  }
  return { ok: false, fault: fits ? "hash" : "length" };
}

export interface RecoveryBlockOptions {
  readonly hash: RecoveryHash;
  readonly trailer: "implicit" | "explicit";
  /** Bits of the modulus the block is for. */
  readonly modulusBits: number;
  readonly digest?: Digest;
}

/** Bytes of M1 that a block with partial recovery holds for a modulus. Not positive: the modulus is too short. */
export function recoveryCapacity({
  hash,
  trailer,
  modulusBits,
}: Pick<RecoveryBlockOptions, "hash" | "trailer" | "modulusBits">): number {
  return Math.ceil(modulusBits / 8) - 1 - recoveryHashLength(hash) - (trailer === "implicit" ? 1 : 2);
}

/**
 * The block F over M1‖M2, the chip's side. With an M2 there is partial recovery and M1 must fill the block
 * (`recoveryCapacity`); without, M1 is the whole message, shorter than that, and padding fills up.
 * @throws ChipidError `crypto.algorithm` when M1 does not fit or the modulus' length is no multiple of 8 bits
 */
export function makeRecoveryBlock(m1: Uint8Array, m2: Uint8Array, options: RecoveryBlockOptions): Uint8Array {
  const { hash, trailer, modulusBits, digest = pureDigest } = options;
  const capacity = recoveryCapacity(options);
  const partial = m2.length !== 0;
  if (modulusBits % 8 !== 0 || (partial ? m1.length !== capacity : m1.length >= capacity)) {
    throw new ChipidError("crypto.algorithm", "The message does not fit the modulus of an ISO 9796-2 signature.");
  }
  const head = new Uint8Array(capacity + 1 - m1.length);
  // 01, then 1 for partial recovery, then padding 0… up to the bit 1 that ends it.
  if (partial) head[0] = 0x6a;
  else {
    head.fill(0xbb);
    head[0] = 0x4b;
    head[head.length - 1] = 0xba;
  }
  return concat(head, m1, recoveryDigest(digest, hash, m1, m2), trailerBytes(hash, trailer));
}

function readTrailer(block: Uint8Array): { length: number; hash: RecoveryHash | undefined } | undefined {
  const last = block[block.length - 1];
  if (last === 0xbc) return { length: 1, hash: undefined };
  const hash = last === 0xcc ? TRAILER_HASHES.get(block[block.length - 2] ?? 0) : undefined;
  return hash === undefined ? undefined : { length: 2, hash };
}

/**
 * Leftmost bits 01, then 0 (total) or 1 (partial recovery), then padding: nibbles B up to a nibble A, behind which M1
 * begins. In a modulus of a multiple of 8 bits the first byte is 4A or 4B for total and 6A for partial recovery.
 */
function readHeader(block: Uint8Array): { recovery: "total" | "partial"; at: number } | undefined {
  const first = block[0] ?? 0;
  if (first >> 6 !== 1 || (first & 0x10) !== 0) return undefined;
  const recovery = (first & 0x20) === 0 ? "total" : "partial";
  if ((first & 15) === 0xa) return { recovery, at: 1 };
  if ((first & 15) !== 0xb) return undefined;
  let at = 1;
  while (block[at] === 0xbb) at++;
  // With more of the message outside the block, there is nothing to fill up.
  return block[at] === 0xba && recovery === "total" ? { recovery, at: at + 1 } : undefined;
}

function trailerBytes(hash: RecoveryHash, trailer: "implicit" | "explicit"): Uint8Array {
  if (trailer === "implicit") return Uint8Array.of(0xbc);
  for (const [number, name] of TRAILER_HASHES) if (name === hash) return Uint8Array.of(number, 0xcc);
  throw new ChipidError("crypto.algorithm", "The hash function has no trailer.");
}

function recoveryHashLength(hash: RecoveryHash): number {
  return hash === "ripemd-160" ? ripemd160.outputLen : hashLength(hash);
}

function recoveryDigest(digest: Digest, hash: RecoveryHash, m1: Uint8Array, m2: Uint8Array): Uint8Array {
  return hash === "ripemd-160" ? ripemd160(concat(m1, m2)) : digest(hash, m1, m2);
}
