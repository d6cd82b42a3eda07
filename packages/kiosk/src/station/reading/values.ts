import type { Value } from "../../shared/index.js";

// Values of signed files as the screens show them. Every text has its limit: a file can say anything.

/** Longest text of a field, characters: an address has some two hundred. */
const MAX_TEXT = 1000;

export function textValue(text: string | null | undefined): Value {
  if (text === null || text === undefined || text.trim() === "") return { kind: "absent" };
  return { kind: "text", text: text.slice(0, MAX_TEXT) };
}

/** `1999-01-15`, `1999-01` or `1999`; what is no date stays the text that it is. */
export function dateValue(text: string | undefined): Value {
  if (text === undefined) return { kind: "absent" };
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text);
  if (match === null) return textValue(text);
  const part = (digits: string | undefined): number | null => (digits === undefined ? null : Number(digits));
  return { kind: "date", year: Number(match[1]), month: part(match[2]), day: part(match[3]) };
}

/** There, and not to be read. */
export const UNKNOWN_DATE: Value = { kind: "date", year: null, month: null, day: null };

export function birthValue(birth: { year: number | null; month: number | null; day: number | null }): Value {
  const { year, month, day } = birth;
  return year === null && month === null && day === null ? { kind: "absent" } : { kind: "date", year, month, day };
}

export function sexValue(sex: "M" | "F" | "X" | null | undefined): Value {
  return sex === null || sex === undefined ? { kind: "absent" } : { kind: "sex", sex };
}

/** null: the document says that it has no expiry; undefined: it says nothing. */
export function expiryValue(expires: string | null | undefined): Value {
  return expires === null ? { kind: "no-expiry" } : dateValue(expires);
}
