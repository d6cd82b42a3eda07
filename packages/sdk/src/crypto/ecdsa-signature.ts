import { concat, fromBigInt, toBigInt } from "../bytes/bytes.js";
import { derSequence, derUnsigned } from "./der.js";
import { bitLength } from "./modular.js";

/** r and s, both in 1 … n − 1. */
export interface EcdsaPair {
  readonly r: bigint;
  readonly s: bigint;
}

export type EcdsaEncoding = "der" | "plain";

/**
 * r and s of an ECDSA signature for a group of order `n`, or undefined when the encoding is not exact. `der`: one
 * SEQUENCE of two INTEGERs in DER (RFC 3279 §2.2.3): minimal lengths, minimal and non-negative integers, nothing behind.
 * `plain`: r‖s, each as wide as n (TR-03111 §5.2.1). r or s outside 1 … n − 1 is refused in both.
 */
export function readEcdsaSignature(signature: Uint8Array, n: bigint, encoding: EcdsaEncoding): EcdsaPair | undefined {
  const pair = encoding === "plain" ? readPlain(signature, n) : readDer(signature, n)?.pair;
  return pair !== undefined && inRange(pair, n) ? pair : undefined;
}

/** r‖s, each as wide as n. */
export function encodePlainSignature({ r, s }: EcdsaPair, n: bigint): Uint8Array {
  const width = orderBytes(n);
  return concat(fromBigInt(r, width), fromBigInt(s, width));
}

/** SEQUENCE { INTEGER r, INTEGER s } in DER. */
export function encodeDerSignature({ r, s }: EcdsaPair): Uint8Array {
  return derSequence(derUnsigned(r), derUnsigned(s));
}

/** How a signature that only verifies on the second look departs from its declared encoding (T24b, T53). */
export type EcdsaDeviation =
  /** r‖s where the algorithm declares DER. */
  | "plain-under-der-oid"
  /** DER where the algorithm declares r‖s. */
  | "der-under-plain-oid"
  /** An INTEGER without the zero byte that keeps it positive. */
  | "negative-integer"
  /** An INTEGER with zero bytes in front that it does not need. */
  | "non-minimal-integer"
  /** A length in more bytes than it needs. */
  | "non-minimal-length";

export interface RelaxedEcdsaSignature {
  /** The signature as r‖s, to be verified with `encoding: "plain"`. */
  readonly plain: Uint8Array;
  /** At least one. */
  readonly deviations: readonly EcdsaDeviation[];
}

/**
 * Second reading of a signature that {@link readEcdsaSignature} refuses: which r and s its maker may have meant, and by
 * which deviations. undefined when the encoding is exact already, when it is beyond these deviations, or when r or s is
 * still outside 1 … n − 1. What verifies this way is for the caller to label: the strict answer stays "refused".
 */
export function relaxedEcdsaSignature(
  signature: Uint8Array,
  n: bigint,
  declared: EcdsaEncoding,
): RelaxedEcdsaSignature | undefined {
  if (readEcdsaSignature(signature, n, declared) !== undefined) return undefined;
  const der = readDer(signature, n, true);
  if (der !== undefined && inRange(der.pair, n)) {
    const deviations = declared === "plain" ? (["der-under-plain-oid", ...der.deviations] as const) : der.deviations;
    return { plain: encodePlainSignature(der.pair, n), deviations };
  }
  if (declared === "plain") return undefined;
  const plain = readPlain(signature, n);
  if (plain === undefined || !inRange(plain, n)) return undefined;
  return { plain: signature.slice(), deviations: ["plain-under-der-oid"] };
}

function orderBytes(n: bigint): number {
  return Math.ceil(bitLength(n) / 8);
}

function inRange({ r, s }: EcdsaPair, n: bigint): boolean {
  return r > 0n && s > 0n && r < n && s < n;
}

function readPlain(signature: Uint8Array, n: bigint): EcdsaPair | undefined {
  const width = orderBytes(n);
  if (signature.length !== 2 * width) return undefined;
  return { r: toBigInt(signature.subarray(0, width)), s: toBigInt(signature.subarray(width)) };
}

interface DerReading {
  readonly pair: EcdsaPair;
  readonly deviations: readonly EcdsaDeviation[];
}

function readDer(signature: Uint8Array, n: bigint, relaxed = false): DerReading | undefined {
  const reader = new DerReader(signature, relaxed);
  const end = reader.header(0x30);
  if (end !== signature.length) return undefined;
  const r = reader.integer(orderBytes(n));
  const s = reader.integer(orderBytes(n));
  if (r === undefined || s === undefined || reader.at !== end) return undefined;
  return { pair: { r, s }, deviations: [...reader.deviations] };
}

class DerReader {
  at = 0;
  readonly deviations = new Set<EcdsaDeviation>();
  private readonly data: Uint8Array;
  private readonly relaxed: boolean;

  constructor(data: Uint8Array, relaxed: boolean) {
    this.data = data;
    this.relaxed = relaxed;
  }

  /** Passes tag and length; gives the offset at which the element ends, or undefined. */
  header(tag: number): number | undefined {
    if (this.data[this.at++] !== tag) return undefined;
    let length = this.data[this.at++];
    if (length === undefined || length === 0x80) return undefined;
    if (length > 0x80) {
      const count = length & 0x7f;
      if (count > 4 || this.at + count > this.data.length) return undefined;
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + (this.data[this.at++] ?? 0);
      if ((length < 0x80 || length < 256 ** (count - 1)) && !this.deviates("non-minimal-length")) return undefined;
    }
    const end = this.at + length;
    return end <= this.data.length ? end : undefined;
  }

  /** An INTEGER read as unsigned, of at most `width` significant bytes. */
  integer(width: number): bigint | undefined {
    const end = this.header(0x02);
    if (end === undefined || end === this.at) return undefined;
    const content = this.data.subarray(this.at, end);
    this.at = end;
    const [first = 0, second] = content;
    if (first >= 0x80 && !this.deviates("negative-integer")) return undefined;
    if (first === 0 && second !== undefined && second < 0x80 && !this.deviates("non-minimal-integer")) return undefined;
    const start = content.findIndex((byte) => byte !== 0);
    if (start < 0) return 0n;
    return content.length - start > width ? undefined : toBigInt(content.subarray(start));
  }

  private deviates(deviation: EcdsaDeviation): boolean {
    if (this.relaxed) this.deviations.add(deviation);
    return this.relaxed;
  }
}
