import type { MrzIssue } from "./types.js";

const MAX_CHARACTERS = 1024;

/** Lengths of a zone given as one string without line breaks, and how they part into lines. */
const WHOLE: ReadonlyMap<number, readonly number[]> = new Map([
  [90, [30, 30, 30]],
  [88, [44, 44]],
  [72, [36, 36]],
  [69, [9, 30, 30]],
]);

/**
 * Lines of a zone given as one string (90, 88, 72 or 69 characters, or lines parted by line breaks) or as lines.
 * Letters are made upper case and white space is dropped, each with an issue; other characters stay as they are.
 */
export function splitMrz(text: string | readonly string[]): { lines: string[]; issues: MrzIssue[] } {
  const issues: MrzIssue[] = [];
  const total = typeof text === "string" ? text.length : text.reduce((sum, line) => sum + line.length + 1, 0);
  if (total > MAX_CHARACTERS) {
    issues.push(
      issue("mrz.input.too-long", "error", `A machine readable zone is at most ${MAX_CHARACTERS} characters.`),
    );
    return { lines: [], issues };
  }
  const received =
    typeof text === "string" ? text.split(/\r\n|[\n\r]/) : text.flatMap((line) => line.split(/\r\n|[\n\r]/));
  const trimmed = received.map((line) => line.trim()).filter((line) => line !== "");
  if (trimmed.some((line) => /\s/.test(line))) {
    issues.push(issue("mrz.input.spaces", "warning", "White space inside a line was dropped."));
  }
  let lines = trimmed.map((line) => line.replace(/\s+/g, ""));
  if (lines.some((line) => /[a-z]/.test(line))) {
    issues.push(issue("mrz.input.lower-case", "warning", "Lower-case letters were read as capitals."));
    lines = lines.map((line) => line.replace(/[a-z]+/g, (run) => run.toUpperCase()));
  }
  const [only] = lines;
  if (lines.length === 1 && only !== undefined) {
    const widths = WHOLE.get(only.length);
    if (widths !== undefined) {
      let at = 0;
      lines = widths.map((width) => {
        at += width;
        return only.slice(at - width, at);
      });
    }
  }
  if (lines.length === 0) issues.push(issue("mrz.input.empty", "error", "There is no machine readable zone."));
  return { lines, issues };
}

function issue(code: MrzIssue["code"], severity: MrzIssue["severity"], message: string): MrzIssue {
  return { code, field: undefined, line: undefined, column: undefined, message, severity };
}
