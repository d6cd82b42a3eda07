import { tryCheckDigit } from "./check-digit.js";
import { parseMrzDate } from "./date.js";
import { splitMrz } from "./input.js";
import { type CheckSpan, type FieldSpan, findLayout, hasNumeralsInNames, type Layout, textOf } from "./layout.js";
import { readName, words } from "./name.js";
import type {
  DocumentNumberReading,
  Mrz,
  MrzCheckDigit,
  MrzDate,
  MrzFieldName,
  MrzIssue,
  MrzIssueCode,
  MrzName,
  MrzParseResult,
  MrzSex,
} from "./types.js";

/**
 * Parses a machine readable zone (ICAO Doc 9303-4, -5, -6, -7; French and Swiss national layouts). Never throws and
 * never repairs: what is wrong is an issue. `ok: false` means that no layout fits; `ok: true` says nothing about the
 * check digits, which `mrz.checkDigitsOk` and the issues tell.
 */
export function parseMrz(text: string | readonly string[]): MrzParseResult {
  const { lines, issues } = splitMrz(text);
  if (lines.length === 0) return { ok: false, issues };
  const layout = findLayout(lines);
  if (layout === undefined) {
    issues.push({
      code: "mrz.format.unknown",
      field: undefined,
      line: undefined,
      column: undefined,
      message: `No known layout has ${lines.length === 1 ? "a line" : "lines"} of ${lines.map((line) => line.length).join(", ")} characters.`,
      severity: "error",
    });
    return { ok: false, issues };
  }
  return { ok: true, mrz: new Reading(layout, lines, issues).mrz(), issues };
}

interface DocumentNumber {
  readonly number: string;
  readonly reading: DocumentNumberReading;
  readonly optionalData1: string;
  readonly check: MrzCheckDigit | undefined;
}

class Reading {
  private readonly layout: Layout;
  private readonly lines: readonly string[];
  private readonly issues: MrzIssue[];

  constructor(layout: Layout, lines: readonly string[], issues: MrzIssue[]) {
    this.layout = layout;
    this.lines = lines;
    this.issues = issues;
  }

  mrz(): Mrz {
    this.characters();
    const number = this.documentNumber();
    const checkDigits = this.layout.checks.map((check) =>
      check.field === "documentNumber" && number.check !== undefined ? number.check : this.check(check),
    );
    const documentCode = this.code("documentCode", "mrz.document-code");
    const issuer = this.code("issuer", "mrz.issuer");
    const nationality =
      this.layout.format.includes("LICENCE") || this.layout.format === "FRENCH-ID"
        ? undefined
        : this.code("nationality", "mrz.nationality");
    const name = this.name();
    const birth = this.date("birth");
    const sex = this.sex();
    const expiry = this.date("expiry");
    for (const check of checkDigits) this.judge(check);
    return {
      format: this.layout.format,
      lines: this.lines,
      documentCode,
      issuer,
      documentNumber: number.number,
      documentNumberReading: number.reading,
      nationality,
      name,
      birth,
      sex,
      expiry,
      optionalData1: number.optionalData1,
      optionalData2: stripped(this.text("optionalData2")),
      extras: this.extras(),
      checkDigits,
      checkDigitsOk: checkDigits.every((check) => check.ok),
    };
  }

  private span(name: MrzFieldName): FieldSpan | undefined {
    return this.layout.fields.find((span) => span.field === name);
  }

  private text(name: MrzFieldName): string {
    const span = this.span(name);
    return span === undefined ? "" : textOf(this.lines, span);
  }

  private report(
    code: MrzIssueCode,
    severity: MrzIssue["severity"],
    message: string,
    at: { line: number; column: number } | undefined,
    field?: MrzFieldName,
  ): void {
    this.issues.push({
      code,
      field,
      line: at === undefined ? undefined : at.line + 1,
      column: at === undefined ? undefined : at.column + 1,
      message,
      severity,
    });
  }

  private reportField(code: MrzIssueCode, severity: MrzIssue["severity"], message: string, field: MrzFieldName): void {
    const span = this.span(field);
    this.report(
      code,
      severity,
      message,
      span === undefined ? undefined : { line: span.line, column: span.start },
      field,
    );
  }

  private characters(): void {
    this.lines.forEach((line, index) => {
      const bad = line.search(/[^A-Z0-9<]/);
      if (bad < 0) return;
      const span = this.layout.fields.find((f) => f.line === index && bad >= f.start && bad < f.end);
      const at = { line: index, column: bad };
      this.report("mrz.character", "error", "A character is outside A–Z, 0–9 and <.", at, span?.field);
    });
  }

  private code(field: MrzFieldName, code: MrzIssueCode): string {
    const text = stripped(this.text(field));
    // Codes hold letters; the French licence's D1 is the one with a digit.
    const pattern = this.span(field)?.kind === "letters" ? /^[A-Z]+$/ : /^[A-Z0-9]+$/;
    if (text === "") this.reportField(code, "warning", "A code is empty.", field);
    else if (!pattern.test(text)) this.reportField(code, "error", "A code has a character it may not have.", field);
    return text;
  }

  private check(check: CheckSpan): MrzCheckDigit {
    const covered = check.over.map((span) => textOf(this.lines, span)).join("");
    const found = (this.lines[check.line] ?? "").charAt(check.column);
    const expected = tryCheckDigit(covered);
    const blank = found === "<" && /^<*$/.test(covered);
    return {
      field: check.field,
      expected,
      found,
      ok: (blank && check.fillerWhenEmpty === true) || (expected !== undefined && found === expected),
      blank,
      line: check.line + 1,
      column: check.column + 1,
    };
  }

