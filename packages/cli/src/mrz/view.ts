import type { CalendarDate, Mrz, MrzChange, MrzIssue, MrzRepair } from "@chipid/sdk";
import { table } from "../terminal/table.js";
import type { Terminal } from "../terminal/terminal.js";
import { inert, wrap } from "../terminal/text.js";
import { fieldName, mrzFields } from "./fields.js";

/** The zone as printed, check digits coloured and pointed at from below. */
function zone(mrz: Mrz, terminal: Terminal): string[] {
  const { style } = terminal;
  const out: string[] = [];
  mrz.lines.forEach((line, i) => {
    const digits = mrz.checkDigits.filter((digit) => digit.line === i + 1);
    let text = "";
    let marks = "";
    [...line].forEach((character, at) => {
      const digit = digits.find((candidate) => candidate.column === at + 1);
      const shown = inert(character);
      if (digit === undefined) text += character === "<" ? style.dim(shown) : shown;
      else text += digit.ok ? style.green(shown) : style.red(style.bold(shown));
      marks += digit === undefined || digit.ok ? " " : "^";
    });
    out.push(`  ${text}`);
    if (marks.trim() !== "") out.push(style.red(`  ${marks.trimEnd()}`));
  });
  return out;
}

function checks(mrz: Mrz, terminal: Terminal): string[] {
  const { style } = terminal;
  return table(
    mrz.checkDigits.map((digit) => [
      digit.ok ? style.green("✔") : style.red("✘"),
      fieldName(digit.field),
      digit.ok
        ? `${inert(digit.found)}`
        : style.red(
            `${inert(digit.found)} printed, ${digit.expected ?? "none"} computed (line ${digit.line}, character ${digit.column})`,
          ),
    ]),
    { indent: 2 },
  );
}

export function issueLines(issues: readonly MrzIssue[], terminal: Terminal): string[] {
  const { style } = terminal;
  const icon = { error: style.red("✘"), warning: style.yellow("!"), note: style.dim("·") } as const;
  return issues.flatMap((issue) => {
    const where =
      issue.line === undefined
        ? ""
        : ` (line ${issue.line}${issue.column === undefined ? "" : `, character ${issue.column}`})`;
    const [first = "", ...rest] = wrap(inert(issue.message) + where, terminal.width - 4);
    return [`  ${icon[issue.severity]} ${first}`, ...rest.map((line) => `    ${line}`)];
  });
}

/** A zone for people: as printed, its fields, its check digits and what there is to say about it. */
export function printMrz(mrz: Mrz, issues: readonly MrzIssue[], today: CalendarDate, terminal: Terminal): void {
  const { style } = terminal;
  terminal.print();
  for (const line of zone(mrz, terminal)) terminal.print(line);
  terminal.print();
  const rows = mrzFields(mrz, today).map(([label, value]) => [style.dim(label), inert(value)]);
  for (const line of table(rows, { indent: 2 })) terminal.print(line);
  if (mrz.checkDigits.length > 0) {
    terminal.print();
    terminal.print(style.bold("Check digits"));
    for (const line of checks(mrz, terminal)) terminal.print(line);
  }
  // Wrong check digits have just been shown with what they should be.
  const others = issues.filter((issue) => issue.code !== "mrz.check-digit.wrong");
  if (others.length > 0) {
    terminal.print();
    terminal.print(style.bold("Remarks"));
    for (const line of issueLines(others, terminal)) terminal.print(line);
  }
  terminal.print();
}

const REASONS: Readonly<Record<MrzChange["reason"], string>> = {
  "character-class": "the field cannot hold it",
  "check-digit": "the check digit asks for it",
  filler: "stands for a filler",
  length: "the line had the wrong length",
};

function changeRow(change: MrzChange, terminal: Terminal): string[] {
  const { style } = terminal;
  const from = change.from === "" ? "nothing" : inert(change.from);
  const to = change.to === "" ? "nothing" : inert(change.to);
  return [
    `line ${change.line}, character ${change.column}`,
    `${style.red(from)} → ${style.green(to)}`,
    change.field === undefined ? "" : fieldName(change.field),
    REASONS[change.reason] +
      (change.verified ? ", a check digit confirms it" : style.yellow(", not confirmed by a check digit")),
  ];
}

/** What a repair changed; with several that fit, each of them. */
export function printRepair(repair: MrzRepair, terminal: Terminal): void {
  const { style } = terminal;
  const print = (title: string, lines: readonly string[]): void => {
    terminal.print(style.bold(title));
    for (const line of lines) terminal.print(line);
    terminal.print();
  };
  switch (repair.status) {
    case "unchanged":
      print("Nothing to repair: every check digit holds.", []);
      return;
    case "repaired":
      print(
        "Repaired",
        table(
          repair.changes.map((change) => changeRow(change, terminal)),
          { indent: 2 },
        ),
      );
      return;
    case "ambiguous":
      terminal.print();
      repair.candidates.forEach((candidate, i) => {
        const changes = table(
          candidate.changes.map((change) => changeRow(change, terminal)),
          { indent: 2 },
        );
        print(`Possible repair ${i + 1}`, [...zone(candidate.mrz, terminal), "", ...changes]);
      });
      return;
    case "not-repairable":
      return;
  }
}
