import { availableParallelism } from "node:os";
import { type Command, Option } from "commander";
import type { CommandContext } from "../context.js";
import { usageError } from "../errors.js";
import { EXIT } from "../exit-codes.js";
import { checkOutputs, type Output, writeOutput } from "../output.js";
import { replayAll } from "../replay/jobs.js";
import { junit } from "../replay/junit.js";
import { exitCodeOfReport, type ReplayRunOptions, reportToJson, type SessionReport } from "../replay/report.js";
import { sessionFiles } from "../replay/sessions.js";
import { failureLines } from "../replay/words.js";
import { LANGUAGES, type Language } from "../terminal/language.js";
import { inert, wrapHard } from "../terminal/text.js";
import { effectIcon } from "../terminal/verdict.js";
import { printInspection } from "../verify/view.js";

const EXAMPLES = `
Examples:
  chipid replay card.session.jsonl                 the whole protocol again, and what it found
  chipid replay fixtures/sessions --jobs 4         every *.session.jsonl in a folder, in four processes
  chipid replay fixtures/sessions --junit out.xml  with a report for a test server
  chipid replay card.session.jsonl --update        write what was found as what is expected, where nothing is yet
  chipid replay card.session.jsonl --update --force

Every command is computed anew and held against the recorded one, byte for byte; the first that differs is shown decoded
and decrypted.

Exit codes: 0 every session ran as recorded and met what it expects, a red one included; 30 one did not; without an
expectation by the verdict; 2 unreadable.`;

interface Options {
  readonly junit?: string;
  readonly jobs?: string;
  readonly update?: true;
  readonly force?: true;
  readonly json?: true;
  readonly personal?: true;
  readonly lang: Language;
}

/** Three digits: more processes than any machine has use for. */
const MAX_JOBS = 999;

function jobsOf(text: string | undefined): number {
  if (text === undefined) return 1;
  if (!/^\d{1,3}$/.test(text)) {
    throw usageError(`--jobs takes a number of processes from 1 to ${MAX_JOBS}, or 0 for as many as there are cores`);
  }
  return Number(text) === 0 ? availableParallelism() : Number(text);
}

function printReport(report: SessionReport, context: CommandContext): void {
  const { terminal } = context;
  const { style, width } = terminal;
  const path = inert(report.path);
  if ("error" in report && report.replay === undefined) {
    terminal.error(report.error.message);
    return;
  }
  const ok = !("error" in report) && report.replay.ok;
  const verdict =
    "error" in report ? "" : `  ${effectIcon(report.inspection.verdict, style)} ${report.inspection.verdict}`;
  const note =
    report.replay?.updated === true ? "  updated" : report.replay?.expects === false ? "  no expectation" : "";
  const detail = style.dim(`${report.replay?.exchanges ?? 0} exchanges, ${report.ms.toFixed(0)} ms${note}`);
  terminal.print(`${ok ? style.green("✔") : style.red("✘")} ${path}${verdict}  ${detail}`);
  for (const line of failureLines(report)) {
    const indent = line.length - line.trimStart().length + 2;
    for (const part of wrapHard(inert(line.trim()), width - indent)) terminal.print(" ".repeat(indent) + part);
  }
}

async function runReplay(paths: readonly string[], options: Options, context: CommandContext): Promise<void> {
  const { terminal } = context;
  if (options.force === true && options.update !== true) throw usageError("--force goes with --update");
  const jobs = jobsOf(options.jobs);
  const files = sessionFiles(paths);
  const report: Output | undefined =
    options.junit === undefined ? undefined : { option: "--junit", path: options.junit };
  if (report !== undefined) checkOutputs([report], files);
  const run: ReplayRunOptions = {
    personal: options.personal === true,
    update: options.update !== true ? "no" : options.force === true ? "force" : "missing",
  };
  const reports: SessionReport[] = [];
  context.exit(EXIT.ok);
  await replayAll(files, jobs, run, (session) => {
    if (report !== undefined) reports.push(session);
    context.exit(exitCodeOfReport(session));
    if (options.json === true) {
      terminal.print(reportToJson(session));
      if ("error" in session) terminal.error(session.error.message);
    } else {
      if (files.length === 1 && !("error" in session)) printInspection(session.inspection, options.lang, terminal);
      printReport(session, context);
    }
  });
  if (report !== undefined) writeOutput(report, Buffer.from(junit(reports), "utf8"));
}

export function register(program: Command, context: CommandContext): void {
  program
    .command("replay")
    .description("Replays recorded sessions through the whole protocol and compares with what they expect.")
    .argument("<path...>", "recordings (*.session.jsonl), or folders of them")
    .option("--junit <file>", "write a JUnit report")
    .option("--jobs <count>", "so many processes at a time, 0 for one a core (default: 1)")
    .option("--update", "write what was found into recordings that expect nothing yet")
    .option("--force", "with --update: whatever they expected")
    .option("--personal", "also ethnicity, religion and the portrait's bytes")
    .addOption(new Option("--lang <language>", "language of the text for people").choices([...LANGUAGES]).default("en"))
    .option("--json", "one JSON object a session, one a line")
    .addHelpText("after", EXAMPLES)
    .action((paths: readonly string[], options: Options) => runReplay(paths, options, context));
}
