import type { Tlv } from "../tlv/tlv.js";
import {
  type DataElementIssue,
  DataElements,
  type DocumentImage,
  dateBytes,
  textBytes,
  writeDataElements,
} from "./data-elements.js";
import { type LdsDate, type LdsDateTime, readLdsDateTime } from "./date.js";
import { type ElementaryFile, readOuter } from "./elementary-file.js";
import type { LdsName } from "./text.js";

const REFERENCE = "ICAO 9303-10 §4.7.12";
const TAG = {
  issuingAuthority: 0x5f19,
  otherPerson: 0x5f1a,
  endorsements: 0x5f1b,
  taxOrExitRequirements: 0x5f1c,
  frontImage: 0x5f1d,
  rearImage: 0x5f1e,
  dateOfIssue: 0x5f26,
  personalizationTime: 0x5f55,
  personalizationSystem: 0x5f56,
} as const;
const KNOWN: ReadonlySet<number> = new Set(Object.values(TAG));

/** DG12: additional document details. Every field is optional. */
export interface Dg12 extends ElementaryFile {
  readonly issuingAuthority: string | undefined;
  readonly dateOfIssue: LdsDate | undefined;
  readonly otherPersons: readonly LdsName[];
  readonly endorsements: string | undefined;
  readonly taxOrExitRequirements: string | undefined;
  readonly frontImage: DocumentImage | undefined;
  readonly rearImage: DocumentImage | undefined;
  readonly personalizationTime: LdsDateTime | undefined;
  /** Serial number of the personalisation system. */
  readonly personalizationSystem: string | undefined;
  /** Elements of other tags, as received. */
  readonly others: readonly Tlv[];
  readonly issues: readonly DataElementIssue[];
}

/**
 * DG12 (ICAO 9303-10 §4.7.12).
 * @throws ChipidError `lds.tag`, `lds.structure`, `lds.limit`, `tlv.*`
 */
export function readDg12(bytes: Uint8Array): Dg12 {
  const outer = readOuter(bytes, 0x6c, "DG12");
  const elements = new DataElements(outer.value, "DG12", KNOWN, TAG.otherPerson, REFERENCE);
  return {
    raw: outer.raw,
    trailingBytes: outer.trailingBytes,
    issuingAuthority: elements.phrase(TAG.issuingAuthority),
    dateOfIssue: elements.date(TAG.dateOfIssue),
    otherPersons: elements.names(REFERENCE),
    endorsements: elements.phrase(TAG.endorsements),
    taxOrExitRequirements: elements.phrase(TAG.taxOrExitRequirements),
    frontImage: elements.image(TAG.frontImage),
    rearImage: elements.image(TAG.rearImage),
    personalizationTime: elements.dated(TAG.personalizationTime, readLdsDateTime),
    personalizationSystem: elements.text(TAG.personalizationSystem),
    others: elements.others,
    issues: elements.issues,
  };
}

export interface Dg12Fields {
  readonly issuingAuthority?: string;
  /** `CCYYMMDD`. */
  readonly dateOfIssue?: string;
  /** `SURNAME<<GIVEN<NAMES`. */
  readonly otherPersons?: readonly string[];
  readonly endorsements?: string;
  readonly taxOrExitRequirements?: string;
  readonly frontImage?: Uint8Array;
  readonly rearImage?: Uint8Array;
  /** `CCYYMMDDhhmmss`. */
  readonly personalizationTime?: string;
  readonly personalizationSystem?: string;
}

/** @throws ChipidError `lds.value` for a date of the wrong length. */
export function writeDg12(fields: Dg12Fields): Uint8Array {
  return writeDataElements(
    0x6c,
    [
      [TAG.issuingAuthority, textBytes(fields.issuingAuthority)],
      [TAG.dateOfIssue, dateBytes(fields.dateOfIssue, 8)],
      [TAG.endorsements, textBytes(fields.endorsements)],
      [TAG.taxOrExitRequirements, textBytes(fields.taxOrExitRequirements)],
      [TAG.frontImage, fields.frontImage],
      [TAG.rearImage, fields.rearImage],
      [TAG.personalizationTime, dateBytes(fields.personalizationTime, 14)],
      [TAG.personalizationSystem, textBytes(fields.personalizationSystem)],
    ],
    TAG.otherPerson,
    fields.otherPersons,
  );
}
