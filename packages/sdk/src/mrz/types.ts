/** The machine readable zones this room knows. The last three are national layouts outside ICAO Doc 9303. */
export type MrzFormat =
  | "TD1"
  | "TD2"
  | "TD3"
  | "MRV-A"
  | "MRV-B"
  | "FRENCH-ID"
  | "FRENCH-DRIVING-LICENCE"
  | "SWISS-DRIVING-LICENCE";

export type MrzFieldName =
  | "documentCode"
  | "issuer"
  | "documentNumber"
  | "nationality"
  | "name"
  | "secondaryName"
  | "birth"
  | "sex"
  | "expiry"
  | "optionalData1"
  | "optionalData2"
  | "composite"
  | "administrativeCode"
  | "issueMonth"
  | "department"
  | "languageCode"
  | "pinCode"
  | "versionNumber";

export type MrzIssueCode =
  | "mrz.input.empty"
  | "mrz.input.too-long"
  | "mrz.input.lower-case"
  | "mrz.input.spaces"
  | "mrz.format.unknown"
  | "mrz.character"
  | "mrz.document-code"
  | "mrz.issuer"
  | "mrz.nationality"
  | "mrz.document-number"
  | "mrz.document-number.overflow"
  | "mrz.name.missing"
  | "mrz.name.character"
  | "mrz.name.separator"
  | "mrz.name.truncated"
  | "mrz.date.invalid"
  | "mrz.date.unknown-part"
  | "mrz.date.zero-part"
  | "mrz.sex"
  | "mrz.check-digit.wrong"
  | "mrz.check-digit.blank";

/** One thing to say about a machine readable zone. `message` holds no character of the zone. */
export interface MrzIssue {
  readonly code: MrzIssueCode;
  readonly field: MrzFieldName | undefined;
  /** Line, from 1; undefined when the whole text is meant. */
  readonly line: number | undefined;
  /** Character position, from 1 as in Doc 9303. */
  readonly column: number | undefined;
  readonly message: string;
  /** `error`: against the standard; `warning`: doubtful; `note`: for information. */
  readonly severity: "error" | "warning" | "note";
}

/**
 * A date as the zone holds it: two digits of the year, no century (Doc 9303-3 §4.8). Parts given as fillers, or as
 * zeros, are undefined. The century is found by `resolveBirthDate` and `resolveExpiryDate`.
 */
export interface MrzDate {
  /** The six characters YYMMDD as printed. */
  readonly raw: string;
  readonly yearOfCentury: number | undefined;
  readonly month: number | undefined;
  readonly day: number | undefined;
  readonly status: "complete" | "partial" | "unknown" | "invalid";
}

/** Name parts with fillers turned into single spaces. */
export interface MrzName {
  /** Primary identifier: surname. */
  readonly primary: string;
  /** Secondary identifiers: given names; empty when there are none. */
  readonly secondary: string;
  /**
   * The name may have been cut (Doc 9303-4, -5 and -6 §4.2.3): it reaches the end of its field, or leaves the one
   * filler that would part it from a component for which there was no room.
   */
  readonly truncated: boolean;
}

/** `X`: not specified, printed as `<`. */
export type MrzSex = "M" | "F" | "X";

export interface MrzCheckDigit {
  readonly field: MrzFieldName;
  /** Digit that the 7-3-1 rule gives; undefined when the field has a character the rule does not know. */
  readonly expected: string | undefined;
  /** Character printed in the check digit's place. */
  readonly found: string;
  readonly ok: boolean;
  /**
   * A filler stands for the digit of a field of fillers. The standard allows it for TD3's optional data (`ok`); for a
   * date that is not known some issuers print it too (not `ok`, and nothing was misread).
   */
  readonly blank: boolean;
  readonly line: number;
  /** Position of the check digit, from 1. */
  readonly column: number;
}

/**
 * How the document number was read. A number over nine characters goes on in the optional data behind a `<` in the
 * check digit's place (Doc 9303-5 §4.2.2.1, note j); documents differ on whether that `<` is counted in the check digit.
 */
export type DocumentNumberReading = "plain" | "overflow" | "overflow-with-filler";

/** A machine readable zone whose layout was recognised. Check digits may still be wrong: see `checkDigits`. */
export interface Mrz {
  readonly format: MrzFormat;
  readonly lines: readonly string[];
  /** One or two characters, filler removed: `P`, `ID`, `I`. */
  readonly documentCode: string;
  /** Issuing state or organisation, fillers removed: `VNM`, `D`. */
  readonly issuer: string;
  /** Whole document number, trailing fillers removed. */
  readonly documentNumber: string;
  readonly documentNumberReading: DocumentNumberReading;
  readonly nationality: string | undefined;
  readonly name: MrzName;
  readonly birth: MrzDate | undefined;
  readonly sex: MrzSex | undefined;
  readonly expiry: MrzDate | undefined;
  /** Optional data without the overflow of a long document number; trailing fillers removed, inner fillers kept. */
  readonly optionalData1: string;
  /** Second optional data field of TD1; empty in all other formats. */
  readonly optionalData2: string;
  /** Fields of national layouts (French and Swiss). */
  readonly extras: Readonly<Partial<Record<MrzFieldName, string>>>;
  readonly checkDigits: readonly MrzCheckDigit[];
  /** Every check digit of the format holds. True for formats without any. */
  readonly checkDigitsOk: boolean;
}

export type MrzParseResult =
  | { readonly ok: true; readonly mrz: Mrz; readonly issues: readonly MrzIssue[] }
  | { readonly ok: false; readonly issues: readonly MrzIssue[] };
