import { dirname, join } from "node:path";
import { ChipidError } from "@chipid/sdk";
import { nodeChipCrypto, nodeCrypto, readWholeFile, writeAtomically } from "@chipid/sdk/node";
import { formatSession, MAX_SESSION_BYTES, readSession, redactSession, replaySession } from "@chipid/sdk/recording";
import type { Command } from "commander";
import type { CommandContext } from "../context.js";
import { EXIT } from "../exit-codes.js";
import { fileFault } from "../input.js";
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
}

async function runRedact(path: string, options: Options, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const tools = { crypto: nodeCrypto(), chipCrypto: nodeChipCrypto() };
  let text: string;
  try {
    const session = readSession(readWholeFile(path, MAX_SESSION_BYTES));
    const redaction = await redactSession(session, {
      ...tools,
      readFile: (name) => readWholeFile(join(dirname(path), name), MAX_TRUST_FILE),
    });
    text = formatSession(redaction.session);
    const replay = await replaySession(readSession(text), tools);
    if (!replay.ok) throw new ChipidError("session.redact", "What was made of the recording does not replay.");
    if (redaction.before !== redaction.after) {
      terminal.note(
        `chipid: the verdict was ${redaction.before} and is ${redaction.after}: what made it has no synthetic counterpart.`,
      );
    }
  } catch (error) {
    throw error instanceof ChipidError ? fileFault(path, error) : error;
  }
  if (options.out === undefined) terminal.print(text.replace(/\n$/, ""));
  else {
    writeAtomically(options.out, Buffer.from(text, "utf8"));
    terminal.note(`chipid: written to "${inert(options.out)}".`);
  }
  context.exit(EXIT.ok);
}

export function register(program: Command, context: CommandContext): void {
  program
    .command("redact")
    .description("Makes a recording without personal data of a recording, still replayable.")
    .argument("<file>", "the recording")
    .option("--out <file>", "write it there (default: standard output)")
    .addHelpText("after", EXAMPLES)
    .action((path: string, options: Options) => runRedact(path, options, context));
}
