import { dirname, join } from "node:path";
import { ChipidError, isChipidError, type Verdict } from "@chipid/sdk";
import { nodeChipCrypto, nodeCrypto, readWholeFile } from "@chipid/sdk/node";
import { formatSession, MAX_SESSION_BYTES, readSession, redactSession, replaySession } from "@chipid/sdk/recording";
import type { Command } from "commander";
import type { CommandContext } from "../context.js";
import { faultOf } from "../errors.js";
import { EXIT } from "../exit-codes.js";
import { fileFault } from "../input.js";
import { checkOutputs, type Output, writeOutput } from "../output.js";
import { inert } from "../terminal/text.js";

const EXAMPLES = `
Examples:
  chipid redact card.session.jsonl > shared.session.jsonl
  chipid redact card.session.jsonl --out shared.session.jsonl
  chipid replay shared.session.jsonl

The session is made again with a virtual chip of the same shape: an invented holder, a test issuer, other keys. Nothing of
the card's bytes goes over; protocols, sizes, faults and the verdict do. Look through it before you share it.`;

const MAX_TRUST_FILE = 64 * 1024 * 1024;

interface Options {
  readonly out?: string;
  readonly json?: true;
}

/** What was made, and what of it was seen when it was replayed. */
interface Redacted {
  readonly text: string;
  readonly exchanges: number;
  readonly before: Verdict;
  readonly after: Verdict;
}

/** @throws ChipidError `files.*`, `session.*` */
async function redact(path: string): Promise<Redacted> {
  const tools = { crypto: nodeCrypto(), chipCrypto: nodeChipCrypto() };
  try {
    const session = readSession(readWholeFile(path, MAX_SESSION_BYTES));
    const {
      before,
      after,
      session: made,
    } = await redactSession(session, {
      ...tools,
      readFile: (name) => readWholeFile(join(dirname(path), name), MAX_TRUST_FILE),
    });
    const text = formatSession(made);
    const replay = await replaySession(readSession(text), tools);
    if (!replay.ok) throw new ChipidError("session.redact", "What was made of the recording does not replay.");
    return { text, exchanges: replay.exchanges, before, after };
  } catch (error) {
    throw error instanceof ChipidError ? fileFault(path, error) : error;
  }
}

async function runRedact(path: string, options: Options, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const output: Output | undefined =
    options.out === undefined ? undefined : { option: "--out", path: options.out, fresh: true };
  if (output !== undefined) checkOutputs([output], [path]);
  let redacted: Redacted;
  try {
    redacted = await redact(path);
  } catch (error) {
    if (options.json === true && isChipidError(error)) {
      const { code, line } = faultOf(error, "redact");
      terminal.json({ path, error: { code, message: line } });
    }
    throw error;
  }
  const { text, exchanges, before, after } = redacted;
  const bytes = Buffer.from(text, "utf8");
  if (before !== after) {
    terminal.note(`chipid: the verdict was ${before} and is ${after}: what made it has no synthetic counterpart.`);
  }
  if (output !== undefined) {
    writeOutput(output, bytes);
    terminal.note(`chipid: written to "${inert(output.path)}".`);
  }
  if (options.json === true) {
    terminal.json({
      path,
      out: output?.path ?? null,
      bytes: bytes.length,
      exchanges,
      verdict: after,
      verdictBefore: before,
      replays: true,
      ...(output === undefined ? { recording: text } : {}),
    });
  } else if (output === undefined) terminal.print(text.replace(/\n$/, ""));
  context.exit(EXIT.ok);
}

export function register(program: Command, context: CommandContext): void {
  program
    .command("redact")
    .description("Makes a recording without personal data of a recording, still replayable.")
    .argument("<file>", "the recording")
    .option("--out <file>", "write it there, to a file that is new or empty (default: standard output)")
    .option("--json", "one JSON object on one line: what was made; without --out the recording is in it")
    .addHelpText("after", EXAMPLES)
    .action((path: string, options: Options) => runRedact(path, options, context));
}
