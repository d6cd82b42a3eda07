import { type CalendarDate, compareDates, isCalendarDate } from "@chipid/sdk";
import { type AccessKeyCandidate, isPersonalNumber } from "@chipid/sdk/vietnam";
import { attemptsOf, candidatesOf, hasComputedExpiry, zoneKey } from "./attempts.js";
import { cleanScan } from "./clean.js";
import { hasMarkedLetters, undoTelex, undoVni } from "./input-methods.js";
import type { ScanOutcome } from "./types.js";

export interface TypedKey {
  /** Twelve digits of a citizen card, or the number of any other document. */
  readonly documentNumber: string;
  /** `dd/mm/yyyy`; other separators and none are taken too. */
  readonly birth: string;
  /** The same; empty: the card has no expiry; null: not given. */
  readonly expiry: string | null;
}

/** What a document number can be in a zone. */
const DOCUMENT_NUMBER = /^[A-Z0-9]{1,23}$/;

/**
 * Keys from number and dates as typed. A citizen card's number is enough by itself where the chip takes a CAN; its expiry
 * is computed where none is given. Every other document needs all three.
 */
export function keysFromTyped({ documentNumber, birth, expiry }: TypedKey, today: CalendarDate): ScanOutcome {
  const numbers = typedNumbers(documentNumber);
  const [number] = numbers;
  if (number === undefined) return { ok: false, issue: "not-understood" };
  if (isPersonalNumber(number) && birth.trim() === "") return keysFromNumber(number, today);
  const born = readTypedDate(birth);
  if (born === undefined || compareDates(born, today) > 0) return { ok: false, issue: "date" };
  const ends = expiry === null ? undefined : expiry.trim() === "" ? null : readTypedDate(expiry);
  if (ends === undefined && expiry !== null) return { ok: false, issue: "date" };
  const citizen = isPersonalNumber(number);
  if (!citizen && ends === undefined) return { ok: false, issue: "date" };
  const candidates: AccessKeyCandidate[] = [];
  if (citizen) {
    candidates.push(...candidatesOf({ number, birth: born, today, ...(ends === undefined ? {} : { expiry: ends }) }));
  }
  // A foreign document's number may have twelve digits too.
  if (ends !== undefined) candidates.push(...numbers.flatMap((each) => zoneKey(each, born, ends)));
  const attempts = attemptsOf(candidates);
  if (attempts.length === 0) return { ok: false, issue: "not-understood" };
  const computedExpiry = hasComputedExpiry(candidates);
  return { ok: true, keys: { attempts, scans: [], source: "typed", citizen, computedExpiry } };
}

/** Keys from the twelve-digit number alone; `text` holds digits, spaces, dots and hyphens. */
export function keysFromNumber(text: string, today: CalendarDate): ScanOutcome {
  const number = text.replace(/[\s.-]/g, "");
  if (!isPersonalNumber(number)) return { ok: false, issue: "number-length" };
  const attempts = attemptsOf(candidatesOf({ number, today }));
  return { ok: true, keys: { attempts, scans: [], source: "number", citizen: true, computedExpiry: false } };
}

/** Keys from the six digits printed on a card. */
export function keysFromCan(text: string): ScanOutcome {
  const can = cleanScan(text).replace(/[\s.-]/g, "");
  if (!/^\d{6}$/.test(can)) return { ok: false, issue: "can-length" };
  return { ok: true, keys: { attempts: [{ can }], scans: [], source: "can", citizen: false, computedExpiry: false } };
}

const TONE = /[\u0300\u0301\u0303\u0309\u0323]/;

/**
 * A number as typed. An input method left on leaves marks, which two methods explain in two ways, the likelier first.
 * A tone stands for the last of several keys, and the others are gone: to be typed again.
 */
function typedNumbers(text: string): string[] {
  const plain = cleanScan(text).replace(/[\s.<-]/g, "");
  if (TONE.test(plain.normalize("NFD"))) return [];
  const readings = hasMarkedLetters(plain) ? [undoTelex(plain), undoVni(plain)] : [plain.toUpperCase()];
  return [...new Set(readings)].filter((number) => DOCUMENT_NUMBER.test(number));
}

function readTypedDate(text: string): CalendarDate | undefined {
  const match = /^(\d{1,2})[/.\s-](\d{1,2})[/.\s-](\d{4})$|^(\d{2})(\d{2})(\d{4})$/.exec(cleanScan(text));
  if (match === null) return undefined;
  const [, day, month, year, dd, mm, yyyy] = match;
  const date = { year: Number(year ?? yyyy), month: Number(month ?? mm), day: Number(day ?? dd) };
  return date.year >= 1850 && isCalendarDate(date) ? date : undefined;
}
