import { checkDigit } from "../../mrz/check-digit.js";
import { composeMrz, type MrzComposition } from "../../mrz/compose.js";
import type { MrzKeyFields } from "../../mrz/mrz-information.js";
import type { Mrz } from "../../mrz/types.js";
import { readVietnamTd1 } from "../../vietnam/td1.js";

/** A calendar day; years with four digits. */
export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Nobody: what takes the place of the holder of a recorded document, and of the document's own data. */
export interface SyntheticHolder {
  readonly surname: string;
  readonly givenNames: string;
  readonly birth: Day;
  readonly sex: "M" | "F";
  readonly issued: Day;
  /** undefined: the document does not expire. */
  readonly expiry: Day | undefined;
  readonly documentNumber: string;
  /** Twelve digits, on Vietnam's card. */
  readonly personalNumber: string | undefined;
  readonly can: string;
  readonly mrz: readonly string[];
  /** What the document's MRZ key is made of. */
  readonly key: MrzKeyFields;
}

/** What of the recorded document a synthetic one keeps: its kind, never its contents. */
export interface DocumentShape {
  /** The zone of DG1; undefined when it was not read. */
  readonly mrz: Mrz | undefined;
  readonly validity: "valid" | "expired" | "none";
  /** The moment of judgement, milliseconds since 1970. */
  readonly at: number;
  /** The CAN of the recording. */
  readonly can: string | undefined;
  /** Two-letter code of who signed; undefined when EF.SOD was not read. */
  readonly country: string | undefined;
}

/** Issuing state of a document whose zone was not read, and the code its signer has then. */
export function fallbackState(country: string | undefined): { readonly state: string; readonly country: string } {
  return country === "VN" ? { state: "VNM", country } : { state: "D", country: "DE" };
}

const SURNAMES = ["REDACTED", "WITHHELD"] as const;
const GIVEN_NAMES = ["HOLDER", "BEARER"] as const;
const BIRTH = { month: 6, day: 15 } as const;
/** A Vietnamese card is exchanged at 25, 40 and 60: one that is issued at 19 ends at 25. */
const AGE_AT_EXPIRY = 25;
const YEARS_VALID = 6;

/** A holder who shares no name, number or date with the recorded one. */
export function syntheticHolder(shape: DocumentShape): SyntheticHolder {
  const { mrz, validity, at, can } = shape;
  const state = mrz?.issuer ?? fallbackState(shape.country).state;
  const vietnam = state === "VNM" && (mrz?.format ?? "TD1") === "TD1";
  const now = new Date(at).getUTCFullYear();
  // Another year where the recorded document happens to have this one.
  let end = validity === "expired" ? now - 1 : now + 4;
  let birth = birthFor(end, validity);
  if (yymmdd(birth) === mrz?.birth?.raw) birth = { ...birth, day: birth.day + 1 };
  if (yymmdd({ ...birth, year: end }) === mrz?.expiry?.raw) end += validity === "expired" ? -1 : 1;
  const expiry = validity === "none" ? undefined : { ...birth, year: end };
  const issued = { year: end - YEARS_VALID, month: 2, day: 20 };
  const personalNumber = vietnam ? nationalNumber(mrz, birth) : undefined;
  const documentNumber = personalNumber?.slice(3) ?? patterned(mrz?.documentNumber ?? "XX0000000");
  const surname = other(SURNAMES, mrz?.name.primary);
  const givenNames = other(GIVEN_NAMES, mrz?.name.secondary);
  const rawExpiry = expiry === undefined ? noExpiry(mrz) : yymmdd(expiry);
  const optional = personalNumber === undefined ? undefined : `${personalNumber}<<`;
  const optionalData1 = optional === undefined ? patterned(mrz?.optionalData1 ?? "") : optional + checkDigit(optional);
  const composition: MrzComposition = {
    format: mrz?.format ?? (vietnam ? "TD1" : "TD3"),
    documentCode: mrz?.documentCode ?? (vietnam ? "ID" : "P"),
    issuer: state,
    documentNumber,
    nationality: state,
    primary: surname,
    secondary: givenNames,
    birth: yymmdd(birth),
    sex: "M",
    expiry: rawExpiry,
    ...(optionalData1 === "" ? {} : { optionalData1 }),
    ...(mrz === undefined || mrz.optionalData2 === "" ? {} : { optionalData2: patterned(mrz.optionalData2) }),
  };
  return {
    surname,
    givenNames,
    birth,
    sex: "M",
    issued,
    expiry,
    documentNumber,
    personalNumber,
    can: syntheticCan(personalNumber, can),
    mrz: composeMrz(composition),
    key: { documentNumber, birth: yymmdd(birth), expiry: rawExpiry },
  };
}

export function yymmdd({ year, month, day }: Day): string {
  return [year % 100, month, day].map((part) => String(part).padStart(2, "0")).join("");
}

/** Letters by X, digits by others; as long as before, and never the same. */
export function patterned(text: string): string {
  const fill = (digit: string): string => text.replace(/[A-Z]/g, "X").replace(/[0-9]/g, digit);
  return fill("0") === text ? fill("1") : fill("0");
}

function birthFor(expiryYear: number, validity: DocumentShape["validity"]): Day {
  // Who is 60 when the card is issued gets one that does not expire.
  return { ...BIRTH, year: expiryYear - (validity === "none" ? 70 : AGE_AT_EXPIRY) };
}

/** How the recorded document writes that it does not expire. */
function noExpiry(mrz: Mrz | undefined): string {
  const raw = mrz?.expiry?.raw;
  return raw === undefined || /^[<0]{6}$/.test(raw) ? (raw ?? "<<<<<<") : "<<<<<<";
}

/** Province, century and sex, year of birth, and a serial number (Decree 137/2015 article 13). */
function nationalNumber(mrz: Mrz | undefined, birth: Day): string | undefined {
  const recorded = mrz === undefined ? "" : readVietnamTd1(mrz)?.personalNumber;
  if (recorded === undefined) return undefined;
  const start = `001${birth.year < 2000 ? 0 : 2}${String(birth.year % 100).padStart(2, "0")}`;
  return recorded.endsWith("000001") ? `${start}000002` : `${start}000001`;
}

/** The last digits of the number on Vietnam's card, so that they open it; else six digits. */
function syntheticCan(personalNumber: string | undefined, recorded: string | undefined): string {
  if (personalNumber !== undefined) return personalNumber.slice(-6);
  return recorded === "500540" ? "500541" : "500540";
}

function other(names: readonly [string, string], recorded: string | undefined): string {
  const taken = recorded?.includes(names[0]) === true;
  return taken ? names[1] : names[0];
}
