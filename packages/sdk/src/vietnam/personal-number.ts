import { ChipidError } from "../errors/chipid-error.js";
import { PLACES, type Place, VIETNAM_MERGED } from "./places.js";

/** What the 12 digits of a Vietnamese personal number say: PPP G YY RRRRRR (Decree 137/2015 Art. 13). No check digit. */
export interface PersonalNumber {
  readonly number: string;
  /** First three digits: place where the birth was registered. */
  readonly placeCode: string;
  /** Province of the code as it was when the number was given; undefined for codes not in the list. */
  readonly place: Place | undefined;
  /** `province` for a code of the list, `abroad` for a higher one (a country), `unknown` for any other. */
  readonly placeKind: "province" | "abroad" | "unknown";
  /**
   * Province that the place belongs to since the mergers of 2025 (Resolution 202/2025/QH15), only when its name
   * changed. A hint for people: the number keeps its code and signed texts keep their names.
   */
  readonly mergedInto: string | undefined;
  /** Sex when the number was given. */
  readonly sex: "M" | "F";
  readonly birthYear: number;
  readonly serial: string;
  /** Last six digits: the PACE password (CAN) of the holder's chip card. */
  readonly can: string;
  /** Last nine digits: the document number in the card's MRZ. */
  readonly documentNumber: string;
}

const HIGHEST_PROVINCE = 96;

/** True for text of twelve digits. */
export function isPersonalNumber(text: string): boolean {
  return /^\d{12}$/.test(text);
}

/**
 * Takes a personal number apart. The fourth digit is the century and sex: 0/1 twentieth century male/female, 2/3
 * twenty-first, up to 8/9 twenty-fourth.
 * @throws ChipidError `vietnam.number` unless the text is twelve digits.
 */
export function parsePersonalNumber(text: string): PersonalNumber {
  if (!isPersonalNumber(text)) throw new ChipidError("vietnam.number", "A personal number is twelve digits.");
  const placeCode = text.slice(0, 3);
  const century = Number(text.charAt(3));
  const place = PLACES.get(placeCode);
  return {
    number: text,
    placeCode,
    place,
    placeKind: place !== undefined ? "province" : Number(placeCode) > HIGHEST_PROVINCE ? "abroad" : "unknown",
    mergedInto: VIETNAM_MERGED.get(placeCode),
    sex: century % 2 === 0 ? "M" : "F",
    birthYear: 1900 + 100 * Math.floor(century / 2) + Number(text.slice(4, 6)),
    serial: text.slice(6),
    can: text.slice(6),
    documentNumber: text.slice(3),
  };
}

export type PersonalNumberWarning = "number.birth-year" | "number.sex" | "number.place-unknown";

/**
 * Compares a number with the holder's birth date and sex. A warning, never a verdict: a corrected birth date or sex
 * leads to a new number (Decree 70/2024), and until then the two differ.
 */
export function checkPersonalNumber(
  number: PersonalNumber,
  holder: { readonly birthYear?: number | undefined; readonly sex?: "M" | "F" | "X" | undefined },
): PersonalNumberWarning[] {
  const warnings: PersonalNumberWarning[] = [];
  if (holder.birthYear !== undefined && holder.birthYear !== number.birthYear) warnings.push("number.birth-year");
  if ((holder.sex === "M" || holder.sex === "F") && holder.sex !== number.sex) warnings.push("number.sex");
  if (number.placeKind === "unknown") warnings.push("number.place-unknown");
  return warnings;
}
