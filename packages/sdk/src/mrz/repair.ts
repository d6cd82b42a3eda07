import { characterValue, tryCheckDigit } from "./check-digit.js";
import { type CharacterClass, confusions, FILLER_SIGNS, isMember } from "./confusions.js";
import { parseMrzDate } from "./date.js";
import { splitMrz } from "./input.js";
import { type CheckSpan, type FieldKind, findLayout, hasNumeralsInNames, type Layout, type Span } from "./layout.js";
import { parseMrz } from "./parse.js";
import type { Mrz, MrzFieldName, MrzIssue } from "./types.js";

/** One character that the repair changed. */
export interface MrzChange {
  /** Line and position, from 1, in the repaired zone. */
  readonly line: number;
  readonly column: number;
  /** As read; empty when a filler was put in. */
  readonly from: string;
  /** As repaired; empty when a filler was taken out. */
  readonly to: string;
  readonly field: MrzFieldName | undefined;
  /** The field cannot hold `from`; a check digit asked for it; a letter or sign inside fillers; fillers lost or doubled. */
  readonly reason: "character-class" | "check-digit" | "filler" | "length";
  /** A check digit covers the character, tells both readings apart, and holds after the change. */
  readonly verified: boolean;
}

export interface MrzRepairCandidate {
  readonly mrz: Mrz;
  readonly changes: readonly MrzChange[];
}

export interface MrzRepair {
  /**
   * `unchanged`: every check digit holds and no character asks for another; `repaired`: one repair with the fewest
   * guesses makes every check digit hold; `ambiguous`: several do, none is chosen; `not-repairable`: none was found.
   */
  readonly status: "unchanged" | "repaired" | "ambiguous" | "not-repairable";
  /** The zone as repaired (`unchanged`, `repaired`), else undefined. */
  readonly mrz: Mrz | undefined;
  readonly changes: readonly MrzChange[];
  /**
   * Every repair found that satisfies all check digits, fewest guesses first; those with one guess more than the best
   * are listed too. Empty unless there was something to repair.
   */
  readonly candidates: readonly MrzRepairCandidate[];
  /** Issues of the zone as read, before any repair. */
  readonly issues: readonly MrzIssue[];
  /** The search met its bounds, so there may be repairs that are not listed. */
  readonly bounded: boolean;
}

export interface MrzRepairOptions {
  /** Fields that an issuer fills more narrowly than the standard: Vietnam's document number is digits alone. */
  readonly classes?: readonly (Span & { readonly kind: CharacterClass })[];
  /** Check digits beyond the standard's, by issuer: Vietnam's position 30 of TD1. */
  readonly extraChecks?: readonly CheckSpan[];
}

/** Class-conforming characters that may be changed at will in one field. */
const MAX_GUESSES = 2;
const MAX_TOTAL_GUESSES = 3;
/** Leaves looked at in one field's search, and combinations of fields. */
const MAX_STEPS = 20_000;
const MAX_SOLUTIONS = 256;
const MAX_CANDIDATES = 32;
/** Characters that a line may lack or have too many. */
const MAX_LENGTH_ERROR = 3;

/**
 * Repairs OCR errors in a machine readable zone, judged by its check digits (ICAO Doc 9303-3 §4.9). Characters that a
 * field cannot hold are replaced by what they are mistaken for (O and 0, I and 1, B and 8 …); where a digit still
 * fails, allowed characters of alphanumeric fields are tried, few at a time. Changes that no check digit can judge,
 * as those in names, are marked unverified, and a swap that the digits cannot tell apart (G and 6, K and `<`) is never
 * guessed. Never throws.
 */
export function repairMrz(text: string | readonly string[], options: MrzRepairOptions = {}): MrzRepair {
  const asRead = parseMrz(text);
  const { lines: received } = splitMrz(text);
  const signs = replaceSigns(received);
  const fitted = fitLengths(signs.lines);
  const layout = fitted === undefined ? undefined : findLayout(fitted.lines);
  if (fitted === undefined || layout === undefined) return notRepairable(asRead.issues, false);
  const shape = [...signs.changes, ...fitted.changes];
  const checks = [...layout.checks, ...(options.extraChecks ?? [])];
  const search = new Search(layout, checks, options.classes ?? [], clearFillers(layout, fitted.lines));
  const { found, bounded } = search.run();
  const candidates = found.flatMap((lines) => {
    const result = parseMrz(lines);
    if (!result.ok) return [];
    return [{ mrz: result.mrz, changes: [...shape, ...search.changes(fitted.lines, lines)] }];
  });
  const best = candidates[0];
  if (best === undefined) return notRepairable(asRead.issues, bounded);
  const common = { issues: asRead.issues, bounded };
  if (best.changes.length === 0) return { status: "unchanged", mrz: best.mrz, changes: [], candidates: [], ...common };
  if (search.ties > 1) return { status: "ambiguous", mrz: undefined, changes: [], candidates, ...common };
  return { status: "repaired", mrz: best.mrz, changes: best.changes, candidates, ...common };
}

