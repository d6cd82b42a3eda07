import { fromLatin1, fromUtf8, toBigInt } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";
import type { Asn1Node } from "./node.js";

/** Universal tags as identifier bytes. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8: 0x0c,
  numeric: 0x12,
  printable: 0x13,
  teletex: 0x14,
  ia5: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visible: 0x1a,
  universal: 0x1c,
  bmp: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

const MAX_INTEGER_BYTES = 2049; // a 16384-bit modulus with its sign byte
const MAX_OID_BYTES = 128;

/** Content bytes of an INTEGER, checked for shape (not empty, minimal in DER, bounded). Two's complement. */
export function integerBytes(node: Asn1Node, tag: number = TAG.integer): Uint8Array {
  const bytes = node.expect(tag).content;
  if (bytes.length === 0) throw new ChipidError("asn1.value", "An INTEGER is empty.", { offset: node.start });
  if (bytes.length > MAX_INTEGER_BYTES) {
    throw new ChipidError("asn1.value", "An INTEGER is over 16384 bits.", { offset: node.start });
  }
  const [first = 0, second = 0] = bytes;
  if (bytes.length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))) {
    node.context.quirk("non-minimal-integer", node.start, "An INTEGER is longer than it need be.");
  }
  return bytes;
}

/** Signed value of an INTEGER. */
export function integer(node: Asn1Node, tag: number = TAG.integer): bigint {
  const bytes = integerBytes(node, tag);
  const value = toBigInt(bytes);
  return (bytes[0] ?? 0) >= 0x80 ? value - (1n << BigInt(8 * bytes.length)) : value;
}

/** Value of a small non-negative INTEGER (a version, a count). @throws ChipidError `asn1.value` outside 0…2³¹-1. */
export function smallInteger(node: Asn1Node, tag: number = TAG.integer): number {
  const value = integer(node, tag);
  if (value < 0n || value > 0x7fffffffn) {
    throw new ChipidError("asn1.value", "An INTEGER is out of range.", { offset: node.start });
  }
  return Number(value);
}

export function boolean(node: Asn1Node): boolean {
  const bytes = node.expect(TAG.boolean).content;
  const value = bytes[0];
  if (bytes.length !== 1 || value === undefined) {
    throw new ChipidError("asn1.value", "A BOOLEAN is not one byte.", { offset: node.start });
  }
  if (value !== 0 && value !== 0xff) node.context.quirk("boolean-value", node.start, "A BOOLEAN is not 00 or FF.");
  return value !== 0;
}

/** Dotted form of an OBJECT IDENTIFIER. @throws ChipidError `asn1.oid` */
export function oid(node: Asn1Node, tag: number = TAG.oid): string {
  return decodeOid(node.expect(tag).content);
}

/** Dotted form of OBJECT IDENTIFIER content bytes (X.690 §8.19). @throws ChipidError `asn1.oid` */
export function decodeOid(bytes: Uint8Array): string {
  if (bytes.length === 0 || bytes.length > MAX_OID_BYTES || (bytes[bytes.length - 1] ?? 0x80) >= 0x80) {
    throw new ChipidError("asn1.oid", "An OBJECT IDENTIFIER is empty, cut or too long.");
  }
  let out = "";
  let arc = 0;
  let start = true;
  for (const b of bytes) {
    if (start && b === 0x80) throw new ChipidError("asn1.oid", "An OBJECT IDENTIFIER arc has a leading zero.");
    if (arc > 2 ** 45) throw new ChipidError("asn1.oid", "An OBJECT IDENTIFIER arc is too large.");
    arc = arc * 128 + (b & 0x7f);
    start = b < 0x80;
    if (!start) continue;
    if (out === "") {
      const top = arc < 40 ? 0 : arc < 80 ? 1 : 2;
      out = `${top}.${arc - 40 * top}`;
    } else {
      out += `.${arc}`;
    }
    arc = 0;
  }
  return out;
}

export function octetString(node: Asn1Node): Uint8Array {
  return node.stringValue(TAG.octetString);
}

/** Bytes of a BIT STRING with no unused bits (keys, signatures). @throws ChipidError `asn1.value` otherwise. */
export function bitStringBytes(node: Asn1Node, tag: number = TAG.bitString): Uint8Array {
  const { bytes, unused } = bitString(node, tag);
  if (unused !== 0) throw new ChipidError("asn1.value", "A BIT STRING is not whole bytes.", { offset: node.start });
  return bytes;
}

