// The station's local time, as the log writes it.

/** Minutes that local time is ahead of UTC at a moment (ms since 1970). */
export type ZoneOffset = (ms: number) => number;

export const systemZone: ZoneOffset = (ms) => -new Date(ms).getTimezoneOffset();

/** 0000 and 9999 are no years of a station: a clock that is out of its mind still gives a time that can be written. */
const LEAST = Date.UTC(1970, 0, 2);
const MOST = Date.UTC(9999, 11, 30);

/** `2026-11-28T09:30:00+07:00`. */
export function localTime(ms: number, zone: ZoneOffset): string {
  const moment = Number.isFinite(ms) ? Math.min(Math.max(Math.floor(ms), LEAST), MOST) : LEAST;
  const offset = Math.trunc(zone(moment));
  const size = Math.abs(offset);
  const shifted = new Date(moment + offset * 60_000).toISOString().slice(0, 19);
  return `${shifted}${offset < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** The last `days` days, the earliest first, ending with the day of a time that `localTime` gave. */
export function daysUntil(time: string, days: number): string[] {
  const last = Date.parse(`${time.slice(0, 10)}T00:00:00Z`);
  return Array.from({ length: days }, (_, i) =>
    new Date(last - (days - 1 - i) * 86_400_000).toISOString().slice(0, 10),
  );
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
