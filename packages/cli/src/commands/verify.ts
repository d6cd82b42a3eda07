import { readdirSync, statSync } from "node:fs";
import { fileFromName, type Inspection, inspectFiles, inspectionToJson } from "@chipid/sdk";
import { readDocumentFolder } from "@chipid/sdk/node";
import type { Command } from "commander";
import { challengeOf } from "../arguments/challenge.js";
import {
  addJudgementOptions,
  JUDGEMENT_LISTS,
  JUDGEMENT_VALUES,
  type Judgement,
  type JudgementOptions,
  judgementInputs,
  judgementOf,
} from "../arguments/judgement.js";
import { separateLists } from "../arguments/lists.js";
import type { CommandContext } from "../context.js";
import { AdvisedError, faultOf } from "../errors.js";
import { EXIT, exitCodeOf } from "../exit-codes.js";
import { aboutFile } from "../input.js";
import { inert } from "../terminal/text.js";
import { printInspection } from "../verify/view.js";

const EXAMPLES = `
Examples:
  chipid verify card/                                  against the trust store (see chipid trust --help)
  chipid verify card/ --trust masterlist.ml csca.cer   these in addition, for this run
  chipid verify card/ --trust csca.cer --store none    this certificate and nothing else
  chipid verify card/ --crl issuer.crl --policy crl=required
  chipid verify card/ --at 2024-06-30                  judged as of another day
  chipid verify card/ --scan "$QR"                     compared with what was scanned from the card
  chipid verify card.evidence.json --challenge 0123456789abcdef
                                                       what chipid read --evidence wrote, the chip's answer counted
  chipid verify --json cards/* | jq -r '[.path,.verdict]|@tsv'

A folder holds files named EF_SOD.bin, EF.SOD, DG1.bin, ef0101 …; other names are ignored.
Policies: signingTime, crl, trustAge, sha1, deviations, copyable, specimen (key=value).

Exit codes: 0 genuine or genuine-copyable, 10 unconfirmed, 11 retry, 20 not-genuine, 21 not-valid, 2 unreadable input.
With several paths the worst, in the order 1, 2, 20, 21, 11, 10, 0.`;

interface Options extends JudgementOptions {
  readonly challenge?: string;
}

async function inspectPath(path: string, task: Task, context: CommandContext): Promise<Inspection> {
  const { judgement } = task;
  const kind = kindOf(path);
  if (kind === "other") {
    throw new AdvisedError(
      "files.unreadable",
      `"${path}" is a pipe or a device, not a folder or a file`,
      "save what comes from it and name that",
    );
  }
  if (kind === "file") {
    const { inspectEvidenceFile } = await import("../verify/evidence.js");
    return inspectEvidenceFile(path, judgement, task.challenge);
  }
  const { files, ignored } = aboutFile(path, () => readDocumentFolder(path));
  if (ignored.length > 0) {
    const names = ignored.map((name) => `"${inert(name)}"`).join(", ");
    context.terminal.note(`chipid: ignored in "${inert(path)}": ${names} (no names of elementary files).`);
  }
  return aboutFile(path, () => inspectFiles({ files, source: "files", path }, judgementInputs(judgement)));
}

function kindOf(path: string): "folder" | "file" | "other" | "nothing" {
  try {
    const stat = statSync(path);
    return stat.isDirectory() ? "folder" : stat.isFile() ? "file" : "other";
  } catch {
    return "nothing";
  }
}

/** What all paths of one run are judged by. */
interface Task {
  readonly judgement: Judgement;
  readonly challenge: Uint8Array | undefined;
}

async function verifyOne(path: string, task: Task, options: Options, context: CommandContext): Promise<void> {
  const { terminal } = context;
  let inspection: Inspection;
  try {
    const begun = process.uptime() * 1000;
    const found = await inspectPath(path, task, context);
    const hostMs = Math.round((process.uptime() * 1000 - begun) * 100) / 100;
    inspection = { ...found, timing: { ...found.timing, totalMs: hostMs, hostMs } };
  } catch (error) {
    const fault = faultOf(error, "verify");
    if (options.json === true) terminal.json({ path, error: { code: fault.code, message: fault.line } });
    terminal.error(fault.line);
    if ((context.env.CHIPID_DEBUG ?? "") !== "" && error instanceof Error) terminal.note(error.stack ?? "");
    context.exit(fault.exit);
    return;
  }
  // Before it is shown: a reader that has seen enough does not make it a better one.
  context.exit(exitCodeOf(inspection.verdict));
  if (options.json === true) terminal.print(inspectionToJson(inspection));
  else printInspection(inspection, options.lang, terminal);
}

async function runVerify(paths: readonly string[], options: Options, context: CommandContext): Promise<void> {
  const task: Task = { judgement: judgementOf(options, context), challenge: challengeOf(options.challenge) };
  context.exit(EXIT.ok);
  for (const path of paths) {
    if (paths.length > 1 && options.json !== true) {
      context.terminal.print(context.terminal.style.bold(`── ${inert(path)} `.padEnd(context.terminal.width, "─")));
    }
    await verifyOne(path, task, options, context);
  }
}

export function register(program: Command, context: CommandContext): void {
  const command = program
    .command("verify")
    .description("Verifies documents offline: the signature, its chain to a trusted issuer, every file, every date.")
    .argument("<path...>", "folders of elementary files, or evidence files");
  addJudgementOptions(command)
    .option("--challenge <hex>", "the 8 bytes you chose for Active Authentication, to count its answer in evidence")
    .option("--json", "one JSON object a path, one a line")
    .addHelpText("after", EXAMPLES)
    .action((paths: readonly string[], options: Options) => runVerify(paths, options, context));
}

/** What evidence files are called; trust data never is. */
const EVIDENCE = /evidence[^/\\]*$|\.json$/i;

/** Tells the folder of a document, or an evidence file, from trust data. */
function isDocument(path: string): boolean {
  try {
    if (!statSync(path).isDirectory()) return EVIDENCE.test(path);
    return readdirSync(path).some((name) => fileFromName(name) !== undefined);
  } catch {
    return false;
  }
}

/** `--trust A B card/` is understood as a person means it; see `separateLists`. */
export function prepare(argv: readonly string[]): string[] {
  return separateLists(argv, JUDGEMENT_LISTS, [...JUDGEMENT_VALUES, "--challenge"], isDocument);
}
