import { compareBytes, concat, fromBigInt, latin1, utf8 } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";
import { encodeTlv } from "../tlv/tlv.js";
import { TAG } from "./values.js";

// DER writers (X.690 §10–11): each gives one whole element.

export function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return encodeTlv(TAG.sequence, ...parts);
}

/** SET OF: elements in ascending order of their encodings (X.690 §11.6). */
export function setOf(...parts: readonly Uint8Array[]): Uint8Array {
  return encodeTlv(TAG.set, ...[...parts].sort(compareBytes));
}

/** Two's-complement INTEGER, minimal. */
export function derInteger(value: bigint | number, tag: number = TAG.integer): Uint8Array {
  const big = BigInt(value);
  if (big >= 0n) {
    const bytes = fromBigInt(big);
    return encodeTlv(tag, (bytes[0] ?? 0) >= 0x80 ? concat(Uint8Array.of(0), bytes) : bytes);
  }
  let length = 1;
  while (-big > 1n << BigInt(8 * length - 1)) length++;
  return encodeTlv(tag, fromBigInt((1n << BigInt(8 * length)) + big, length));
}

/** Content bytes of a dotted OBJECT IDENTIFIER. @throws ChipidError `asn1.oid` */
export function oidContent(dotted: string): Uint8Array {
  const arcs = dotted.split(".").map((arc) => (/^\d{1,15}$/.test(arc) ? Number(arc) : Number.NaN));
  const [first = Number.NaN, second = Number.NaN, ...rest] = arcs;
  if (arcs.some(Number.isNaN) || first > 2 || (first < 2 && second > 39) || Number.isNaN(second)) {
    throw new ChipidError("asn1.oid", "Text is not an OBJECT IDENTIFIER.");
  }
  const out: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const groups = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left % 128) | 0x80);
    out.push(...groups);
  }
  return Uint8Array.from(out);
}

export function derOid(dotted: string): Uint8Array {
  return encodeTlv(TAG.oid, oidContent(dotted));
}

export function derOctetString(bytes: Uint8Array): Uint8Array {
  return encodeTlv(TAG.octetString, bytes);
}

export function derBitString(bytes: Uint8Array, unused = 0): Uint8Array {
  return encodeTlv(TAG.bitString, Uint8Array.of(unused), bytes);
}

export function derBoolean(value: boolean): Uint8Array {
  return encodeTlv(TAG.boolean, Uint8Array.of(value ? 0xff : 0));
}

export function derNull(): Uint8Array {
  return encodeTlv(TAG.null);
}

export function derUtf8(text: string): Uint8Array {
  return encodeTlv(TAG.utf8, utf8(text));
}

export function derPrintable(text: string): Uint8Array {
  if (!/^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text)) {
    throw new ChipidError("asn1.value", "Text has a character outside PrintableString.");
  }
  return encodeTlv(TAG.printable, latin1(text));
}

export function derIa5(text: string): Uint8Array {
  return encodeTlv(TAG.ia5, latin1(text));
}

/** UTCTime through 2049, GeneralizedTime from 2050 (RFC 5280 §4.1.2.5). `ms` since 1970, whole seconds kept. */
export function derTime(ms: number): Uint8Array {
  const iso = new Date(ms).toISOString().replace(/[-:T]/g, "").slice(0, 14);
  const year = Number(iso.slice(0, 4));
  return year >= 1950 && year < 2050
    ? encodeTlv(TAG.utcTime, latin1(`${iso.slice(2)}Z`))
    : encodeTlv(TAG.generalizedTime, latin1(`${iso}Z`));
}

/** [n] EXPLICIT. */
export function explicit(n: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return encodeTlv(0xa0 | n, ...parts);
}

/** [n] IMPLICIT over a primitive type. */
export function implicit(n: number, content: Uint8Array): Uint8Array {
  return encodeTlv(0x80 | n, content);
}

/** [n] IMPLICIT over a constructed type: `parts` are the elements inside. */
export function implicitConstructed(n: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return encodeTlv(0xa0 | n, ...parts);
}
