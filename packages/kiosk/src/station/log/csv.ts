import type { ReadRow } from "./row.js";

// A month as CSV (RFC 4180) for a spreadsheet: UTF-8 with a byte order mark, since Excel takes anything else for a code
// page, and no cell that a spreadsheet would take for a formula.

export const CSV_COLUMNS = [
  "n",
  "time",
  "station",
  "officer",
  "procedure",
  "legalBasis",
  "legalBasisNote",
  "event",
  "reference",
  "training",
  "document",
  "reader",
  "verdict",
  "reasons",
  "access",
  "totalMs",
  "cardMs",
  "trust",
  "outcome",
  "face",
  "manual",
  "field",
  "reason",
  "output",
  "changed",
  "change",
  "sha256",
  "month",
  "granted",
  "version",
  "back",
  "bytes",
  "rows",
  "byVerdict",
  "found",
  "row",
  "hash",
] as const;

const MARK = "\uFEFF";
const END = "\r\n";

export function csvHeader(): string {
  return `${MARK}${CSV_COLUMNS.join(",")}${END}`;
}

export function csvRow(row: ReadRow): string {
  return `${CSV_COLUMNS.map((column) => cell(row.members[column])).join(",")}${END}`;
}

/** A line of the log that is no row: its place is kept, so that the export does not look whole. */
export function csvDamaged(line: number): string {
  return `${CSV_COLUMNS.map((column) => (column === "event" ? `(line ${line} is damaged)` : "")).join(",")}${END}`;
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = typeof value === "string" ? value : Array.isArray(value) ? value.join(" ") : pairs(value);
  // "-" alone stands for an officer or a procedure that nobody named, and is no formula.
  const guarded = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) && text !== "-" ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

function pairs(value: object): string {
  return Object.entries(value)
    .map(([key, count]) => `${key}=${String(count)}`)
    .join(" ");
}