function notRepairable(issues: readonly MrzIssue[], bounded: boolean): MrzRepair {
  return { status: "not-repairable", mrz: undefined, changes: [], candidates: [], issues, bounded };
}

function replaceSigns(lines: readonly string[]): { lines: string[]; changes: MrzChange[] } {
  const changes: MrzChange[] = [];
  const out = lines.map((line, index) => {
    let text = "";
    for (const character of line) {
      const filler = FILLER_SIGNS.get(character);
      if (filler !== undefined) changes.push(shapeChange(index, text.length, character, filler, "filler"));
      text += filler ?? character;
    }
    return text;
  });
  return { lines: out, changes };
}

function shapeChange(line: number, column: number, from: string, to: string, reason: MrzChange["reason"]): MrzChange {
  return { line: line + 1, column: column + 1, from, to, field: undefined, reason, verified: false };
}

/** Lines brought to a known layout's lengths by putting in or taking out fillers where most of them stand. */
function fitLengths(lines: readonly string[]): { lines: string[]; changes: MrzChange[] } | undefined {
  if (findLayout(lines) !== undefined) return { lines: [...lines], changes: [] };
  const widths = lines.length === 3 ? [30] : lines.length === 2 ? [44, 36] : [];
  const width = widths.find((w) => lines.every((line) => Math.abs(line.length - w) <= MAX_LENGTH_ERROR));
  if (width === undefined) return undefined;
  const changes: MrzChange[] = [];
  const out: string[] = [];
  for (const [index, line] of lines.entries()) {
    const missing = width - line.length;
    const run = [...line.matchAll(/<{2,}/g)].reduce<{ at: number; length: number } | undefined>(
      (best, match) => (match[0].length > (best?.length ?? 0) ? { at: match.index, length: match[0].length } : best),
      undefined,
    );
    if (missing === 0) {
      out.push(line);
      continue;
    }
    if (run === undefined || run.length + missing < 1) return undefined;
    const filled = "<".repeat(run.length + missing);
    out.push(line.slice(0, run.at) + filled + line.slice(run.at + run.length));
    for (let i = 0; i < Math.abs(missing); i++) {
      const column = run.at + run.length;
      changes.push(shapeChange(index, column, missing > 0 ? "" : "<", missing > 0 ? "<" : "", "length"));
    }
  }
  return { lines: out, changes };
}

/** Filler letters (K, C, L) between fillers at the end of a name, where no name can be, made fillers. */
function clearFillers(layout: Layout, lines: readonly string[]): string[] {
  const out = [...lines];
  for (const field of layout.fields) {
    if (field.kind !== "name") continue;
    const line = out[field.line] ?? "";
    const name = line.slice(field.start, field.end);
    // After the separator and a given name, or after three fillers, a second run of fillers ends the name.
    const separator = name.indexOf("<<");
    const from = separator < 0 ? name.length : separator + 2;
    const tail = /<<[<KCL]*$/.exec(name.slice(from))?.[0] ?? /<<<[<KCL]*$/.exec(name)?.[0];
    if (tail === undefined || !/[KCL]/.test(tail)) continue;
    if ((tail.match(/</g) ?? []).length * 2 < tail.length) continue;
    const cleared = name.slice(0, name.length - tail.length) + "<".repeat(tail.length);
    out[field.line] = line.slice(0, field.start) + cleared + line.slice(field.end);
  }
  return out;
}

interface Position {
  readonly line: number;
  readonly column: number;
  readonly found: string;
  /** Characters to try, `found` left out. */
  readonly others: readonly string[];
  /** The field cannot hold `found`. */
  readonly forced: boolean;
}

/** Positions that one check digit judges (or, without one, that only the composite does), and what satisfies it. */
interface Group {
  readonly check: CheckSpan | undefined;
  readonly positions: readonly Position[];
}

type Edits = readonly { readonly position: Position; readonly to: string }[];

interface Solution {
  readonly edits: Edits;
  readonly guesses: number;
}