/** Bytes of a BIT STRING and the number of unused bits in the last one. */
export function bitString(node: Asn1Node, tag: number = TAG.bitString): { bytes: Uint8Array; unused: number } {
  const content = node.expect(tag).content;
  const unused = content[0];
  if (unused === undefined || unused > 7 || (unused > 0 && content.length === 1)) {
    throw new ChipidError("asn1.value", "A BIT STRING is malformed.", { offset: node.start });
  }
  if (unused > 0 && ((content[content.length - 1] ?? 0) & ((1 << unused) - 1)) !== 0) {
    node.context.quirk("unused-bits", node.start, "Unused bits of a BIT STRING are not zero.");
  }
  return { bytes: content.subarray(1), unused };
}

/** True when bit `index` (0 = the first, most significant) of a named BIT STRING is set. */
export function hasBit(bits: { bytes: Uint8Array }, index: number): boolean {
  return (((bits.bytes[index >> 3] ?? 0) >> (7 - (index & 7))) & 1) === 1;
}

function digits(text: string, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const d = text.charCodeAt(i) - 48;
    if (!(d >= 0 && d <= 9)) return Number.NaN;
    value = value * 10 + d;
  }
  return value;
}

/**
 * Milliseconds since 1970 of a UTCTime (YY < 50 is 20YY, RFC 5280 §4.1.2.5.1) or GeneralizedTime. Tolerant reading
 * also takes absent seconds, fractions and numeric zones.
 * @throws ChipidError `asn1.value`
 */
export function time(node: Asn1Node): number {
  const text = fromLatin1(node.content);
  const bad = (): ChipidError => new ChipidError("asn1.value", "A time is malformed.", { offset: node.start });
  let at: number;
  let year: number;
  if (node.tag === TAG.utcTime) {
    const yy = digits(text, 0, 2);
    year = yy < 50 ? 2000 + yy : 1900 + yy;
    at = 2;
  } else {
    node.expect(TAG.generalizedTime);
    year = digits(text, 0, 4);
    at = 4;
  }
  const month = digits(text, at, 2);
  const day = digits(text, at + 2, 2);
  const hour = digits(text, at + 4, 2);
  const minute = digits(text, at + 6, 2);
  let second = digits(text, at + 8, 2);
  at += 10;
  if (Number.isNaN(second)) {
    second = 0;
    at -= 2;
  }
  let zone = 0;
  if (text.length !== at + 1 || text[at] !== "Z" || (node.tag === TAG.utcTime ? at !== 12 : at !== 14)) {
    node.context.quirk("time-format", node.start, "A time is not in the DER form.");
    const match = /^(?:[.,]\d{1,9})?(?:Z|([+-])(\d\d)(\d\d))?$/.exec(text.slice(at));
    if (match === null) throw bad();
    if (match[1] !== undefined) zone = (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
  }
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(ms);
  if (Number.isNaN(ms) || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59) {
    throw bad();
  }
  // Date.UTC reads years 0…99 as 19xx; no certificate has one.
  if (year < 100 || second > 60) throw bad();
  return ms - zone * 60_000;
}

/** Text of any ASN.1 string type. Teletex is read as ISO 8859-1, as issuers use it. @throws ChipidError `asn1.value` */
export function text(node: Asn1Node): string {
  const bytes = node.content;
  switch (node.tag) {
    case TAG.utf8:
      return fromUtf8(bytes);
    case TAG.printable:
    case TAG.ia5:
    case TAG.numeric:
    case TAG.visible:
    case TAG.teletex:
      return fromLatin1(bytes);
    case TAG.bmp: {
      if (bytes.length % 2 !== 0) throw new ChipidError("asn1.value", "A BMPString has an odd length.");
      let out = "";
      for (let i = 0; i < bytes.length; i += 2) {
        out += String.fromCharCode(((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0));
      }
      return out;
    }
    case TAG.universal: {
      if (bytes.length % 4 !== 0) throw new ChipidError("asn1.value", "A UniversalString is cut.");
      let out = "";
      for (let i = 0; i < bytes.length; i += 4) {
        const point = Number(toBigInt(bytes.subarray(i, i + 4)));
        if (point > 0x10ffff) throw new ChipidError("asn1.value", "A UniversalString has no such character.");
        out += String.fromCodePoint(point);
      }
      return out;
    }
    default:
      throw new ChipidError("asn1.tag", "Expected an ASN.1 string.", { offset: node.start });
  }
}
