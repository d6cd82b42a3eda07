import { usageError } from "../errors.js";

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
/** RFC 3339 §5.6, seconds and fraction included. */
const MOMENT = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

function daysOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** A moment, and the calendar day it is where it was named. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly ms: number;
  /** `YYYY-MM-DD` */
  readonly day: string;
}

/** Now, on the station's own calendar: a document ends with the day at the counter, not with the day in Greenwich. */
export function presentMoment(ms: number): Moment {
  const now = new Date(ms);
  const part = (value: number, width: number): string => String(value).padStart(width, "0");
  return { ms, day: `${part(now.getFullYear(), 4)}-${part(now.getMonth() + 1, 2)}-${part(now.getDate(), 2)}` };
}

/**
 * Reads `YYYY-MM-DD` (noon UTC) or an RFC 3339 moment, whose day is the one it is written with.
 * @throws ChipidError `usage`
 */
export function parseMoment(text: string): Moment {
  const match = DAY.exec(text) ?? MOMENT.exec(text);
  const [year, month, day] = (match ?? []).slice(1, 4).map(Number);
  const bad = usageError(
    `--at does not take "${text}": give YYYY-MM-DD or an RFC 3339 time such as 2026-03-01T09:30:00+07:00`,
  );
  if (match === null || year === undefined || month === undefined || day === undefined) throw bad;
  if (year < 1900 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) throw bad;
  const date = text.slice(0, 10);
  if (match.length === 4) return { ms: Date.UTC(year, month - 1, day, 12), day: date };
  const [hour = 99, minute = 99, second = 99] = match.slice(4, 7).map(Number);
  if (hour > 23 || minute > 59 || second > 59) throw bad;
  const ms = Date.parse(text.replace(" ", "T").toUpperCase());
  if (Number.isNaN(ms)) throw bad;
  return { ms, day: date };
}
