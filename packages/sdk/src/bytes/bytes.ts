import { ChipidError } from "../errors/chipid-error.js";

const HEX_PAIRS: readonly string[] = Array.from({ length: 256 }, (_, b) => b.toString(16).padStart(2, "0"));

/** Lower-case hex of `bytes`, no separators. */
export function toHex(bytes: Uint8Array): string {
  let out = "";
  for (let i = 0; i < bytes.length; i++) out += HEX_PAIRS[bytes[i] ?? 0];
  return out;
}

function hexValue(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/**
 * Bytes of a hex string, either case. White space between digit pairs is allowed.
 * @throws ChipidError `bytes.hex` for anything else.
 */
export function fromHex(hex: string): Uint8Array {
  const text = /\s/.test(hex) ? hex.replace(/\s+/g, "") : hex;
  if (text.length % 2 !== 0) throw new ChipidError("bytes.hex", "Hex text has an odd number of digits.");
  const out = new Uint8Array(text.length / 2);
  for (let i = 0; i < out.length; i++) {
    const high = hexValue(text.charCodeAt(2 * i));
    const low = hexValue(text.charCodeAt(2 * i + 1));
    if (high < 0 || low < 0) throw new ChipidError("bytes.hex", "Text is not hexadecimal.", { offset: 2 * i });
    out[i] = (high << 4) | low;
  }
  return out;
}

/** One new array holding all parts in order. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Plain comparison for public data. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Comparison whose time depends on the lengths alone: for MACs and anything derived from a key. */
export function constantTimeEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}

/** Lexicographic order of unsigned bytes, a shorter prefix first: the order of DER SET OF (X.690 §11.6). */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const d = (a[i] ?? 0) - (b[i] ?? 0);
    if (d !== 0) return d;
  }
  return a.length - b.length;
}

/** Unsigned big-endian integer; the empty array is 0. */
export function toBigInt(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${toHex(bytes)}`);
}

/**
 * Unsigned big-endian bytes of `value`, left-padded to `length` when it is given.
 * @throws ChipidError `bytes.range` when negative or wider than `length`.
 */
export function fromBigInt(value: bigint, length?: number): Uint8Array {
  if (value < 0n) throw new ChipidError("bytes.range", "A negative integer has no unsigned encoding.");
  let hex = value.toString(16);
  if (hex.length % 2 !== 0) hex = `0${hex}`;
  const bytes = fromHex(hex);
  if (length === undefined || bytes.length === length) return bytes;
  if (bytes.length > length) {
    if (value === 0n && length === 0) return new Uint8Array(0);
    throw new ChipidError("bytes.range", `Integer does not fit ${length} bytes.`);
  }
  const out = new Uint8Array(length);
  out.set(bytes, length - bytes.length);
  return out;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/**
 * Text of UTF-8 bytes, malformed sequences refused.
 * @throws ChipidError `bytes.utf8`
 */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new ChipidError("bytes.utf8", "Text is not valid UTF-8.", { cause });
  }
}

/** One character a byte (ISO 8859-1): for ASCII fields, and for text whose encoding is not known. */
export function fromLatin1(bytes: Uint8Array): string {
  let out = "";
  for (let i = 0; i < bytes.length; i += 8192) out += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return out;
}

/**
 * One byte a character.
 * @throws ChipidError `bytes.range` for a character above U+00FF.
 */
export function latin1(text: string): Uint8Array {
  const out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 255) throw new ChipidError("bytes.range", "Text has a character outside ISO 8859-1.");
    out[i] = code;
  }
  return out;
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE64_VALUES = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) BASE64_VALUES[BASE64.charCodeAt(i)] = i;

/** Base64 with padding (RFC 4648 §4), no line breaks. */
export function toBase64(bytes: Uint8Array): string {
  let out = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const n = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const left = bytes.length - i;
    out += BASE64.charAt(n >> 18) + BASE64.charAt((n >> 12) & 63);
    out += left > 1 ? BASE64.charAt((n >> 6) & 63) : "=";
    out += left > 2 ? BASE64.charAt(n & 63) : "=";
  }
  return out;
}

/**
 * Bytes of Base64 text (RFC 4648 §4); white space is skipped, padding must be whole.
 * @throws ChipidError `bytes.base64`
 */
export function fromBase64(text: string): Uint8Array {
  const out = new Uint8Array(Math.ceil((text.length * 3) / 4));
  let length = 0;
  let bits = 0;
  let count = 0;
  let padding = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 32 || (code >= 9 && code <= 13)) continue;
    if (code === 61) {
      padding++;
      continue;
    }
    const value = code < 128 ? (BASE64_VALUES[code] ?? -1) : -1;
    if (value < 0 || padding > 0) throw new ChipidError("bytes.base64", "Text is not Base64.", { offset: i });
    bits = ((bits << 6) | value) & 0xffffff;
    count++;
    if (count % 4 === 0) {
      out[length++] = bits >> 16;
      out[length++] = (bits >> 8) & 255;
      out[length++] = bits & 255;
    }
  }
  const rest = count % 4;
  if (rest === 1 || (rest + padding) % 4 !== 0) throw new ChipidError("bytes.base64", "Base64 text is cut short.");
  if (rest === 2) out[length++] = (bits >> 4) & 255;
  if (rest === 3) {
    out[length++] = (bits >> 10) & 255;
    out[length++] = (bits >> 2) & 255;
  }
  return out.slice(0, length);
}
