import { type CalendarDate, type Mrz, parseMrz } from "@chipid/sdk";
import { readVietnamTd1 } from "@chipid/sdk/vietnam";
import type { InputIssue } from "../../shared/index.js";
import { attemptsOf, candidatesOf } from "./attempts.js";
import { hasMarkedLetters, undoTelex, undoVni } from "./input-methods.js";
import { withDigits } from "./misread-digits.js";
import type { ScanOutcome } from "./types.js";

const TRAVEL_FORMATS: ReadonlySet<string> = new Set(["TD1", "TD2", "TD3"]);
/** A zone's characters, and a few that a scanner lost or doubled. */
const LEAST_CHARACTERS = 25;
const MOST_CHARACTERS = 110;

/** Whether a text is a zone, whole or in part, rather than anything else. */
export function looksLikeZone(text: string): boolean {
  const lines = linesOf(text);
  const length = lines.join("").length;
  if (length < LEAST_CHARACTERS || length > MOST_CHARACTERS || lines.length > 3) return false;
  return /<</.test(lines.join("")) || /^[ACIP][A-Z<][A-Z]{3}[A-Z0-9<]+$/.test(lines.join(""));
}

/**
 * Reads a machine readable zone that was scanned or typed. A check digit that fails is an issue; a letter where
 * only a digit can be is put right when all check digits agree, and nothing is guessed. What is handed on for comparison is a zone that came whole and
 * untouched, and without its name: no check digit covers that.
 */
export function readZoneScan(text: string, today: CalendarDate): ScanOutcome {
  const lines = linesOf(text);
  const asRead = parseTravelZone(lines);
  // Another keyboard layout swaps letters too, and codes of states have no check digit.
  if (asRead !== undefined && isSound(asRead)) return outcome(asRead, today, text.includes("<"));
  const undone = withoutInputMethod(lines);
  if (undone !== undefined) return outcome(undone, today, false);
  const mended = asRead === undefined ? undefined : parseTravelZone(withDigits(asRead.lines));
  if (mended !== undefined && isSound(mended)) return outcome(mended, today, false);
  return { ok: false, issue: asRead === undefined ? "mrz-incomplete" : (failedCheck(asRead) ?? "mrz-incomplete") };
}

/** Lines in capitals, with the filler sign that the zone has or that another keyboard layout typed for it. */
function linesOf(text: string): string[] {
  const capitals = text.toUpperCase();
  const sign = capitals.includes("<") ? undefined : fillerSign(capitals);
  const zone = sign === undefined ? capitals : capitals.replaceAll(sign, "<");
  return zone
    .split(/[\r\n\t]+/)
    .map((line) => line.replace(/ +/g, ""))
    .filter((line) => line !== "");
}

/** The sign that stands in rows: under a German layout it is `;`, under a French one `.`. */
function fillerSign(text: string): string | undefined {
  return /([!-/:-@[-`{-~§°µ£])\1{2,}/.exec(text)?.[1];
}

function parseTravelZone(lines: readonly string[]): Mrz | undefined {
  const result = parseMrz(lines.length === 1 ? (lines[0] ?? "") : lines);
  return result.ok && TRAVEL_FORMATS.has(result.mrz.format) ? result.mrz : undefined;
}

/** Every check digit holds, the national one too; a date that is not known may have a filler for its own. */
function isSound(mrz: Mrz): boolean {
  return failedCheck(mrz) === undefined;
}

const ISSUES: Readonly<Record<string, InputIssue>> = {
  documentNumber: "check-digit-number",
  birth: "check-digit-birth",
  expiry: "check-digit-expiry",
};

function failedCheck(mrz: Mrz): InputIssue | undefined {
  if (mrz.lines.some((line) => /[^A-Z0-9<]/.test(line))) return "mrz-incomplete";
  const failed = mrz.checkDigits.filter(({ ok, blank }) => !ok && !blank).map(({ field }) => field);
  const named = ["documentNumber", "birth", "expiry"].find((field) => failed.some((each) => each === field));
  if (named !== undefined) return ISSUES[named];
  if (failed.length > 0) return "check-digit-composite";
  const vietnam = readVietnamTd1(mrz);
  // Vietnam may give other documents a zone of this format; what these have there is not the national number.
  return vietnam?.personalNumber !== undefined && vietnam.issues.length > 0 ? "check-digit-number" : undefined;
}

/**
 * A zone that an input method went through: put back by one method or the other, or with its name given up, since names
 * are where nothing can be put back. Only when all readings that hold give the same key.
 */
function withoutInputMethod(lines: readonly string[]): Mrz | undefined {
  const marked = lines.some(hasMarkedLetters);
  const readings = marked ? [lines.map(undoVni), lines.map(undoTelex), lines] : [lines];
  const sound = readings
    .flatMap((reading) => [reading, ...withoutName(reading)])
    .flatMap((reading) => parseTravelZone(reading) ?? [])
    .filter(isSound);
  const keys = new Set(
    sound.map(({ documentNumber, birth, expiry }) => [documentNumber, birth?.raw, expiry?.raw].join()),
  );
  return keys.size === 1 ? sound[0] : undefined;
}

/** The lines that hold the key, with a name of fillers: of TD1 the first two, of TD2 and TD3 the second. */
function withoutName(lines: readonly string[]): string[][] {
  const whole = lines.join("");
  const out: string[][] = [];
  const [first = "", second = ""] = lines.length === 1 ? [whole.slice(0, 30), whole.slice(30, 60)] : lines;
  if (first.length === 30 && second.length === 30) out.push([first, second, "<".repeat(30)]);
  for (const width of [44, 36]) {
    const last = lines.length === 1 ? whole.slice(-width) : second;
    if (last.length !== width || lines.length > 2 || !/^[A-Z<]{5}/.test(whole)) continue;
    out.push([whole.slice(0, 5).padEnd(width, "<"), last]);
  }
  return out;
}

function outcome(mrz: Mrz, today: CalendarDate, untouched: boolean): ScanOutcome {
  const attempts = attemptsOf(candidatesOf({ mrz: mrz.lines, today }));
  if (attempts.length === 0) return { ok: false, issue: "mrz-incomplete" };
  const scans = untouched && mrz.checkDigitsOk ? [nameless(mrz)] : [];
  const citizen = readVietnamTd1(mrz)?.personalNumber !== undefined;
  return { ok: true, keys: { attempts, scans, source: "mrz", citizen, computedExpiry: false } };
}

function nameless({ format, lines }: Mrz): string {
  const [first = "", second = ""] = lines;
  const width = first.length;
  return (format === "TD1" ? [first, second, "<".repeat(width)] : [first.slice(0, 5).padEnd(width, "<"), second]).join(
    "\n",
  );
}
