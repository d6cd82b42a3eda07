import { latin1, utf8 } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";
import { encodeTlv, type Tlv, tagName } from "../tlv/tlv.js";
import { type LdsDate, readLdsDate } from "./date.js";
import { encodeTagList, readCount, readMembers, readTagList } from "./elementary-file.js";
import { identifyImage } from "./image/identify.js";
import type { ImageIdentification } from "./image/types.js";
import { decodeText, type LdsName, splitName, splitParts } from "./text.js";

const TAG_LIST = 0x5c;
const CONTAINER = 0xa0;
const MAX_REPEATED = 64;

/**
 * What deviates in a tag-listed data group; none of it stops the reading. `text-encoding`: not UTF-8, read as ISO
 * 8859-1. `date`: no date of the calendar, the field is left out. `repeated`: the first one counts. `count`: a list
 * with other members than announced. `unknown`: kept in `others`.
 */
export type DataElementProblem =
  | "no-tag-list"
  | "listed-absent"
  | "not-listed"
  | "repeated"
  | "text-encoding"
  | "date"
  | "count"
  | "unknown";

export interface DataElementIssue {
  readonly tag: number;
  readonly problem: DataElementProblem;
}

/** An image of a part of the document. */
export interface DocumentImage {
  readonly image: Uint8Array;
  readonly identification: ImageIdentification;
}

/**
 * The data elements of DG11 and DG12 (ICAO 9303-10 §4.7.11, §4.7.12): a tag list 5C, then each element under its own
 * tag, names that may be several inside A0.
 */
export class DataElements {
  readonly issues: DataElementIssue[] = [];
  /** Elements of tags that the standard does not give to this data group. */
  readonly others: readonly Tlv[];
  private readonly members: readonly Tlv[];
  private readonly repeatedTag: number;

  /**
   * @param known Tags of this data group, `repeatedTag` (the one that stands inside A0) included.
   * @throws ChipidError `tlv.*`, `lds.structure` for a cut tag list, `lds.tag` for a listed tag that is neither known
   * nor there
   */
  constructor(value: Uint8Array, name: string, known: ReadonlySet<number>, repeatedTag: number, reference: string) {
    const all = readMembers(value);
    this.members = all.filter((member) => member.tag !== TAG_LIST);
    this.repeatedTag = repeatedTag;
    this.others = this.members.filter((member) => member.tag !== CONTAINER && !known.has(member.tag));
    for (const { tag } of this.others) this.issue(tag, "unknown");

    const list = all.find((member) => member.tag === TAG_LIST);
    if (list === undefined) {
      this.issue(TAG_LIST, "no-tag-list");
      return;
    }
    // Some issuers list the container, others what stands in it.
    const own = (tag: number): number => (tag === CONTAINER ? repeatedTag : tag);
    const listed = new Set(readTagList(list.value, name, reference).map(own));
    const present = new Set(this.members.map((member) => own(member.tag)));
    for (const tag of listed) {
      if (present.has(tag)) continue;
      if (!known.has(tag)) {
        throw new ChipidError("lds.tag", `The tag list of ${name} has ${tagName(tag)}, which is unknown and absent.`, {
          reference,
        });
      }
      this.issue(tag, "listed-absent");
    }
    for (const tag of present) if (!listed.has(tag) && known.has(tag)) this.issue(tag, "not-listed");
  }

  bytes(tag: number): Uint8Array | undefined {
    const [first, second] = this.members.filter((member) => member.tag === tag);
    if (second !== undefined) this.issue(tag, "repeated");
    return first?.value;
  }

  text(tag: number): string | undefined {
    const value = this.bytes(tag);
    return value === undefined ? undefined : this.decode(tag, value);
  }

  /** A field for people: `<` stands for a space (ICAO 9303-10 Appendix A.5). */
  phrase(tag: number): string | undefined {
    return this.text(tag)?.replace(/<+/g, " ").trim();
  }

  name(tag: number): LdsName | undefined {
    const text = this.text(tag);
    return text === undefined ? undefined : splitName(text);
  }

