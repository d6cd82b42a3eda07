/** Local time, ISO 8601 without offset, to the second. */
export function localTime(now: number): string {
  const date = new Date(now);
  const two = (part: number): string => String(part).padStart(2, "0");
  const day = `${String(date.getFullYear()).padStart(4, "0")}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** The calendar day at the counter, `YYYY-MM-DD`. */
export function localDay(now: number): string {
  return localTime(now).slice(0, 10);
}
