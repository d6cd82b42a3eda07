import { type MrzIssue, parseMrz, repairMrz } from "@chipid/sdk";
import type { Command } from "commander";
import type { CommandContext } from "../context.js";
import { usageError } from "../errors.js";
import { EXIT } from "../exit-codes.js";
import { readInputText } from "../input.js";
import { calendarDate } from "../mrz/fields.js";
import { repairJson, zoneJson } from "../mrz/json.js";
import { printMrz, printRepair } from "../mrz/view.js";

const EXAMPLES = `
Examples (quote the text: < means something to a shell):
  chipid mrz 'I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<'
  chipid mrz 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<' 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'
  chipid mrz --ocr - < scanned.txt      lines from a file, misread characters repaired by the check digits
  chipid mrz --json "$MRZ" | jq .fields

Exit code 0: a layout fits and every check digit holds; 2: no layout fits, or a check digit is wrong.`;

/** More than any zone with line ends and spaces; text beyond it is no zone. */
const MAX_CHARACTERS = 4096;

interface Options {
  readonly ocr?: true;
  readonly json?: true;
}

async function zoneText(words: readonly string[]): Promise<string> {
  const fromInput = words.length === 1 && words[0] === "-";
  if (words.length === 0 && process.stdin.isTTY === true) {
    throw usageError("No text was given: put it in quotes behind the command, or give - and type it");
  }
  if (fromInput || words.length === 0) return readInputText(process.stdin, MAX_CHARACTERS);
  return words.join("\n");
}

/** Complains in one line about a text in which no layout was found. */
function complain(issues: readonly MrzIssue[], context: CommandContext): void {
  const worst = issues.find((issue) => issue.severity === "error") ?? issues[0];
  const what = worst?.message.replace(/\.$/, "") ?? "This is no machine-readable zone";
  context.terminal.error(`${what}; give every line as printed: 90, 88 or 72 characters in all.`);
  context.exit(EXIT.usage);
}

function check(text: string, options: Options, context: CommandContext): void {
  const { terminal } = context;
  const today = calendarDate(context.now());
  const result = parseMrz(text);
  if (options.json === true) terminal.json(zoneJson(result, today));
  if (!result.ok) {
    complain(result.issues, context);
    return;
  }
  const { mrz, issues } = result;
  if (options.json !== true) printMrz(mrz, issues, today, terminal);
  if (!mrz.checkDigitsOk) {
    terminal.error(
      "A check digit is wrong; compare the marked places with the document and enter them again, or try --ocr.",
    );
  }
  context.exit(mrz.checkDigitsOk ? EXIT.ok : EXIT.usage);
}

function repair(text: string, options: Options, context: CommandContext): void {
  const { terminal } = context;
  const today = calendarDate(context.now());
  const repaired = repairMrz(text);
  const { mrz } = repaired;
  if (options.json === true) terminal.json(repairJson(repaired, today));
  else {
    if (mrz !== undefined) printMrz(mrz, [], today, terminal);
    printRepair(repaired, terminal);
  }
  if (repaired.status === "ambiguous") {
    terminal.error(
      `${repaired.candidates.length} repairs fit the check digits; compare them with the document and enter the right one.`,
    );
  } else if (repaired.status === "not-repairable") {
    terminal.error("No repair makes the check digits hold; scan or enter the zone again.");
  }
  context.exit(mrz === undefined ? EXIT.usage : EXIT.ok);
}

async function runMrz(words: readonly string[], options: Options, context: CommandContext): Promise<void> {
  const text = await zoneText(words);
  if (options.ocr === true) repair(text, options, context);
  else check(text, options, context);
}

export function register(program: Command, context: CommandContext): void {
  program
    .command("mrz")
    .description(
      "Parses, checks, repairs and explains a machine-readable zone (TD1, TD2, TD3, visas, national layouts).",
    )
    .argument("[text...]", "the zone: one string, or one argument a line; - or nothing reads standard input")
    .option("--ocr", "repair characters that scanners mix up (0/O, 1/I, 8/B …), judged by the check digits")
    .option("--json", "one JSON object on one line")
    .addHelpText("after", EXAMPLES)
    .action((words: readonly string[], options: Options) => runMrz(words, options, context));
}
