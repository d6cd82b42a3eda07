import type { MrzDate } from "./types.js";

/** A date in the proleptic Gregorian calendar; months and days from 1. */
export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** A date whose month or day may not be known. */
export interface PartialDate {
  readonly year: number;
  readonly month: number | undefined;
  readonly day: number | undefined;
}

export interface ResolvedDate extends PartialDate {
  /** What fixed the century: a full date or year from elsewhere, or the reference date. */
  readonly source: "hint" | "reference";
}

/** Length of a month; February has 29 days when `year` is undefined. */
function daysInMonth(month: number, year: number | undefined): number {
  if (month === 2) {
    const leap = year === undefined || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
    return leap ? 29 : 28;
  }
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** True for a day that exists. */
export function isCalendarDate(date: CalendarDate): boolean {
  const { year, month, day } = date;
  if (!Number.isInteger(year) || !Number.isInteger(month) || !Number.isInteger(day)) return false;
  return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(month, year);
}

/** Negative, zero or positive as `a` is before, on or after `b`. */
export function compareDates(a: CalendarDate, b: CalendarDate): number {
  return a.year - b.year || a.month - b.month || a.day - b.day;
}

/** `YYYY-MM-DD`, or `YYYY-MM` or `YYYY` when the rest is not known. */
export function isoDate(date: PartialDate): string {
  const pad = (n: number, width: number): string => String(n).padStart(width, "0");
  let out = pad(date.year, 4);
  if (date.month === undefined) return out;
  out += `-${pad(date.month, 2)}`;
  return date.day === undefined ? out : `${out}-${pad(date.day, 2)}`;
}

/**
 * Reads YYMMDD (ICAO Doc 9303-3 §4.8). An unknown part is two fillers; zeros, which some issuers print instead, read
 * as unknown too. `status` tells a date that cannot be (`invalid`) from one that is not all known.
 */
export function parseMrzDate(raw: string): MrzDate {
  const invalid: MrzDate = { raw, yearOfCentury: undefined, month: undefined, day: undefined, status: "invalid" };
  if (!/^(?:\d\d|<<){3}$/.test(raw)) return invalid;
  const part = (at: number): number | undefined => {
    const text = raw.slice(at, at + 2);
    return text === "<<" ? undefined : Number(text);
  };
  const yearOfCentury = part(0);
  const month = part(2) === 0 ? undefined : part(2);
  const day = part(4) === 0 ? undefined : part(4);
  if (month !== undefined && month > 12) return invalid;
  // The year 00 is a leap year in the only century, 2000, that documents with a chip can mean besides 1900.
  const year = yearOfCentury === undefined ? undefined : 2000 + yearOfCentury;
  if (day !== undefined && day > (month === undefined ? 31 : daysInMonth(month, year))) return invalid;
  const known = [yearOfCentury, month, day].filter((n) => n !== undefined).length;
  const status = known === 3 ? "complete" : known === 0 ? "unknown" : "partial";
  return { raw, yearOfCentury, month, day, status };
}

function withYear(date: MrzDate, year: number, source: ResolvedDate["source"]): ResolvedDate {
  return { year, month: date.month, day: date.day, source };
}

function hinted(date: MrzDate, years: readonly number[]): ResolvedDate | undefined {
  const year = years.find((candidate) => candidate % 100 === date.yearOfCentury);
  return year === undefined ? undefined : withYear(date, year, "hint");
}

/**
 * Birth date with its century. A hint (the full year from DG11, DG13 or a national number) decides when its last two
 * digits agree; else the latest century that does not put the birth after `reference`.
 * @returns undefined when the year is not known or the date is invalid.
 */
export function resolveBirthDate(
  date: MrzDate,
  reference: CalendarDate,
  hints: { readonly years?: readonly number[] } = {},
): ResolvedDate | undefined {
  if (date.yearOfCentury === undefined || date.status === "invalid") return undefined;
  const hint = hinted(date, hints.years ?? []);
  if (hint !== undefined) return hint;
  let year = reference.year - (reference.year % 100) + date.yearOfCentury;
  const earliest = { year, month: date.month ?? 1, day: date.month === undefined ? 1 : (date.day ?? 1) };
  if (compareDates(earliest, reference) > 0) year -= 100;
  return withYear(date, year, "reference");
}

/** An expiry this many years before the reference, or fewer, is read as past; else the date lies ahead. */
const EXPIRY_YEARS_BACK = 40;

/**
 * Expiry date with its century. A hint (the full year from DG13, or a computed candidate) decides when its last two
 * digits agree; with an issue date, the first year from it on; else the year from 40 before to 59 after `reference`,
 * so that dates past 2069 come out right.
 * @returns undefined when the year is not known (no expiry) or the date is invalid.
 */
export function resolveExpiryDate(
  date: MrzDate,
  reference: CalendarDate,
  hints: { readonly years?: readonly number[]; readonly issued?: CalendarDate } = {},
): ResolvedDate | undefined {
  if (date.yearOfCentury === undefined || date.status === "invalid") return undefined;
  const hint = hinted(date, hints.years ?? []);
  if (hint !== undefined) return hint;
  const first = hints.issued?.year ?? reference.year - EXPIRY_YEARS_BACK;
  const year = first + ((((date.yearOfCentury - first) % 100) + 100) % 100);
  return withYear(date, year, hints.issued === undefined ? "reference" : "hint");
}