  private judge(check: MrzCheckDigit): void {
    if (check.ok) return;
    const at = { line: check.line - 1, column: check.column - 1 };
    if (check.blank && (check.field === "birth" || check.field === "expiry")) {
      this.report(
        "mrz.check-digit.blank",
        "warning",
        "A date of fillers has a filler for its check digit.",
        at,
        check.field,
      );
    } else {
      this.report("mrz.check-digit.wrong", "error", "A check digit does not hold.", at, check.field);
    }
  }

  private documentNumber(): DocumentNumber {
    const base = this.text("documentNumber");
    const optional = this.text("optionalData1");
    const check = this.layout.checks.find((c) => c.field === "documentNumber");
    const found = check === undefined ? "" : (this.lines[check.line] ?? "").charAt(check.column);
    const plain = {
      number: stripped(base),
      reading: "plain",
      optionalData1: stripped(optional),
      check: undefined,
    } as const;
    const tail = optional.split("<", 1)[0] ?? "";
    if (!this.layout.overflow || check === undefined || found !== "<" || tail.length < 2) {
      if (plain.number === "") {
        this.reportField("mrz.document-number", "error", "There is no document number.", "documentNumber");
      }
      return plain;
    }
    const rest = tail.slice(0, -1);
    const digit = tail.slice(-1);
    const number = base + rest;
    const withoutFiller = tryCheckDigit(number);
    const withFiller = tryCheckDigit(`${base}<${rest}`);
    const reading = digit !== withoutFiller && digit === withFiller ? "overflow-with-filler" : "overflow";
    const expected = reading === "overflow" ? withoutFiller : withFiller;
    const span = this.span("optionalData1");
    this.reportField(
      "mrz.document-number.overflow",
      "note",
      reading === "overflow"
        ? "The document number goes on in the optional data."
        : "The document number goes on in the optional data and its check digit counts the filler.",
      "documentNumber",
    );
    return {
      number,
      reading,
      optionalData1: stripped(optional.slice(tail.length + 1)),
      check: {
        field: "documentNumber",
        expected,
        found: digit,
        ok: expected !== undefined && digit === expected,
        blank: false,
        line: (span?.line ?? 0) + 1,
        column: (span?.start ?? 0) + tail.length,
      },
    };
  }

  private name(): MrzName {
    const text = this.text("name");
    if (/[^A-Z<]/.test(text) || /[^A-Z<]/.test(this.text("secondaryName"))) {
      const severity = hasNumeralsInNames(this.layout, this.lines) ? "note" : "warning";
      this.reportField("mrz.name.character", severity, "A name has a character other than a letter.", "name");
    }
    const second = this.span("secondaryName");
    if (second !== undefined) {
      const given = this.text("secondaryName");
      return {
        primary: words(text),
        secondary: words(given),
        truncated: text.slice(-1) !== "<" || given.slice(-1) !== "<",
      };
    }
    const name = readName(text);
    if (name.primary === "" && name.secondary === "") {
      this.reportField("mrz.name.missing", "error", "There is no name.", "name");
    }
    if (/[^<]<<+[^<].*[^<]<<+[^<]/.test(text)) {
      this.reportField("mrz.name.separator", "warning", "A name has more than one double filler.", "name");
    }
    if (name.truncated) {
      this.reportField("mrz.name.truncated", "note", "The name takes its whole field and may be cut.", "name");
    }
    return name;
  }

  private date(field: "birth" | "expiry"): MrzDate | undefined {
    const span = this.span(field);
    if (span === undefined) return undefined;
    const date = parseMrzDate(textOf(this.lines, span));
    if (date.status === "invalid") {
      this.reportField("mrz.date.invalid", "error", "A date is not a date.", field);
    } else if (date.status !== "complete") {
      if (date.raw.includes("<")) {
        this.reportField("mrz.date.unknown-part", "note", "Part of a date is not known.", field);
      } else {
        this.reportField("mrz.date.zero-part", "warning", "A date has zeros for an unknown part.", field);
      }
    }
    return date;
  }

  private sex(): MrzSex | undefined {
    if (this.span("sex") === undefined) return undefined;
    const text = this.text("sex");
    if (text === "M" || text === "F") return text;
    if (text === "<") return "X";
    this.reportField("mrz.sex", "error", "The sex is none of M, F and <.", "sex");
    // Some issuers print the VIZ's X; its meaning is not in doubt.
    return text === "X" ? "X" : undefined;
  }

  private extras(): Partial<Record<MrzFieldName, string>> {
    const out: Partial<Record<MrzFieldName, string>> = {};
    for (const field of ["administrativeCode", "pinCode", "versionNumber"] as const) {
      if (this.span(field) !== undefined) out[field] = stripped(this.text(field));
    }
    const number = this.text("documentNumber");
    if (this.layout.format === "FRENCH-ID") {
      out.issueMonth = number.slice(0, 4);
      out.department = number.slice(4, 7);
    }
    if (this.layout.format === "SWISS-DRIVING-LICENCE") out.languageCode = number.slice(6, 7);
    return out;
  }
}

/** Without trailing fillers. */
function stripped(text: string): string {
  return text.replace(/<+$/, "");
}
