import { fromLatin1, toHex } from "../bytes/bytes.js";

/** A date of DG11, DG12 or DG16; a part that the issuer does not know is undefined. */
export interface LdsDate {
  /** Eight digits, as coded; unknown parts are `00` or `<<`. */
  readonly text: string;
  readonly year: number | undefined;
  readonly month: number | undefined;
  readonly day: number | undefined;
  /** `digits`: one character a digit. `bcd`: two digits a byte, as some issuers write it. */
  readonly encoding: "digits" | "bcd";
}

/** A point in time of DG12; time zone unknown. */
export interface LdsDateTime extends LdsDate {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function decode(bytes: Uint8Array, digits: number): { text: string; encoding: "digits" | "bcd" } | undefined {
  if (bytes.length === digits) return { text: fromLatin1(bytes), encoding: "digits" };
  if (bytes.length === digits / 2) return { text: toHex(bytes), encoding: "bcd" };
  return undefined;
}

function part(text: string, unknown: RegExp): number | undefined | null {
  if (unknown.test(text)) return undefined;
  return /^\d+$/.test(text) ? Number(text) : null;
}

function calendar(
  text: string,
): { year: number | undefined; month: number | undefined; day: number | undefined } | undefined {
  const year = part(text.slice(0, 4), /^(?:0000|<<<<)$/);
  const month = part(text.slice(4, 6), /^(?:00|<<)$/);
  const day = part(text.slice(6, 8), /^(?:00|<<)$/);
  if (year === null || month === null || day === null) return undefined;
  if (month !== undefined && month > 12) return undefined;
  const days = month === undefined ? 31 : (MONTH_DAYS[month - 1] ?? 0);
  if (day !== undefined && day > days) return undefined;
  const leap = year === undefined || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
  if (month === 2 && day === 29 && !leap) return undefined;
  return { year, month, day };
}

/** A date `CCYYMMDD` in 8 digits or 4 BCD bytes; undefined when it is neither, or no date of the calendar. */
export function readLdsDate(bytes: Uint8Array): LdsDate | undefined {
  const decoded = decode(bytes, 8);
  const date = decoded === undefined ? undefined : calendar(decoded.text);
  return decoded === undefined || date === undefined ? undefined : { ...decoded, ...date };
}

/** A time `CCYYMMDDhhmmss` in 14 digits or 7 BCD bytes; undefined as for readLdsDate. */
export function readLdsDateTime(bytes: Uint8Array): LdsDateTime | undefined {
  const decoded = decode(bytes, 14);
  if (decoded === undefined || !/^\d{6}$/.test(decoded.text.slice(8))) return undefined;
  const date = calendar(decoded.text.slice(0, 8));
  const hour = Number(decoded.text.slice(8, 10));
  const minute = Number(decoded.text.slice(10, 12));
  const second = Number(decoded.text.slice(12, 14));
  if (date === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  return { ...decoded, ...date, hour, minute, second };
}
