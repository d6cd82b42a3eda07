import { type CardInspection, createEvidence, evidenceOf, inspectionToJson, isChipidError } from "@chipid/sdk";
import { nodeChipCrypto, nodeRandom } from "@chipid/sdk/node";
import type { Command } from "commander";
import { challengeOf } from "../arguments/challenge.js";
import {
  addJudgementOptions,
  type Judgement,
  type JudgementOptions,
  judgementInputs,
  judgementOf,
} from "../arguments/judgement.js";
import type { CommandContext } from "../context.js";
import { faultOf, usageError } from "../errors.js";
import { exitCodeOf } from "../exit-codes.js";
import { checkOutputs, type Output, writeOutput } from "../output.js";
import { keyAdvice } from "../read/advice.js";
import { type DocumentKeys, documentKeys, type KeyOptions } from "../read/keys.js";
import { ReadingProgress } from "../read/progress.js";
import { readWithKeys } from "../read/reading.js";
import { RecordFile } from "../read/record-file.js";
import { checkFolder, saveFiles } from "../read/save.js";
import { checkReader, openSource } from "../read/source.js";
import type { CardSource } from "../read/source-types.js";
import { inert } from "../terminal/text.js";
import { printInspection } from "../verify/view.js";

const EXAMPLES = `
Examples:
  chipid read --can 123456                                the card in the only reader, by its card access number
  chipid read --reader ACR1581 --mrz "$MRZ" --scan "$QR"  this reader; what was scanned is compared with the chip
  chipid read --number 001099123456                       Vietnam's card: the CAN is the last six digits
  chipid read --number C01X00T47 --birth 1964-08-12 --expiry 2030-10-31
  chipid read --can 123456 --trust csca.cer --out card/   and keep the files, for chipid verify card/
  chipid read --reader "exec:chipid simulate --stdio" --number 001099123456
                                                          a virtual chip, or any program that speaks the line protocol

A command behind exec: runs through the shell in this folder. It prints READY, then takes a command APDU in hex a line
and answers the response in hex a line; RESET answers OK.
Files written by --out, --record and --evidence hold personal data and are made for this user's eyes alone. None of them
writes over what is there: --record and --evidence take a file that is new or empty, --out a folder without a document.

Exit codes: 0 genuine or genuine-copyable, 10 unconfirmed, 11 retry, 20 not-genuine, 21 not-valid, 2 wrong usage, no reader,
1 no space for what was to be written.`;

interface Options extends JudgementOptions, KeyOptions {
  readonly reader?: string;
  readonly out?: string;
  readonly record?: string;
  readonly evidence?: string;
  readonly challenge?: string;
  readonly timeout?: string;
  readonly wait?: string;
  readonly quiet?: true;
}

const DEFAULT_TIMEOUT_MS = 60_000;

function seconds(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d{1,4}(\.\d+)?$/.test(text) || value <= 0) throw usageError(`${option} takes a number of seconds`);
  return value * 1000;
}

/** What the files that are asked for will hold, told before there is anything in them. */
function announceFiles({ record, evidence }: Options, context: CommandContext): void {
  if (record !== undefined) {
    context.terminal.note(
      `chipid: "${record}" will hold the document's key and, encrypted under it, every file that is read: portrait, name, number. Whoever has it can read the document; chipid redact makes one without personal data.`,
    );
  }
  if (evidence !== undefined) {
    context.terminal.note(
      `chipid: "${evidence}" will hold every file that is read, not encrypted: portrait, name, number, address.`,
    );
  }
}

/** What is to be written. */
interface Outputs {
  readonly out: Output | undefined;
  readonly record: Output | undefined;
  readonly evidence: Output | undefined;
}

function outputsOf({ out, record, evidence }: Options): Outputs {
  return {
    out: out === undefined ? undefined : { option: "--out", path: out, kind: "folder" },
    record: record === undefined ? undefined : { option: "--record", path: record, fresh: true, regular: true },
    evidence: evidence === undefined ? undefined : { option: "--evidence", path: evidence, fresh: true },
  };
}

/** What the words of the command line come to. */
interface Task {
  readonly outputs: Outputs;
  readonly judgement: Judgement;
  readonly keys: DocumentKeys;
  readonly challenge: Uint8Array | undefined;
}

