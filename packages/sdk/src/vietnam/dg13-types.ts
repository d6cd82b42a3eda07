import type { Asn1Quirk } from "../asn1/node.js";
import type { TextHazard } from "../bytes/text-hazards.js";

/** Object identifier in DG13: 1.0.10646.1.0.8, UTF-8 of ISO/IEC 10646. */
export const DG13_OID = "1.0.10646.1.0.8";

/** Field numbers of DG13. 16 is on the card, but what it means is not published. */
export const DG13_FIELDS = {
  personalNumber: 1,
  fullName: 2,
  birth: 3,
  sex: 4,
  nationality: 5,
  ethnicity: 6,
  religion: 7,
  placeOfOrigin: 8,
  placeOfResidence: 9,
  identifyingFeatures: 10,
  issued: 11,
  expires: 12,
  parents: 13,
  spouse: 14,
  oldNumber: 15,
  unknown16: 16,
} as const;

export type Dg13IssueCode =
  | "dg13.trailing-bytes"
  | "dg13.encoding"
  | "dg13.version"
  | "dg13.set-shape"
  | "dg13.rest-unreadable"
  | "dg13.too-many-fields"
  | "dg13.field-unreadable"
  | "dg13.field-unknown"
  | "dg13.field-repeated"
  | "dg13.field-shape"
  | "dg13.text-encoding"
  | "dg13.text-hazard"
  | "dg13.date"
  | "dg13.sex"
  | "dg13.number"
  | "dg13.parents-count"
  | "dg13.spouse-count";

/** Something about DG13 that departs from the shape known. `message` holds nothing of the contents. */
export interface Dg13Issue {
  readonly code: Dg13IssueCode;
  /** Field number, when one field is meant. */
  readonly field: number | undefined;
  readonly message: string;
  readonly severity: "warning" | "note";
  readonly hazards?: readonly TextHazard[];
}

/** One field as received. */
export interface Dg13Field {
  /** undefined: the element has no readable number. */
  readonly number: number | undefined;
  /** Whole element, tag and length included. */
  readonly raw: Uint8Array;
  /** Texts found in the field, in order; undefined for an empty one. Inner SEQUENCEs give one text each. */
  readonly texts: readonly (string | undefined)[];
}

/** A date as text and, when it is one, as ISO 8601: `1999-01-15`, `1999-01` or `1999`. */
export interface Dg13Date {
  readonly text: string;
  readonly iso: string | undefined;
  readonly year: number | undefined;
  readonly month: number | undefined;
  readonly day: number | undefined;
}

export interface Dg13Expiry extends Dg13Date {
  /** The card says that it does not expire ("Không thời hạn"). */
  readonly noExpiry: boolean;
}

/**
 * DG13 of Vietnam's identity card. Texts are as on the card (not normalised). undefined: not on the card, which the
 * card says in three ways (no such field, no value, an empty one).
 */
export interface VietnamDg13 {
  readonly version: number | undefined;
  readonly personalNumber: string | undefined;
  readonly fullName: string | undefined;
  readonly birth: Dg13Date | undefined;
  readonly sex: "M" | "F" | undefined;
  /** "Nam", "Nữ". */
  readonly sexText: string | undefined;
  readonly nationality: string | undefined;
  readonly ethnicity: string | undefined;
  readonly religion: string | undefined;
  readonly placeOfOrigin: string | undefined;
  readonly placeOfResidence: string | undefined;
  readonly identifyingFeatures: string | undefined;
  readonly issued: Dg13Date | undefined;
  readonly expires: Dg13Expiry | undefined;
  /** Father and mother when the field has two entries; else undefined, and `parents` has what there is. */
  readonly father: string | undefined;
  readonly mother: string | undefined;
  readonly parents: readonly string[];
  readonly spouse: string | undefined;
  /** Nine-digit number of the former identity card (CMND). */
  readonly oldNumber: string | undefined;
  readonly unknown16: string | undefined;
  /** Every field in the order received, repeated and unknown ones too. */
  readonly fields: readonly Dg13Field[];
  /** Bytes of the set that could not be parted into fields. */
  readonly unreadable: Uint8Array | undefined;
  readonly quirks: readonly Asn1Quirk[];
  readonly issues: readonly Dg13Issue[];
}

export type Dg13Result =
  | { readonly ok: true; readonly dg13: VietnamDg13 }
  | {
      readonly ok: false;
      /** `not-dg13`: another tag; `unknown-format`: DG13 of another shape; `unreadable`: broken TLV. */
      readonly why: "not-dg13" | "unknown-format" | "unreadable" | "too-large";
      readonly message: string;
      /** The file as received. */
      readonly raw: Uint8Array;
    };