class Search {
  /** Repairs with the fewest guesses, all of which satisfy every check digit. */
  ties = 0;
  private readonly layout: Layout;
  private readonly checks: readonly CheckSpan[];
  private readonly classes: readonly (Span & { readonly kind: CharacterClass })[];
  private readonly lines: readonly string[];
  private readonly numeralsInNames: boolean;
  private bounded = false;

  constructor(
    layout: Layout,
    checks: readonly CheckSpan[],
    classes: readonly (Span & { readonly kind: CharacterClass })[],
    lines: readonly string[],
  ) {
    this.layout = layout;
    this.checks = checks;
    this.classes = classes;
    this.lines = lines;
    this.numeralsInNames = hasNumeralsInNames(layout, lines);
  }

  run(): { found: string[][]; bounded: boolean } {
    const perGroup = this.groups().map((group) => this.solve(group));
    if (perGroup.some((solutions) => solutions.length === 0)) return { found: [], bounded: this.bounded };
    const composite = this.checks.filter((check) => check.field === "composite");
    const found: string[][] = [];
    for (let guesses = 0; guesses <= MAX_TOTAL_GUESSES; guesses++) {
      const before = found.length;
      for (const edits of this.combinations(perGroup, guesses)) {
        const lines = applyEdits(this.lines, edits);
        if (!composite.every((check) => holds(check, lines)) || !this.holdsWhole(lines)) continue;
        if (found.length >= MAX_CANDIDATES) {
          this.bounded = true;
          break;
        }
        found.push(lines);
      }
      if (this.ties > 0) break;
      if (found.length > before) {
        this.ties = found.length;
        // Nothing was guessed and nothing had to be chosen: there is no second reading to speak of.
        if (guesses === 0 && this.ties === 1) break;
      }
    }
    return { found, bounded: this.bounded };
  }

  /** The parser's own judgement, which also knows the overflow of long document numbers. */
  private holdsWhole(lines: readonly string[]): boolean {
    const result = parseMrz(lines);
    return result.ok && result.mrz.format === this.layout.format && result.mrz.checkDigitsOk;
  }

  private groups(): Group[] {
    const digits = this.checks.filter((check) => check.field !== "composite" && !this.overflows(check));
    const positions = new Map<CheckSpan | undefined, Position[]>();
    for (const check of digits) positions.set(check, []);
    positions.set(undefined, []);
    for (const [line, text] of this.lines.entries()) {
      for (const [column, found] of [...text].entries()) {
        const owner = digits.find((check) => covers(check, line, column));
        const kind = this.classOf(line, column);
        const forced = !isMember(found, kind);
        const judged = this.checks.some((check) => covers(check, line, column));
        // Guesses need a judge; a forced change without one takes the likeliest character.
        const all = confusions(found, kind);
        const others = forced
          ? judged && kind !== "letters"
            ? all
            : isMember(found, "alphanumeric")
              ? all.slice(0, 1)
              : []
          : judged && kind === "alphanumeric"
            ? all.filter((to) => tellsApart(found, to))
            : [];
        // Nothing to try and no digit to fail: the character stays, and the parser's issue tells of it.
        if (others.length > 0 || (forced && judged))
          positions.get(owner)?.push({ line, column, found, others, forced });
      }
    }
    return [...positions].map(([check, list]) => ({ check, positions: list }));
  }

  private overflows(check: CheckSpan): boolean {
    return check.field === "documentNumber" && this.layout.overflow && this.lines[check.line]?.[check.column] === "<";
  }

  private classOf(line: number, column: number): CharacterClass {
    const check = this.checks.find((c) => c.line === line && c.column === column);
    if (check !== undefined) {
      const filler = check.fillerWhenEmpty === true || (check.field === "documentNumber" && this.layout.overflow);
      return filler ? "digits-or-filler" : "digits";
    }
    const narrow = this.classes.find((span) => within(span, line, column));
    if (narrow !== undefined) return narrow.kind;
    const field = this.layout.fields.find((span) => within(span, line, column));
    if (field?.kind === "name" && this.numeralsInNames) return "alphanumeric";
    return field === undefined ? "filler" : CLASS[field.kind];
  }

