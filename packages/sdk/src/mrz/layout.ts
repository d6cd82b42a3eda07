import type { MrzFieldName, MrzFormat } from "./types.js";

/** Characters a field may hold; fillers are allowed in all of them. */
export type FieldKind = "letters" | "alphanumeric" | "digits" | "date" | "sex" | "name";

/** Character range in one line, both from 0, `end` exclusive. */
export interface Span {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

export interface FieldSpan extends Span {
  readonly field: MrzFieldName;
  readonly kind: FieldKind;
}

export interface CheckSpan {
  readonly field: MrzFieldName;
  readonly line: number;
  readonly column: number;
  /** What the digit covers, joined in order. */
  readonly over: readonly Span[];
  /** A filler stands for the digit when all it covers is fillers (TD3 optional data, Doc 9303-4 §4.2.2.2). */
  readonly fillerWhenEmpty?: true;
}

export interface Layout {
  readonly format: MrzFormat;
  /** Characters of each line. */
  readonly widths: readonly number[];
  readonly fields: readonly FieldSpan[];
  readonly checks: readonly CheckSpan[];
  /** A document number may go on in the optional data (TD1 and TD2). */
  readonly overflow: boolean;
}

function field(name: MrzFieldName, kind: FieldKind, line: number, start: number, end: number): FieldSpan {
  return { field: name, kind, line, start, end };
}

function span(line: number, start: number, end: number): Span {
  return { line, start, end };
}

const TD1: Layout = {
  format: "TD1",
  widths: [30, 30, 30],
  overflow: true,
  fields: [
    field("documentCode", "letters", 0, 0, 2),
    field("issuer", "letters", 0, 2, 5),
    field("documentNumber", "alphanumeric", 0, 5, 14),
    field("optionalData1", "alphanumeric", 0, 15, 30),
    field("birth", "date", 1, 0, 6),
    field("sex", "sex", 1, 7, 8),
    field("expiry", "date", 1, 8, 14),
    field("nationality", "letters", 1, 15, 18),
    field("optionalData2", "alphanumeric", 1, 18, 29),
    field("name", "name", 2, 0, 30),
  ],
  checks: [
    { field: "documentNumber", line: 0, column: 14, over: [span(0, 5, 14)] },
    { field: "birth", line: 1, column: 6, over: [span(1, 0, 6)] },
    { field: "expiry", line: 1, column: 14, over: [span(1, 8, 14)] },
    {
      field: "composite",
      line: 1,
      column: 29,
      over: [span(0, 5, 30), span(1, 0, 7), span(1, 8, 15), span(1, 18, 29)],
    },
  ],
};

/** TD2, TD3 and visas share the second line up to the optional data. */
function twoLines(format: MrzFormat, width: number, optionalEnd: number, checks: readonly CheckSpan[]): Layout {
  return {
    format,
    widths: [width, width],
    overflow: format === "TD2",
    fields: [
      field("documentCode", "letters", 0, 0, 2),
      field("issuer", "letters", 0, 2, 5),
      field("name", "name", 0, 5, width),
      field("documentNumber", "alphanumeric", 1, 0, 9),
      field("nationality", "letters", 1, 10, 13),
      field("birth", "date", 1, 13, 19),
      field("sex", "sex", 1, 20, 21),
      field("expiry", "date", 1, 21, 27),
      field("optionalData1", "alphanumeric", 1, 28, optionalEnd),
    ],
    checks: [
      { field: "documentNumber", line: 1, column: 9, over: [span(1, 0, 9)] },
      { field: "birth", line: 1, column: 19, over: [span(1, 13, 19)] },
      { field: "expiry", line: 1, column: 27, over: [span(1, 21, 27)] },
      ...checks,
    ],
  };
}

const TD2 = twoLines("TD2", 36, 35, [
  { field: "composite", line: 1, column: 35, over: [span(1, 0, 10), span(1, 13, 20), span(1, 21, 35)] },
]);

const TD3 = twoLines("TD3", 44, 42, [
  { field: "optionalData1", line: 1, column: 42, over: [span(1, 28, 42)], fillerWhenEmpty: true },
  { field: "composite", line: 1, column: 43, over: [span(1, 0, 10), span(1, 13, 20), span(1, 21, 43)] },
]);

const MRV_A = twoLines("MRV-A", 44, 44, []);
const MRV_B = twoLines("MRV-B", 36, 36, []);

/** French national identity card until 2021. */
const FRENCH_ID: Layout = {
  format: "FRENCH-ID",
  widths: [36, 36],
  overflow: false,
  fields: [
    field("documentCode", "letters", 0, 0, 2),
    field("issuer", "letters", 0, 2, 5),
    field("name", "name", 0, 5, 30),
    field("administrativeCode", "alphanumeric", 0, 30, 36),
    field("documentNumber", "alphanumeric", 1, 0, 12),
    field("secondaryName", "name", 1, 13, 27),
    field("birth", "date", 1, 27, 33),
    field("sex", "sex", 1, 34, 35),
  ],
  checks: [
    { field: "documentNumber", line: 1, column: 12, over: [span(1, 0, 12)] },
    { field: "birth", line: 1, column: 33, over: [span(1, 27, 33)] },
    { field: "composite", line: 1, column: 35, over: [span(0, 0, 36), span(1, 0, 35)] },
  ],
};

/** One line on the French driving licence (EU card model). The number's digit also covers code and issuer. */
const FRENCH_DRIVING_LICENCE: Layout = {
  format: "FRENCH-DRIVING-LICENCE",
  widths: [30],
  overflow: false,
  fields: [
    field("documentCode", "alphanumeric", 0, 0, 2),
    field("issuer", "letters", 0, 2, 5),
    field("documentNumber", "alphanumeric", 0, 5, 14),
    field("expiry", "date", 0, 15, 21),
    field("name", "name", 0, 21, 29),
  ],
  checks: [
    { field: "documentNumber", line: 0, column: 14, over: [span(0, 0, 14)] },
    { field: "composite", line: 0, column: 29, over: [span(0, 0, 29)] },
  ],
};

/** Swiss driving licence: no check digits. */
const SWISS_DRIVING_LICENCE: Layout = {
  format: "SWISS-DRIVING-LICENCE",
  widths: [9, 30, 30],
  overflow: false,
  fields: [
    field("documentNumber", "alphanumeric", 0, 0, 7),
    field("documentCode", "letters", 1, 0, 2),
    field("issuer", "letters", 1, 2, 5),
    field("pinCode", "digits", 1, 5, 14),
    field("versionNumber", "digits", 1, 14, 17),
    field("birth", "date", 1, 19, 25),
    field("name", "name", 2, 0, 30),
  ],
  checks: [],
};

const LAYOUTS: Readonly<Record<MrzFormat, Layout>> = {
  TD1,
  TD2,
  TD3,
  "MRV-A": MRV_A,
  "MRV-B": MRV_B,
  "FRENCH-ID": FRENCH_ID,
  "FRENCH-DRIVING-LICENCE": FRENCH_DRIVING_LICENCE,
  "SWISS-DRIVING-LICENCE": SWISS_DRIVING_LICENCE,
};

export function layoutOf(format: MrzFormat): Layout {
  return LAYOUTS[format];
}

/** Layout of lines by their lengths and first characters, or undefined. */
export function findLayout(lines: readonly string[]): Layout | undefined {
  const [first = ""] = lines;
  switch (lines.map((line) => line.length).join("x")) {
    case "30x30x30":
      return TD1;
    case "36x36":
      if (first.startsWith("V")) return MRV_B;
      return isFrenchId(lines) ? FRENCH_ID : TD2;
    case "44x44":
      return first.startsWith("V") ? MRV_A : TD3;
    case "30":
      return first.startsWith("D") ? FRENCH_DRIVING_LICENCE : undefined;
    case "9x30x30":
      return SWISS_DRIVING_LICENCE;
    default:
      return undefined;
  }
}

/**
 * A French TD2 would start IDFRA too. The national layout has the sex at 35 of line 2 behind birth date and digit,
 * where TD2 has the end of its optional data.
 */
function isFrenchId(lines: readonly string[]): boolean {
  const [first = "", second = ""] = lines;
  return first.startsWith("IDFRA") && !/^.{10}FRA.{7}[MFX<]/.test(second);
}

export function textOf(lines: readonly string[], at: Span): string {
  return (lines[at.line] ?? "").slice(at.start, at.end);
}

/** Russia writes some Cyrillic letters of a name as digits (3 for soft Ch, 7 for Yu, 9 for the soft sign). */
export function hasNumeralsInNames(layout: Layout, lines: readonly string[]): boolean {
  const issuer = layout.fields.find((span) => span.field === "issuer");
  return issuer !== undefined && textOf(lines, issuer) === "RUS";
}
