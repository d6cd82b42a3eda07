import { concat } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";

/** Upper bounds on what one input may say. Breaking one is an error at once, before anything is allocated. */
export interface TlvLimits {
  /** Nesting, the outermost object being depth 1. */
  readonly maxDepth: number;
  /** Content length of a single object, in bytes. */
  readonly maxLength: number;
  /** Objects visited in one walk. */
  readonly maxCount: number;
}

/** Enough for any elementary file: an LDS file cannot pass 64 KB on most chips, a portrait with templates about 1 MB. */
export const DEFAULT_TLV_LIMITS: TlvLimits = { maxDepth: 32, maxLength: 16 * 1024 * 1024, maxCount: 20_000 };

/** One BER-TLV data object (ISO 7816-4 §5.2.2, X.690 §8.1) inside a larger array. Nothing is copied. */
export interface Tlv {
  /** Tag bytes read as one big-endian number: 0x61, 0x5f1f, 0x7f61. */
  readonly tag: number;
  /** Bit 6 of the first tag byte. */
  readonly constructed: boolean;
  /** Offset of the first tag byte in the array that was read. */
  readonly offset: number;
  /** Tag, length and value. */
  readonly raw: Uint8Array;
  readonly value: Uint8Array;
}

function truncated(offset: number): ChipidError {
  return new ChipidError("tlv.truncated", "TLV data end early.", { offset });
}

/**
 * Reads the data object at `offset`. Lengths are definite; long forms of up to four bytes, minimal or not (ISO 7816-4
 * allows both). Bytes behind the object are left alone.
 * @throws ChipidError `tlv.truncated` when the object reaches past the end, `tlv.tag` for a tag of more than three
 * bytes or a zero tag, `tlv.length` for an indefinite or too large length.
 */
export function readTlv(data: Uint8Array, offset = 0, limits: TlvLimits = DEFAULT_TLV_LIMITS): Tlv {
  const first = data[offset];
  if (first === undefined) throw truncated(offset);
  let at = offset + 1;
  let tag = first;
  if ((first & 0x1f) === 0x1f) {
    for (let more = true; more; ) {
      const next = data[at++];
      if (next === undefined) throw truncated(at - 1);
      if (at - offset > 3) throw new ChipidError("tlv.tag", "A TLV tag is longer than three bytes.", { offset });
      tag = (tag << 8) | next;
      more = (next & 0x80) !== 0;
    }
  } else if (first === 0) {
    throw new ChipidError("tlv.tag", "A TLV tag is zero.", { offset });
  }
  const lead = data[at++];
  if (lead === undefined) throw truncated(at - 1);
  let length = lead;
  if (lead >= 0x80) {
    const count = lead & 0x7f;
    if (count === 0) throw new ChipidError("tlv.length", "A TLV length is indefinite.", { offset });
    if (count > 4) throw new ChipidError("tlv.length", "A TLV length has more than four bytes.", { offset });
    length = 0;
    for (let i = 0; i < count; i++) {
      const next = data[at++];
      if (next === undefined) throw truncated(at - 1);
      length = length * 256 + next;
    }
  }
  if (length > limits.maxLength) {
    throw new ChipidError("tlv.length", `A TLV length of ${length} bytes is over the limit of ${limits.maxLength}.`, {
      offset,
    });
  }
  const end = at + length;
  if (end > data.length) throw truncated(offset);
  return {
    tag,
    constructed: (first & 0x20) !== 0,
    offset,
    raw: data.subarray(offset, end),
    value: data.subarray(at, end),
  };
}

/**
 * Reads the whole of `data` as a run of data objects. Padding bytes 00 between objects (ISO 7816-4 §5.2.2.1) are
 * skipped only when `padding` is set.
 * @throws ChipidError as readTlv, and `tlv.count` above the limit.
 */