  /** What differs between the zone as read and as repaired. */
  changes(from: readonly string[], to: readonly string[]): MrzChange[] {
    const out: MrzChange[] = [];
    for (const [line, text] of to.entries()) {
      const before = [...(from[line] ?? "")];
      for (const [column, character] of [...text].entries()) {
        const read = before[column] ?? "";
        if (read === character) continue;
        const field = this.layout.fields.find((span) => within(span, line, column));
        const check = this.checks.find((c) => c.line === line && c.column === column);
        const kind = this.classOf(line, column);
        const possible = isMember(read, kind);
        // Among digits a check digit leaves one; elsewhere it must give the two readings different values.
        const oneOfTen = !possible && isMember(character, "digits") && kind !== "alphanumeric";
        const judged = this.checks.some((c) => covers(c, line, column));
        out.push({
          line: line + 1,
          column: column + 1,
          from: read,
          to: character,
          field: check?.field ?? field?.field,
          reason: !possible ? "character-class" : field?.kind === "name" ? "filler" : "check-digit",
          verified: judged && (oneOfTen || tellsApart(read, character)),
        });
      }
    }
    return out;
  }

  /** Ways to satisfy one group's digit, fewest guesses first. */
  private solve(group: Group): Solution[] {
    const solutions: Solution[] = [];
    let steps = 0;
    const edits: { position: Position; to: string }[] = [];
    const walk = (index: number, left: number): void => {
      if (steps >= MAX_STEPS || solutions.length >= MAX_SOLUTIONS) {
        this.bounded = true;
        return;
      }
      const position = group.positions[index];
      if (position === undefined) {
        steps++;
        if (left > 0) return;
        const lines = applyEdits(this.lines, edits);
        if (group.check === undefined || (holds(group.check, lines) && plausible(group.check, this.layout, lines))) {
          solutions.push({ edits: [...edits], guesses: edits.filter((edit) => !edit.position.forced).length });
        }
        return;
      }
      if (!position.forced) walk(index + 1, left);
      else if (position.others.length === 0) return;
      if (!position.forced && left === 0) return;
      for (const to of position.others) {
        edits.push({ position, to });
        walk(index + 1, position.forced ? left : left - 1);
        edits.pop();
      }
    };
    for (let guesses = 0; guesses <= MAX_GUESSES; guesses++) walk(0, guesses);
    return solutions;
  }

  /** Choices of one solution a group with `guesses` guesses in all. */
  private *combinations(perGroup: readonly Solution[][], guesses: number): Generator<Edits> {
    let steps = 0;
    const self = this;
    function* walk(index: number, left: number, edits: Edits): Generator<Edits> {
      const solutions = perGroup[index];
      if (solutions === undefined) {
        if (left === 0) yield edits;
        return;
      }
      for (const solution of solutions) {
        if (++steps > MAX_STEPS) {
          self.bounded = true;
          return;
        }
        if (solution.guesses <= left) yield* walk(index + 1, left - solution.guesses, [...edits, ...solution.edits]);
      }
    }
    yield* walk(0, guesses, []);
  }
}

const CLASS: Readonly<Record<FieldKind, CharacterClass>> = {
  letters: "letters",
  name: "letters",
  alphanumeric: "alphanumeric",
  digits: "digits",
  date: "digits-or-filler",
  sex: "sex",
};

function within(span: Span, line: number, column: number): boolean {
  return span.line === line && column >= span.start && column < span.end;
}

function covers(check: CheckSpan, line: number, column: number): boolean {
  if (check.line === line && check.column === column) return true;
  return check.over.some((span) => within(span, line, column));
}

function holds(check: CheckSpan, lines: readonly string[]): boolean {
  const covered = check.over.map((span) => (lines[span.line] ?? "").slice(span.start, span.end)).join("");
  const found = (lines[check.line] ?? "").charAt(check.column);
  if (check.fillerWhenEmpty === true && found === "<") return /^<*$/.test(covered);
  return tryCheckDigit(covered) === found;
}

/** A date that no calendar has is no repair. */
function plausible(check: CheckSpan, layout: Layout, lines: readonly string[]): boolean {
  if (check.field !== "birth" && check.field !== "expiry") return true;
  const span = layout.fields.find((field) => field.field === check.field);
  if (span === undefined) return true;
  return parseMrzDate((lines[span.line] ?? "").slice(span.start, span.end)).status !== "invalid";
}

/** True when the weights 7, 3 and 1 give the two characters different digits. */
function tellsApart(a: string, b: string): boolean {
  const first = characterValue(a.charCodeAt(0));
  const second = characterValue(b.charCodeAt(0));
  return first === undefined || second === undefined || (first - second) % 10 !== 0;
}

function applyEdits(lines: readonly string[], edits: Edits): string[] {
  const rows = lines.map((line) => [...line]);
  for (const { position, to } of edits) {
    const row = rows[position.line];
    if (row !== undefined) row[position.column] = to;
  }
  return rows.map((row) => row.join(""));
}
