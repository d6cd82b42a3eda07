import { type CalendarDate, isCalendarDate, isoDate } from "../mrz/date.js";
import type { Dg13Date, Dg13Expiry } from "./dg13-types.js";

/** Forms in which a card without expiry says so, in NFC and lower case. */
const NO_EXPIRY: ReadonlySet<string> = new Set(["không thời hạn", "không hết hạn", "không có thời hạn", "vô thời hạn"]);

/** True for "Không thời hạn" and the other ways to say that a card does not expire. */
export function saysNoExpiry(text: string): boolean {
  return NO_EXPIRY.has(text.normalize("NFC").trim().replace(/\s+/g, " ").toLowerCase());
}

/** Parts of `dd/MM/yyyy`, `MM/yyyy` or `yyyy`; undefined when the text is no date. */
function parts(text: string): { year: number; month: number | undefined; day: number | undefined } | undefined {
  const match = /^(?:(?:(\d{1,2})\/)?(\d{1,2})\/)?(\d{4})$/.exec(text.trim());
  if (match === null) return undefined;
  const year = Number(match[3]);
  const month = match[2] === undefined ? undefined : Number(match[2]);
  const day = match[1] === undefined ? undefined : Number(match[1]);
  return isCalendarDate({ year, month: month ?? 1, day: day ?? 1 }) ? { year, month, day } : undefined;
}

/** A date of DG13; text that is no date keeps its text alone. */
export function readDate(text: string): Dg13Date {
  const found = parts(text);
  return {
    text,
    iso: found === undefined ? undefined : isoDate(found),
    year: found?.year,
    month: found?.month,
    day: found?.day,
  };
}

/** The expiry date of DG13, which may be words. */
export function readExpiry(text: string): Dg13Expiry {
  return { ...readDate(text), noExpiry: saysNoExpiry(text) };
}

/** Eight digits ddMMyyyy of the QR code as a date; undefined when there is no such day. */
export function readCompactDate(text: string): CalendarDate | undefined {
  if (!/^\d{8}$/.test(text)) return undefined;
  const date = { day: Number(text.slice(0, 2)), month: Number(text.slice(2, 4)), year: Number(text.slice(4)) };
  return isCalendarDate(date) ? date : undefined;
}
