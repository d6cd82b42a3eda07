import { digitFor } from "@chipid/sdk";

type Span = readonly [line: number, start: number, end: number];

/** Where a zone has digits or fillers and no letter: dates and check digits. */
const TD1: readonly Span[] = [
  [0, 14, 15],
  [1, 0, 7],
  [1, 8, 15],
  [1, 29, 30],
];
/** On Vietnam's card, both numbers and the check digit of the second too. */
const VIETNAM_TD1: readonly Span[] = [...TD1, [0, 5, 30]];
const twoLines = (width: number): readonly Span[] => [
  [1, 9, 10],
  [1, 13, 20],
  [1, 21, 28],
  [1, width - 1, width],
];

/**
 * The zone with letters made digits where it can hold none. Whether that is what was printed, the check digits have to
 * say. The SDK's repair does more, and takes half a second over a text that is no zone.
 * @param lines of a zone, each of its full length; others come back as they are
 */
export function withDigits(lines: readonly string[]): string[] {
  const rows = lines.map((line) => [...line]);
  for (const [line, start, end] of spansOf(lines)) {
    const row = rows[line] ?? [];
    for (let i = start; i < end; i++) row[i] = digitFor(row[i] ?? "") ?? row[i] ?? "";
  }
  return rows.map((row) => row.join(""));
}

function spansOf([first = "", ...others]: readonly string[]): readonly Span[] {
  if (others.some((line) => line.length !== first.length)) return [];
  if (others.length === 2 && first.length === 30) return first.startsWith("VNM", 2) ? VIETNAM_TD1 : TD1;
  return others.length === 1 && (first.length === 44 || first.length === 36) ? twoLines(first.length) : [];
}
