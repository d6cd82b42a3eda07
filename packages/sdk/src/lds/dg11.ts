import type { Tlv } from "../tlv/tlv.js";
import {
  type DataElementIssue,
  DataElements,
  type DocumentImage,
  dateBytes,
  partsBytes,
  textBytes,
  writeDataElements,
} from "./data-elements.js";
import type { LdsDate } from "./date.js";
import { type ElementaryFile, readOuter } from "./elementary-file.js";
import type { LdsName } from "./text.js";

const REFERENCE = "ICAO 9303-10 §4.7.11";
const TAG = {
  nameOfHolder: 0x5f0e,
  otherName: 0x5f0f,
  personalNumber: 0x5f10,
  placeOfBirth: 0x5f11,
  telephone: 0x5f12,
  profession: 0x5f13,
  title: 0x5f14,
  personalSummary: 0x5f15,
  proofOfCitizenship: 0x5f16,
  otherDocumentNumbers: 0x5f17,
  custodyInformation: 0x5f18,
  fullDateOfBirth: 0x5f2b,
  permanentAddress: 0x5f42,
} as const;
const KNOWN: ReadonlySet<number> = new Set(Object.values(TAG));

/** DG11: additional personal details. Every field is optional. */
export interface Dg11 extends ElementaryFile {
  readonly nameOfHolder: LdsName | undefined;
  readonly otherNames: readonly LdsName[];
  readonly personalNumber: string | undefined;
  readonly fullDateOfBirth: LdsDate | undefined;
  /** Place, state or country. */
  readonly placeOfBirth: readonly string[] | undefined;
  readonly permanentAddress: readonly string[] | undefined;
  readonly telephone: string | undefined;
  readonly profession: string | undefined;
  readonly title: string | undefined;
  readonly personalSummary: string | undefined;
  readonly proofOfCitizenship: DocumentImage | undefined;
  readonly otherDocumentNumbers: readonly string[] | undefined;
  readonly custodyInformation: string | undefined;
  /** Elements of other tags, as received. */
  readonly others: readonly Tlv[];
  readonly issues: readonly DataElementIssue[];
}

/**
 * DG11 (ICAO 9303-10 §4.7.11). Names have `<<` between primary and secondary identifier.
 * @throws ChipidError `lds.tag`, `lds.structure`, `lds.limit`, `tlv.*`
 */
export function readDg11(bytes: Uint8Array): Dg11 {
  const outer = readOuter(bytes, 0x6b, "DG11");
  const elements = new DataElements(outer.value, "DG11", KNOWN, TAG.otherName, REFERENCE);
  return {
    raw: outer.raw,
    trailingBytes: outer.trailingBytes,
    nameOfHolder: elements.name(TAG.nameOfHolder),
    otherNames: elements.names(REFERENCE),
    personalNumber: elements.text(TAG.personalNumber),
    fullDateOfBirth: elements.date(TAG.fullDateOfBirth),
    placeOfBirth: elements.parts(TAG.placeOfBirth),
    permanentAddress: elements.parts(TAG.permanentAddress),
    telephone: elements.phrase(TAG.telephone),
    profession: elements.phrase(TAG.profession),
    title: elements.phrase(TAG.title),
    personalSummary: elements.phrase(TAG.personalSummary),
    proofOfCitizenship: elements.image(TAG.proofOfCitizenship),
    otherDocumentNumbers: elements.parts(TAG.otherDocumentNumbers),
    custodyInformation: elements.phrase(TAG.custodyInformation),
    others: elements.others,
    issues: elements.issues,
  };
}

export interface Dg11Fields {
  /** `SURNAME<<GIVEN<NAMES`. */
  readonly nameOfHolder?: string;
  readonly otherNames?: readonly string[];
  readonly personalNumber?: string;
  /** `CCYYMMDD`. */
  readonly fullDateOfBirth?: string;
  readonly placeOfBirth?: readonly string[];
  readonly permanentAddress?: readonly string[];
  readonly telephone?: string;
  readonly profession?: string;
  readonly title?: string;
  readonly personalSummary?: string;
  readonly proofOfCitizenship?: Uint8Array;
  readonly otherDocumentNumbers?: readonly string[];
  readonly custodyInformation?: string;
}

/** @throws ChipidError `lds.value` for a date that is not eight digits. */
export function writeDg11(fields: Dg11Fields): Uint8Array {
  return writeDataElements(
    0x6b,
    [
      [TAG.nameOfHolder, textBytes(fields.nameOfHolder)],
      [TAG.personalNumber, textBytes(fields.personalNumber)],
      [TAG.fullDateOfBirth, dateBytes(fields.fullDateOfBirth, 8)],
      [TAG.placeOfBirth, partsBytes(fields.placeOfBirth)],
      [TAG.permanentAddress, partsBytes(fields.permanentAddress)],
      [TAG.telephone, textBytes(fields.telephone)],
      [TAG.profession, textBytes(fields.profession)],
      [TAG.title, textBytes(fields.title)],
      [TAG.personalSummary, textBytes(fields.personalSummary)],
      [TAG.proofOfCitizenship, fields.proofOfCitizenship],
      [TAG.otherDocumentNumbers, partsBytes(fields.otherDocumentNumbers)],
      [TAG.custodyInformation, textBytes(fields.custodyInformation)],
    ],
    TAG.otherName,
    fields.otherNames,
  );
}
