import { ChipidError } from "../errors/chipid-error.js";
import { checkDigit } from "./check-digit.js";
import { type FieldSpan, type Layout, layoutOf } from "./layout.js";
import { writeName } from "./name.js";
import { transliterate } from "./transliterate.js";
import type { MrzFieldName, MrzFormat, MrzSex } from "./types.js";

/** What a zone is made of. Fields that the format has no place for are refused, not dropped. */
export interface MrzComposition {
  readonly format: MrzFormat;
  /** `P`, `ID`, `I`, `V`… */
  readonly documentCode: string;
  readonly issuer: string;
  /** Over nine characters only in TD1 and TD2, where it goes on in the optional data. */
  readonly documentNumber: string;
  readonly nationality?: string;
  /** Surname, in any letters of Doc 9303-3 §6: it is transliterated and cut to the field. */
  readonly primary: string;
  readonly secondary?: string;
  /** YYMMDD, `<<` for an unknown part. */
  readonly birth?: string;
  readonly sex?: MrzSex;
  /** YYMMDD, `<<<<<<` for none. */
  readonly expiry?: string;
  /** A–Z, 0–9 and fillers. */
  readonly optionalData1?: string;
  readonly optionalData2?: string;
  /** For a long document number: whether its check digit counts the filler before the rest (default: no). */
  readonly overflow?: "overflow" | "overflow-with-filler";
  /** National layouts: administrative code (French ID), PIN code and version number (Swiss licence). */
  readonly administrativeCode?: string;
  readonly pinCode?: string;
  readonly versionNumber?: string;
}

const REFERENCE = "ICAO 9303-3 §4";

/**
 * Writes a machine readable zone with all check digits (ICAO Doc 9303-4, -5, -6, -7 and the national layouts).
 * @returns the lines.
 * @throws ChipidError `mrz.compose` when a field does not fit the format or has a character it may not have.
 */
export function composeMrz(fields: MrzComposition): string[] {
  return new Composer(layoutOf(fields.format), fields).lines();
}

function refuse(message: string): ChipidError {
  return new ChipidError("mrz.compose", message, { reference: REFERENCE });
}

class Composer {
  private readonly layout: Layout;
  private readonly fields: MrzComposition;
  private readonly rows: string[][];

  constructor(layout: Layout, fields: MrzComposition) {
    this.layout = layout;
    this.fields = fields;
    this.rows = layout.widths.map((width) => Array.from({ length: width }, () => "<"));
  }

  lines(): string[] {
    const { fields } = this;
    this.put("documentCode", fields.documentCode);
    this.put("issuer", fields.issuer);
    this.put("nationality", fields.nationality);
    this.put("birth", fields.birth);
    this.put("sex", fields.sex === "X" ? "<" : fields.sex);
    this.put("expiry", fields.expiry);
    this.put("optionalData2", fields.optionalData2);
    this.put("administrativeCode", fields.administrativeCode);
    this.put("pinCode", fields.pinCode);
    this.put("versionNumber", fields.versionNumber);
    this.name();
    const long = this.documentNumber();
    for (const check of this.layout.checks) {
      if (long && check.field === "documentNumber") continue;
      const covered = check.over.map((span) => this.row(span.line).slice(span.start, span.end).join("")).join("");
      const blank = check.fillerWhenEmpty === true && /^<*$/.test(covered);
      this.row(check.line)[check.column] = blank ? "<" : checkDigit(covered);
    }
    return this.rows.map((row) => row.join(""));
  }

  private row(line: number): string[] {
    return this.rows[line] ?? [];
  }

  private span(name: MrzFieldName): FieldSpan | undefined {
    return this.layout.fields.find((field) => field.field === name);
  }

  private put(name: MrzFieldName, text: string | undefined): void {
    if (text === undefined || text === "") return;
    const span = this.span(name);
    if (span === undefined) throw refuse(`The format has no field ${name}.`);
    if (text.length > span.end - span.start) throw refuse(`The field ${name} is too long.`);
    if (!this.allowed(span, text)) throw refuse(`The field ${name} has a character it may not have.`);
    this.write(span, text);
  }

  private allowed(span: FieldSpan, text: string): boolean {
    switch (span.kind) {
      case "letters":
        return /^[A-Z]+$/.test(text);
      case "digits":
        return /^\d+$/.test(text);
      case "date":
        return /^(?:\d\d|<<){3}$/.test(text);
      case "sex":
        return /^[MF<]$/.test(text);
      default:
        return /^[A-Z0-9<]+$/.test(text);
    }
  }

  private write(span: FieldSpan, text: string): void {
    [...text].forEach((character, i) => {
      this.row(span.line)[span.start + i] = character;
    });
  }

  private name(): void {
    const primary = transliterate(this.fields.primary);
    const secondary = transliterate(this.fields.secondary ?? "");
    const span = this.span("name");
    if (span === undefined) return;
    const width = span.end - span.start;
    const second = this.span("secondaryName");
    if (second !== undefined) {
      // The French card parts given names by two fillers.
      const given = secondary.replaceAll("<", "<<").slice(0, second.end - second.start);
      this.write(span, primary.slice(0, width));
      this.write(second, given);
      return;
    }
    if (primary === "" && secondary === "") throw refuse("There is no name.");
    this.write(span, writeName(primary, secondary, width));
  }

  /** Writes number and first optional data; true when the number was too long for its field. */
  private documentNumber(): boolean {
    const number = this.fields.documentNumber;
    const optional = this.fields.optionalData1 ?? "";
    const span = this.span("documentNumber");
    const width = span === undefined ? 0 : span.end - span.start;
    if (number === "") throw refuse("There is no document number.");
    if (number.length <= width || !this.layout.overflow) {
      this.put("documentNumber", number);
      this.put("optionalData1", optional);
      return false;
    }
    if (!/^[A-Z0-9]+$/.test(number)) throw refuse("A long document number has a character it may not have.");
    const base = number.slice(0, width);
    const rest = number.slice(width);
    const digit = checkDigit(this.fields.overflow === "overflow-with-filler" ? `${base}<${rest}` : number);
    this.put("documentNumber", base);
    this.put("optionalData1", optional === "" ? rest + digit : `${rest}${digit}<${optional}`);
    return true;
  }
}