  /** A field whose parts are separated by `<`. */
  parts(tag: number): readonly string[] | undefined {
    const text = this.text(tag);
    return text === undefined ? undefined : splitParts(text);
  }

  date(tag: number): LdsDate | undefined {
    return this.dated(tag, readLdsDate);
  }

  dated<T>(tag: number, read: (value: Uint8Array) => T | undefined): T | undefined {
    const value = this.bytes(tag);
    const date = value === undefined ? undefined : read(value);
    if (value !== undefined && date === undefined) this.issue(tag, "date");
    return date;
  }

  image(tag: number): DocumentImage | undefined {
    const image = this.bytes(tag);
    return image === undefined ? undefined : { image, identification: identifyImage(image) };
  }

  /**
   * The names inside A0 (a count in 02, then the names), and names that stand outside it.
   * @throws ChipidError `tlv.*`, `lds.limit` for more than 64
   */
  names(reference: string): readonly LdsName[] {
    const names: Uint8Array[] = [];
    for (const member of this.members) {
      if (member.tag === this.repeatedTag) names.push(member.value);
      if (member.tag !== CONTAINER) continue;
      const inside = readMembers(member.value);
      const found = inside.filter(({ tag }) => tag === this.repeatedTag);
      const count = inside.find(({ tag }) => tag === 0x02);
      const announced = count === undefined ? -1 : readCount(count.value, MAX_REPEATED, "names", reference);
      if (announced !== found.length) this.issue(CONTAINER, "count");
      names.push(...found.map(({ value }) => value));
    }
    if (names.length > MAX_REPEATED) {
      throw new ChipidError("lds.limit", `More than ${MAX_REPEATED} names in one data group.`, { reference });
    }
    return names.map((value) => splitName(this.decode(this.repeatedTag, value)));
  }

  private decode(tag: number, value: Uint8Array): string {
    const { text, encoding } = decodeText(value);
    if (encoding !== "utf-8") this.issue(tag, "text-encoding");
    return text;
  }

  private issue(tag: number, problem: DataElementProblem): void {
    if (!this.issues.some((issue) => issue.tag === tag && issue.problem === problem))
      this.issues.push({ tag, problem });
  }
}

/** Writes a tag-listed data group: `elements` in order, absent ones left out, `names` inside A0 under `nameTag`. */
export function writeDataElements(
  tag: number,
  elements: readonly (readonly [tag: number, value: Uint8Array | undefined])[],
  nameTag: number,
  names: readonly string[] | undefined,
): Uint8Array {
  const present = elements.flatMap(([elementTag, value]) =>
    value === undefined ? [] : [[elementTag, value] as const],
  );
  const list = present.map(([elementTag]) => elementTag);
  const objects = present.map(([elementTag, value]) => encodeTlv(elementTag, value));
  if (names !== undefined) {
    list.push(nameTag);
    const count = encodeTlv(0x02, Uint8Array.of(names.length));
    objects.push(encodeTlv(CONTAINER, count, ...names.map((name) => encodeTlv(nameTag, utf8(name)))));
  }
  return encodeTlv(tag, encodeTlv(TAG_LIST, encodeTagList(list)), ...objects);
}

export function textBytes(text: string | undefined): Uint8Array | undefined {
  return text === undefined ? undefined : utf8(text);
}

/** Parts joined with `<`. */
export function partsBytes(parts: readonly string[] | undefined): Uint8Array | undefined {
  return parts === undefined ? undefined : utf8(parts.join("<"));
}

/**
 * A date of `digits` digits, `<` allowed for unknown ones.
 * @throws ChipidError `lds.value`
 */
export function dateBytes(text: string | undefined, digits: 8 | 14): Uint8Array | undefined {
  if (text === undefined) return undefined;
  if (text.length !== digits || !/^[\d<]+$/.test(text)) {
    throw new ChipidError("lds.value", `A date is not ${digits} digits.`);
  }
  return latin1(text);
}
