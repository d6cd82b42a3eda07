import { utf8 } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";
import { encodeTlv, type Tlv } from "../tlv/tlv.js";
import { dateBytes, partsBytes } from "./data-elements.js";
import { type LdsDate, readLdsDate } from "./date.js";
import {
  type ElementaryFile,
  readCount,
  readMembers,
  readOuter,
  requireOne,
  structureError,
} from "./elementary-file.js";
import { decodeText, type LdsName, splitName, splitParts } from "./text.js";

const REFERENCE = "ICAO 9303-10 §4.7.16";
/** Templates are A1 to AF. */
const MAX_PERSONS = 15;

export interface PersonToNotify {
  /** undefined also when the field is no date. */
  readonly dateRecorded: LdsDate | undefined;
  readonly name: LdsName;
  readonly telephone: string | undefined;
  readonly address: readonly string[] | undefined;
  /** Elements of other tags, as received. */
  readonly others: readonly Tlv[];
}

/** DG16: whom to notify in an emergency. */
export interface Dg16 extends ElementaryFile {
  readonly persons: readonly PersonToNotify[];
}

/**
 * DG16 (ICAO 9303-10 §4.7.16): a count in 02, then templates A1, A2 ….
 * @throws ChipidError `lds.tag`, `lds.structure`, `lds.limit`, `tlv.*`
 */
export function readDg16(bytes: Uint8Array): Dg16 {
  const outer = readOuter(bytes, 0x70, "DG16");
  const members = readMembers(outer.value);
  const count = readCount(requireOne(members, 0x02, "DG16", REFERENCE).value, MAX_PERSONS, "persons", REFERENCE);
  if (count === 0) throw structureError("DG16 announces nobody.", REFERENCE);
  const persons = Array.from({ length: count }, (_, i) => requireOne(members, 0xa1 + i, "DG16", REFERENCE));
  if (members.length !== count + 1) throw structureError("DG16 has more than it announces.", REFERENCE);
  return { raw: outer.raw, trailingBytes: outer.trailingBytes, persons: persons.map(person) };
}

function person(template: Tlv): PersonToNotify {
  const members = readMembers(template.value);
  const find = (tag: number): Uint8Array | undefined => members.find((member) => member.tag === tag)?.value;
  const text = (value: Uint8Array | undefined): string | undefined =>
    value === undefined ? undefined : decodeText(value).text;
  const recorded = find(0x5f50);
  const address = text(find(0x5f53));
  return {
    dateRecorded: recorded === undefined ? undefined : readLdsDate(recorded),
    name: splitName(decodeText(requireOne(members, 0x5f51, "DG16", REFERENCE).value).text),
    telephone: text(find(0x5f52)),
    address: address === undefined ? undefined : splitParts(address),
    others: members.filter(({ tag }) => tag < 0x5f50 || tag > 0x5f53),
  };
}

export interface PersonToNotifyFields {
  /** `CCYYMMDD`. */
  readonly dateRecorded?: string;
  /** `SURNAME<<GIVEN<NAMES`. */
  readonly name: string;
  readonly telephone?: string;
  readonly address?: readonly string[];
}

/** @throws ChipidError `lds.limit` unless there are 1 to 15 persons, `lds.value` for a date that is not eight digits. */
export function writeDg16(persons: readonly PersonToNotifyFields[]): Uint8Array {
  if (persons.length === 0 || persons.length > MAX_PERSONS) {
    throw new ChipidError("lds.limit", "DG16 has 1 to 15 persons.", { reference: REFERENCE });
  }
  const templates = persons.map((fields, i) => {
    const objects: readonly (readonly [number, Uint8Array | undefined])[] = [
      [0x5f50, dateBytes(fields.dateRecorded, 8)],
      [0x5f51, utf8(fields.name)],
      [0x5f52, fields.telephone === undefined ? undefined : utf8(fields.telephone)],
      [0x5f53, partsBytes(fields.address)],
    ];
    return encodeTlv(
      0xa1 + i,
      ...objects.flatMap(([tag, value]) => (value === undefined ? [] : [encodeTlv(tag, value)])),
    );
  });
  return encodeTlv(0x70, encodeTlv(0x02, Uint8Array.of(persons.length)), ...templates);
}
