import { ChipidError } from "../errors/chipid-error.js";
import { DEFAULT_TLV_LIMITS, readTlv, readTlvs, type Tlv, type TlvLimits, tagName } from "../tlv/tlv.js";

/** Bounds for the objects inside one elementary file (T70–T73). */
export const LDS_LIMITS: TlvLimits = { ...DEFAULT_TLV_LIMITS, maxDepth: 16, maxCount: 4096 };

/** What every reader of this room gives. */
export interface ElementaryFile {
  /** The file's one data object as received: what an LDS hash covers. Bytes behind it are not part of it. */
  readonly raw: Uint8Array;
  /** Bytes found behind the data object. */
  readonly trailingBytes: number;
}

/**
 * The outermost data object of an elementary file (ICAO 9303-10 §4.6). Bytes behind it are counted, not read.
 * @throws ChipidError `lds.tag` for another tag, `tlv.*` for a malformed object.
 */
export function readOuter(
  bytes: Uint8Array,
  tag: number,
  name: string,
): ElementaryFile & { readonly value: Uint8Array } {
  const outer = readTlv(bytes, 0, LDS_LIMITS);
  if (outer.tag !== tag) {
    throw new ChipidError("lds.tag", `${name} starts with tag ${tagName(outer.tag)} where ${tagName(tag)} is due.`, {
      offset: 0,
    });
  }
  return { raw: outer.raw, value: outer.value, trailingBytes: bytes.length - outer.raw.length };
}

/** The data objects inside a template, in order. @throws ChipidError `tlv.*` */
export function readMembers(value: Uint8Array): Tlv[] {
  return readTlvs(value, LDS_LIMITS);
}

/** A fault of structure: a mandatory object is missing, has the wrong size or the wrong place. */
export function structureError(message: string, reference: string, offset?: number): ChipidError {
  return new ChipidError("lds.structure", message, { reference, ...(offset === undefined ? {} : { offset }) });
}

/**
 * The one member with `tag`.
 * @throws ChipidError `lds.structure` when it is absent or repeated.
 */
export function requireOne(members: readonly Tlv[], tag: number, name: string, reference: string): Tlv {
  const found = members.filter((member) => member.tag === tag);
  const [first] = found;
  if (first === undefined) throw structureError(`${name} has no data object ${tagName(tag)}.`, reference);
  if (found.length > 1) throw structureError(`${name} has data object ${tagName(tag)} twice.`, reference);
  return first;
}

/**
 * Tags of a tag list (data object 5C): one or two bytes each in LDS files.
 * @throws ChipidError `lds.structure` for a tag that is cut at the end or longer than three bytes.
 */
export function readTagList(value: Uint8Array, name: string, reference: string): number[] {
  const tags: number[] = [];
  for (let at = 0; at < value.length; ) {
    const first = value[at++] ?? 0;
    let tag = first;
    if ((first & 0x1f) === 0x1f) {
      for (let more = true, size = 1; more; size++) {
        const next = value[at++];
        if (next === undefined || size > 2)
          throw structureError(`The tag list of ${name} ends inside a tag.`, reference);
        tag = (tag << 8) | next;
        more = (next & 0x80) !== 0;
      }
    }
    tags.push(tag);
    if (tags.length > 256) throw new ChipidError("lds.limit", `The tag list of ${name} has more than 256 tags.`);
  }
  return tags;
}

/** Bytes of a tag list. */
export function encodeTagList(tags: readonly number[]): Uint8Array {
  const out: number[] = [];
  for (const tag of tags) {
    if (tag > 0xffff) out.push(tag >> 16);
    if (tag > 0xff) out.push((tag >> 8) & 255);
    out.push(tag & 255);
  }
  return Uint8Array.from(out);
}

/**
 * An unsigned count in an INTEGER-like object (data object 02), of at most four bytes.
 * @throws ChipidError `lds.structure` when empty or longer, `lds.limit` above `limit`.
 */
export function readCount(value: Uint8Array, limit: number, what: string, reference: string): number {
  if (value.length === 0 || value.length > 4) {
    throw structureError(`The number of ${what} is not one to four bytes.`, reference);
  }
  const count = value.reduce((sum, byte) => sum * 256 + byte, 0);
  if (count > limit) {
    throw new ChipidError("lds.limit", `${count} ${what} are announced, more than the limit of ${limit}.`, {
      reference,
    });
  }
  return count;
}
