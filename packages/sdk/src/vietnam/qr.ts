import { fromLatin1, fromUtf8, latin1 } from "../bytes/bytes.js";
import { type TextHazard, textHazards } from "../bytes/text-hazards.js";
import { isChipidError } from "../errors/chipid-error.js";
import type { CalendarDate } from "../mrz/date.js";
import { readCompactDate, saysNoExpiry } from "./dates.js";

export type QrIssueCode =
  | "qr.empty"
  | "qr.too-long"
  | "qr.encoding"
  | "qr.mojibake"
  | "qr.no-number"
  | "qr.layout-unknown"
  | "qr.field-count"
  | "qr.field-shape"
  | "qr.text-hazard";

export interface QrIssue {
  readonly code: QrIssueCode;
  /** Field, from 0; undefined when the whole text is meant. */
  readonly field: number | undefined;
  readonly message: string;
  readonly severity: "error" | "warning" | "note";
  readonly hazards?: readonly TextHazard[];
}

/**
 * What the card's QR code says. It is not signed: good for finding the access key and for comparing with the chip,
 * proof of nothing.
 */
export interface VietnamQr {
  /** `2021`: the seven known fields, with fewer or more tolerated; `unknown`: fields named by their shape alone. */
  readonly layout: "2021" | "unknown";
  /** Every field as received. */
  readonly fields: readonly string[];
  readonly personalNumber: string | undefined;
  /** Nine-digit number of the former card (CMND). */
  readonly oldNumber: string | undefined;
  readonly fullName: string | undefined;
  readonly birth: CalendarDate | undefined;
  readonly sex: "M" | "F" | undefined;
  readonly residence: string | undefined;
  readonly issued: CalendarDate | undefined;
  readonly expires: CalendarDate | undefined;
  /** A field says that the card does not expire. */
  readonly noExpiry: boolean;
  /** Every eight-digit date, in order. */
  readonly dates: readonly CalendarDate[];
}

export type QrResult =
  | { readonly ok: true; readonly qr: VietnamQr; readonly issues: readonly QrIssue[] }
  | { readonly ok: false; readonly issues: readonly QrIssue[] };

const MAX_CHARACTERS = 4096;
const FIELDS_2021 = 7;

const SEXES: ReadonlyMap<string, "M" | "F"> = new Map([
  ["nam", "M"],
  ["nữ", "F"],
]);

function sexOf(text: string): "M" | "F" | undefined {
  return SEXES.get(text.normalize("NFC").trim().toLowerCase());
}

/**
 * Reads the QR code of Vietnam's identity card: fields parted by `|`. The 2021 card has number, old number or
 * nothing, full name, birth ddMMyyyy, Nam or Nữ, residence, issue date ddMMyyyy; the layout of 2024 is not published,
 * so there only what its shape tells is named and all fields are kept. Bytes are read as UTF-8, which scanners and
 * barcode libraries often guess wrong. Never throws.
 */
export function parseQr(input: string | Uint8Array): QrResult {
  const issues: QrIssue[] = [];
  const report = (
    code: QrIssueCode,
    severity: QrIssue["severity"],
    message: string,
    field?: number,
    hazards?: readonly TextHazard[],
  ): void => {
    issues.push({ code, severity, message, field, ...(hazards === undefined ? {} : { hazards }) });
  };
  if (input.length > MAX_CHARACTERS) {
    report("qr.too-long", "error", `A QR text is at most ${MAX_CHARACTERS} characters.`);
    return { ok: false, issues };
  }
  const text = decode(input, report)
    .replace(/^\ufeff/, "")
    .trim();
  if (text === "") {
    report("qr.empty", "error", "There is no QR text.");
    return { ok: false, issues };
  }
  const fields = text.split("|").map((field) => field.trim());
  fields.forEach((field, index) => {
    const hazards = textHazards(field);
    if (hazards.length > 0) {
      report("qr.text-hazard", "warning", "A field has characters that can deceive the reader.", index, hazards);
    }
  });
  const personalNumber = fields.find((field) => /^\d{12}$/.test(field));
  if (personalNumber === undefined) {
    report("qr.no-number", "error", "No field is a twelve-digit number.");
    return { ok: false, issues };
  }
  return { ok: true, qr: name(fields, personalNumber, report), issues };
}

type Report = (code: QrIssueCode, severity: QrIssue["severity"], message: string, field?: number) => void;

function decode(input: string | Uint8Array, report: Report): string {
  if (typeof input !== "string") {
    try {
      return fromUtf8(input);
    } catch (error) {
      if (!isChipidError(error)) throw error;
      report("qr.encoding", "warning", "The bytes are not UTF-8; names and places may be wrong.");
      return fromLatin1(input);
    }
  }
  // A scanner that takes UTF-8 for ISO 8859-1 gives two or three characters for each letter with marks.
  if (/[\u0080-\u00ff]/.test(input)) {
    try {
      const again = fromUtf8(latin1(input));
      report("qr.mojibake", "warning", "The text was UTF-8 read as ISO 8859-1; it was read again.");
      return again;
    } catch (error) {
      // Not ISO 8859-1, or not UTF-8 within it: the text was read rightly.
      if (!isChipidError(error)) throw error;
    }
  }
  if (input.includes("\ufffd")) report("qr.mojibake", "warning", "The scanner lost letters of the text.");
  return input;
}

function name(fields: readonly string[], personalNumber: string, report: Report): VietnamQr {
  const dates = fields.map(readCompactDate).filter((date) => date !== undefined);
  const oldNumber = fields.find((field) => /^\d{9}$/.test(field));
  const sexAt = fields.findIndex((field) => sexOf(field) !== undefined);
  const sex = sexAt < 0 ? undefined : sexOf(fields[sexAt] ?? "");
  const birth = sexAt < 1 ? undefined : readCompactDate(fields[sexAt - 1] ?? "");
  const noExpiry = fields.some(saysNoExpiry);
  // Number first, name, birth and sex in a row with at most the old number before them: the layout of 2021.
  if (fields[0] !== personalNumber || birth === undefined || (sexAt !== 3 && sexAt !== 4)) {
    report("qr.layout-unknown", "note", "The layout is not that of 2021; fields are named by their shape alone.");
    const unnamed = { fullName: undefined, residence: undefined, issued: undefined, expires: undefined };
    return { layout: "unknown", fields, personalNumber, oldNumber, birth, sex, noExpiry, dates, ...unnamed };
  }
  const old = sexAt === 4 ? (fields[1] ?? "") : "";
  if (old !== "" && !/^\d{9}$/.test(old)) {
    report("qr.field-shape", "warning", "The old number is not nine digits.", 1);
  }
  const issuedAt = sexAt + 2;
  const issued = readCompactDate(fields[issuedAt] ?? "");
  if (issued === undefined) report("qr.field-shape", "warning", "There is no issue date.", issuedAt);
  if (fields.length !== FIELDS_2021) {
    report("qr.field-count", "note", `There are ${fields.length} fields instead of ${FIELDS_2021}.`);
  }
  return {
    layout: "2021",
    fields,
    personalNumber,
    oldNumber: /^\d{9}$/.test(old) ? old : undefined,
    fullName: blank(fields[sexAt - 2]),
    birth,
    sex,
    residence: blank(fields[sexAt + 1]),
    issued,
    expires: readCompactDate(fields[issuedAt + 1] ?? ""),
    noExpiry,
    dates,
  };
}

function blank(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