async function inspectCardAt(source: CardSource, task: Task, options: Options, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const { judgement, keys, challenge, outputs } = task;
  const progress = new ReadingProgress(terminal, options.quiet === true);
  const record = outputs.record === undefined ? undefined : new RecordFile(outputs.record);
  const tool = `chipid ${CHIPID_VERSION}`;
  let result: CardInspection | undefined;
  try {
    result = await readWithKeys(source, {
      keys,
      record,
      tool,
      created: context.now(),
      ...judgementInputs(judgement),
      chipCrypto: nodeChipCrypto(),
      random: nodeRandom,
      clock: () => performance.now(),
      habits: {},
      path: source.name,
      onProgress: progress.report,
      ...(challenge === undefined ? {} : { challenge }),
    });
  } finally {
    progress.end();
    record?.close(result !== undefined);
  }
  const { inspection, reading } = result;
  const { out, evidence } = outputs;
  context.exit(exitCodeOf(inspection.verdict));
  // Written before the result is shown, so that whoever stops reading that loses no file; told after it, since the result
  // is what the card was read for.
  const faults: unknown[] = record?.fault === undefined ? [] : [record.fault];
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      faults.push(error);
    }
  };
  if (out !== undefined && reading.files.size > 0) {
    attempt(() => {
      saveFiles(out, reading.files);
      terminal.note(`chipid: ${reading.files.size} files written to "${inert(out.path)}".`);
    });
  }
  if (evidence !== undefined) {
    attempt(() => writeOutput(evidence, createEvidence(evidenceOf(reading, { created: context.now(), tool }))));
  }
  if (options.json === true) terminal.print(inspectionToJson(inspection));
  else printInspection(inspection, options.lang, terminal);
  for (const line of keyAdvice(inspection, keys, options.lang)) terminal.note(`chipid: ${line}`);
  for (const error of faults) {
    const fault = faultOf(error, "read");
    context.exit(fault.exit);
    terminal.error(fault.line);
  }
}

async function runRead(options: Options, context: CommandContext): Promise<void> {
  // Wrong words are told before a person is asked for the card.
  const judgement = judgementOf(options, context);
  const keys = documentKeys(options, judgement.moment.day);
  const outputs = outputsOf(options);
  const task: Task = { outputs, judgement, keys, challenge: challengeOf(options.challenge) };
  checkReader(options.reader);
  if (options.out !== undefined) checkFolder(options.out);
  checkOutputs(
    Object.values<Output | undefined>({ ...outputs }).filter((output) => output !== undefined),
    [...(options.trust ?? []), ...(options.crl ?? [])],
  );
  const timeout = seconds("--timeout", options.timeout) ?? DEFAULT_TIMEOUT_MS;
  const wait = seconds("--wait", options.wait);
  announceFiles(options, context);
  let source: CardSource | undefined;
  try {
    source = await openSource({ reader: options.reader, timeout, wait }, context.terminal);
    await inspectCardAt(source, task, options, context);
  } catch (error) {
    if (options.json === true && isChipidError(error)) {
      const fault = faultOf(error, "read");
      context.terminal.json({ path: options.reader ?? null, error: { code: fault.code, message: fault.line } });
    }
    throw error;
  } finally {
    await source?.close();
  }
}

export function register(program: Command, context: CommandContext): void {
  const command = program
    .command("read")
    .description("Reads a card, has its chip prove that it is the original, and verifies it.")
    .option("--reader <name>", "a PC/SC reader by its name or a part of it, or exec:COMMAND for a chip as a process")
    .option("--can <digits>", "card access number: the six digits printed on the card")
    .option("--mrz <lines>", "the machine-readable zone")
    .option("--qr <text>", "text of the QR code on Vietnam's card")
    .option("--number <number>", "number of the document, or the twelve digits of Vietnam's card")
    .option("--birth <date>", "date of birth: YYYY-MM-DD")
    .option("--expiry <date>", "expiry date: YYYY-MM-DD, or none");
  addJudgementOptions(command)
    .option("--out <folder>", "write the files of the chip there")
    .option("--record <file>", "write down the whole session, to be replayed; holds personal data")
    .option("--evidence <file>", "write what was read as evidence; holds personal data")
    .option("--challenge <hex>", "8 bytes for Active Authentication, chosen by who shall be convinced by the evidence")
    .option(
      "--timeout <seconds>",
      "longest wait for one answer of the card, and for READY of exec:, 2 at least (default: 60)",
    )
    .option(
      "--wait <seconds>",
      "wait so long for a card to be put on the reader (default: 60 on a terminal, else none)",
    )
    .option("--quiet", "no progress")
    .option("--json", "one JSON object on one line")
    .addHelpText("after", EXAMPLES)
    .action((options: Options) => runRead(options, context));
}