export function readTlvs(
  data: Uint8Array,
  limits: TlvLimits = DEFAULT_TLV_LIMITS,
  options: { padding?: boolean } = {},
): Tlv[] {
  const out: Tlv[] = [];
  let at = 0;
  while (at < data.length) {
    if (options.padding === true && data[at] === 0) {
      at++;
      continue;
    }
    if (out.length >= limits.maxCount) {
      throw new ChipidError("tlv.count", `More than ${limits.maxCount} TLV objects.`, { offset: at });
    }
    const tlv = readTlv(data, at, limits);
    out.push(tlv);
    at += tlv.raw.length;
  }
  return out;
}

/**
 * Reads `data` as exactly one object with the given tag.
 * @throws ChipidError as readTlv; `tlv.tag` for another tag; `tlv.trailing` for bytes behind it.
 */
export function readOnlyTlv(data: Uint8Array, tag: number, limits: TlvLimits = DEFAULT_TLV_LIMITS): Tlv {
  const tlv = readTlv(data, 0, limits);
  if (tlv.tag !== tag) {
    throw new ChipidError("tlv.tag", `Expected tag ${tagName(tag)}, found ${tagName(tlv.tag)}.`, { offset: 0 });
  }
  if (tlv.raw.length !== data.length) {
    throw new ChipidError("tlv.trailing", "Bytes follow the TLV object.", { offset: tlv.raw.length });
  }
  return tlv;
}

/** First object with `tag` among siblings. */
export function findTlv(list: readonly Tlv[], tag: number): Tlv | undefined {
  return list.find((tlv) => tlv.tag === tag);
}

/**
 * Visits every object of a tree in order, constructed ones before their children.
 * @throws ChipidError as readTlvs, and `tlv.depth` above the limit.
 */
export function walkTlv(
  data: Uint8Array,
  visit: (tlv: Tlv, depth: number) => void,
  limits: TlvLimits = DEFAULT_TLV_LIMITS,
): void {
  let count = 0;
  const walk = (bytes: Uint8Array, depth: number): void => {
    if (depth > limits.maxDepth) throw new ChipidError("tlv.depth", `TLV nesting deeper than ${limits.maxDepth}.`);
    let at = 0;
    while (at < bytes.length) {
      if (++count > limits.maxCount) throw new ChipidError("tlv.count", `More than ${limits.maxCount} TLV objects.`);
      const tlv = readTlv(bytes, at, limits);
      visit(tlv, depth);
      if (tlv.constructed) walk(tlv.value, depth + 1);
      at += tlv.raw.length;
    }
  };
  walk(data, 1);
}

/** Tag as it is written in the standards: `61`, `5F1F`, `7F61`. */
export function tagName(tag: number): string {
  const hex = tag.toString(16).toUpperCase();
  return hex.length % 2 === 0 ? hex : `0${hex}`;
}

/** Minimal definite length (X.690 §10.1). */
export function encodeLength(length: number): Uint8Array {
  if (!Number.isSafeInteger(length) || length < 0 || length > 0xffffffff) {
    throw new ChipidError("tlv.length", "Length cannot be encoded.");
  }
  if (length < 0x80) return Uint8Array.of(length);
  if (length < 0x100) return Uint8Array.of(0x81, length);
  if (length < 0x10000) return Uint8Array.of(0x82, length >> 8, length & 255);
  if (length < 0x1000000) return Uint8Array.of(0x83, length >> 16, (length >> 8) & 255, length & 255);
  return Uint8Array.of(0x84, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255);
}

/** One data object: `tag` as a big-endian number, the values concatenated, minimal length. */
export function encodeTlv(tag: number, ...values: readonly Uint8Array[]): Uint8Array {
  if (!Number.isInteger(tag) || tag <= 0 || tag > 0xffffff) throw new ChipidError("tlv.tag", "Tag cannot be encoded.");
  const tagBytes =
    tag > 0xffff
      ? Uint8Array.of(tag >> 16, (tag >> 8) & 255, tag & 255)
      : tag > 0xff
        ? Uint8Array.of(tag >> 8, tag & 255)
        : Uint8Array.of(tag);
  const length = values.reduce((sum, value) => sum + value.length, 0);
  return concat(tagBytes, encodeLength(length), ...values);
}
