import { ChipidError } from "../errors/chipid-error.js";
import { checkDigit, tryCheckDigit } from "../mrz/check-digit.js";
import { composeMrz } from "../mrz/compose.js";
import { splitMrz } from "../mrz/input.js";
import type { CheckSpan } from "../mrz/layout.js";
import { type MrzRepair, repairMrz } from "../mrz/repair.js";
import type { Mrz, MrzSex } from "../mrz/types.js";
import { isPersonalNumber } from "./personal-number.js";

/** Position 30 of line 1: a 7-3-1 digit over the optional data 16–29, which ICAO's TD1 does not have. */
export const VIETNAM_TD1_CHECK: CheckSpan = {
  field: "optionalData1",
  line: 0,
  column: 29,
  over: [{ line: 0, start: 15, end: 29 }],
};

export type VietnamTd1Issue =
  /** Optional data do not begin with twelve digits. */
  | "td1.personal-number"
  /** Positions 28 and 29 are not fillers. */
  | "td1.fillers"
  /** The digit at position 30 does not hold. */
  | "td1.check-digit"
  /** The document number is not the last nine digits of the personal number. */
  | "td1.document-number";

export interface VietnamTd1 {
  /** The twelve-digit number from the optional data; undefined when they do not begin with one. */
  readonly personalNumber: string | undefined;
  readonly issues: readonly VietnamTd1Issue[];
}

/** True for the zone of Vietnam's identity card. */
export function isVietnamTd1(mrz: Mrz): boolean {
  return mrz.format === "TD1" && mrz.issuer === "VNM";
}

/** The national rules of the card's zone; undefined for any other document. */
export function readVietnamTd1(mrz: Mrz): VietnamTd1 | undefined {
  if (!isVietnamTd1(mrz)) return undefined;
  const optional = (mrz.lines[0] ?? "").slice(15);
  const number = optional.slice(0, 12);
  const issues: VietnamTd1Issue[] = [];
  const found = isPersonalNumber(number) ? number : undefined;
  if (found === undefined) issues.push("td1.personal-number");
  else if (number.slice(3) !== mrz.documentNumber) issues.push("td1.document-number");
  if (optional.slice(12, 14) !== "<<") issues.push("td1.fillers");
  if (optional.slice(14) !== tryCheckDigit(optional.slice(0, 14))) issues.push("td1.check-digit");
  return { personalNumber: found, issues };
}

/** Number fields of the card hold digits alone, and what follows them is filled. */
const CLASSES = [
  { line: 0, start: 5, end: 14, kind: "digits" },
  { line: 0, start: 15, end: 27, kind: "digits" },
  { line: 0, start: 27, end: 29, kind: "filler" },
  { line: 1, start: 18, end: 29, kind: "filler" },
] as const;

/**
 * As repairMrz. On Vietnam's card the digit at position 30 is a further judge, and its number fields hold digits
 * alone, so that a letter there is a misread digit.
 */
export function repairVietnamMrz(text: string | readonly string[]): MrzRepair {
  const { lines } = splitMrz(text);
  const vietnamese = lines.length === 3 && (lines[0] ?? "").slice(2, 5) === "VNM";
  return repairMrz(text, vietnamese ? { extraChecks: [VIETNAM_TD1_CHECK], classes: CLASSES } : {});
}

/**
 * Writes the zone of Vietnam's identity card.
 * @throws ChipidError `vietnam.number` unless the number is twelve digits, `mrz.compose` as composeMrz.
 */
export function composeVietnamTd1(fields: {
  readonly personalNumber: string;
  /** Surname; middle and given names. */
  readonly primary: string;
  readonly secondary: string;
  /** YYMMDD. */
  readonly birth: string;
  readonly sex: MrzSex;
  /** YYMMDD, or `<<<<<<` for a card without expiry. */
  readonly expiry: string;
}): string[] {
  const { personalNumber, ...rest } = fields;
  if (!isPersonalNumber(personalNumber)) {
    throw new ChipidError("vietnam.number", "A personal number is twelve digits.");
  }
  const optional = `${personalNumber}<<`;
  return composeMrz({
    format: "TD1",
    documentCode: "ID",
    issuer: "VNM",
    nationality: "VNM",
    documentNumber: personalNumber.slice(3),
    optionalData1: optional + checkDigit(optional),
    ...rest,
  });
}
