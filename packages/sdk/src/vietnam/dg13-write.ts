import { derInteger, derOid, derPrintable, derUtf8, sequence } from "../asn1/encode.js";
import { TAG } from "../asn1/values.js";
import { encodeTlv } from "../tlv/tlv.js";
import { DG13_FIELDS, DG13_OID } from "./dg13-types.js";

/** What to write. undefined: no such field; null: the field's number without a value, as cards mark "none". */
export interface Dg13Content {
  readonly personalNumber?: string | null;
  readonly fullName?: string | null;
  /** Dates as dd/MM/yyyy. */
  readonly birth?: string | null;
  readonly sex?: string | null;
  readonly nationality?: string | null;
  readonly ethnicity?: string | null;
  readonly religion?: string | null;
  readonly placeOfOrigin?: string | null;
  readonly placeOfResidence?: string | null;
  readonly identifyingFeatures?: string | null;
  readonly issued?: string | null;
  /** dd/MM/yyyy or "Không thời hạn". */
  readonly expires?: string | null;
  /** Father first, then mother. */
  readonly parents?: readonly string[] | null;
  readonly spouse?: string | null;
  readonly oldNumber?: string | null;
  readonly unknown16?: string | null;
  /** Further fields: number and whole elements of its value. */
  readonly extra?: readonly { readonly number: number; readonly values: readonly Uint8Array[] }[];
}

/** Fields that the card holds as PrintableString; all others are UTF8String. */
const PRINTABLE: ReadonlySet<string> = new Set(["personalNumber", "birth", "issued", "oldNumber", "unknown16"]);

/**
 * DG13 as the card's issuer writes it: fields in the order of their numbers (not in DER SET OF order).
 * @throws ChipidError `asn1.value` when a number or date has a character outside PrintableString.
 */
export function writeDg13(content: Dg13Content): Uint8Array {
  const fields: Uint8Array[] = [];
  for (const [name, number] of Object.entries(DG13_FIELDS)) {
    const value = content[name as keyof typeof DG13_FIELDS];
    if (value === undefined) continue;
    fields.push(sequence(derInteger(number), ...elements(name, value)));
  }
  for (const { number, values } of content.extra ?? []) fields.push(sequence(derInteger(number), ...values));
  return encodeTlv(0x6d, sequence(derInteger(1), derOid(DG13_OID), encodeTlv(TAG.set, ...fields)));
}

function elements(name: string, value: string | readonly string[] | null): Uint8Array[] {
  if (value === null) return [];
  if (typeof value !== "string") return value.map((person) => sequence(derUtf8(person)));
  if (name === "spouse") return [sequence(derUtf8(value))];
  return [PRINTABLE.has(name) ? derPrintable(value) : derUtf8(value)];
}
