import type { DocumentResult, HolderResult } from "@chipid/sdk";
import type { PublicDg13 } from "@chipid/sdk/vietnam";
import type { Field, FieldId, Generation, HiddenField, Value } from "../../shared/index.js";
import { provinceHint } from "./province.js";
import { birthValue, dateValue, expiryValue, sexValue, textValue, UNKNOWN_DATE } from "./values.js";

/** What the signed files say, as an inspection or a preview gives it. */
export interface SignedContents {
  readonly document: DocumentResult | null;
  readonly holder: HolderResult | null;
  readonly national: PublicDg13 | null;
  readonly generation: Generation;
}

export type OnDemandField = Field & { readonly id: HiddenField };

const ABSENT: Value = { kind: "absent" };

/** The fields that are shown at once. */
export function fieldsOf({ document, holder, national, generation }: SignedContents): Field[] {
  if (document === null || holder === null) return [];
  return generation === "icao" ? icaoFields(document, holder) : citizenFields(document, holder, national);
}

/** Fields that are sent only when asked for: the former number, and what is sensitive (counter.md). */
export function onDemandFields({ national, generation }: SignedContents): OnDemandField[] {
  if (generation === "icao") return [];
  return [
    { id: "oldNumber", value: textValue(national?.oldNumber) },
    { id: "ethnicity", value: textValue(national?.ethnicity) },
    { id: "religion", value: textValue(national?.religion) },
  ];
}

/** What only the zone says of the document: shown of a citizen card when the print differs there. */
export function zoneFields({ document }: SignedContents): Field[] {
  return document === null ? [] : zone(document);
}

function zone(document: DocumentResult): Field[] {
  return [
    { id: "documentType", value: textValue(documentType(document)) },
    { id: "issuer", value: textValue(document.issuer) },
  ];
}

function citizenFields(document: DocumentResult, holder: HolderResult, national: PublicDg13 | null): Field[] {
  const fields: Field[] = [
    { id: "number", value: textValue(national?.personalNumber ?? holder.personalNumber) },
    { id: "fullName", value: textValue(national?.fullName ?? holder.name) },
    { id: "mrzName", value: textValue(mrzName(holder)) },
    { id: "birth", value: national?.birth === undefined ? birthValue(holder.birth) : dateValue(national.birth) },
    { id: "sex", value: sexValue(national?.sex ?? holder.sex) },
    { id: "nationality", value: textValue(national?.nationality ?? document.nationality) },
    // DG13 may say "no expiry" where DG1 has a date; the inspection's is the earlier of both and counts.
    { id: "expires", value: expires(document, national) },
    { id: "documentNumber", value: textValue(document.number) },
  ];
  if (national === null) return fields;
  const address = (id: FieldId, text: string | undefined): Field => {
    const hint = provinceHint(text);
    return { id, value: textValue(text), ...(hint === undefined ? {} : { hint }) };
  };
  const [first, second] = national.parents ?? [];
  return [
    ...fields,
    address("placeOfOrigin", national.placeOfOrigin),
    address("placeOfResidence", national.placeOfResidence),
    { id: "identifyingFeatures", value: textValue(national.identifyingFeatures) },
    { id: "issued", value: dateValue(national.issued) },
    { id: "father", value: textValue(national.father ?? first) },
    { id: "mother", value: textValue(national.mother ?? second) },
    { id: "spouse", value: textValue(national.spouse) },
  ];
}

function icaoFields(document: DocumentResult, holder: HolderResult): Field[] {
  const fields: Field[] = [
    ...zone(document),
    { id: "documentNumber", value: textValue(document.number) },
    { id: "fullName", value: textValue(holder.name) },
    { id: "mrzName", value: textValue(mrzName(holder)) },
    { id: "birth", value: birthValue(holder.birth) },
    { id: "sex", value: sexValue(holder.sex) },
    { id: "nationality", value: document.nationality === null ? ABSENT : textValue(document.nationality) },
    { id: "expires", value: expires(document, null) },
  ];
  if (holder.personalNumber !== null) fields.push({ id: "number", value: textValue(holder.personalNumber) });
  return fields;
}

/** The first two letters of the zone name the kind of document (ICAO 9303-3 §4.4). */
function documentType({ mrz }: DocumentResult): string | undefined {
  return mrz[0]?.slice(0, 2).replace(/</g, "");
}

/**
 * The inspection gives no date for a card without expiry and for one whose expiry cannot be read: only the card's own words
 * make the first of it.
 */
function expires(document: DocumentResult, national: PublicDg13 | null): Value {
  if (document.expires !== null || national?.expires === null || isWithoutExpiry(document)) {
    return expiryValue(document.expires);
  }
  return national?.expires === undefined ? UNKNOWN_DATE : dateValue(national.expires);
}

/** Fillers, or the day that software of Vietnam's issuers writes in their place. */
function isWithoutExpiry({ type, issuer, mrz }: DocumentResult): boolean {
  const from = type === "TD1" ? 8 : 21;
  const raw = mrz[1]?.slice(from, from + 6);
  return raw === "<<<<<<" || (raw === "991231" && issuer === "VNM");
}

function mrzName({ mrzName: { primary, secondary } }: HolderResult): string {
  return [primary, secondary].filter((part) => part !== "").join(" ");
}
