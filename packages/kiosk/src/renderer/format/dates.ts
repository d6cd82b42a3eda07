/** An ISO date or date and time as dd/mm/yyyy, with hours and minutes where it has them; another text as it is. */
export function dateText(iso: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}))?/.exec(iso);
  if (match === null) return iso;
  const [, year, month, day, time] = match;
  return `${day}/${month}/${year}${time === undefined ? "" : ` ${time}`}`;
}

/** `YYYY-MM-DD` or `YYYY-MM` as dd/mm or mm/yyyy. */
export function periodText(period: string): string {
  const [year, month, day] = period.split("-");
  return day === undefined ? `${month}/${year}` : `${day}/${month}`;
}
