import { isChipidError } from "@chipid/sdk";
import { createReaders, type ReaderInfo, type Readers } from "@chipid/sdk/pcsc";
import type { Command } from "commander";
import type { CommandContext } from "../context.js";
import { EXIT } from "../exit-codes.js";
import { eventJson, eventLine, printReader, readerJson } from "../readers/view.js";

const EXAMPLES = `
Examples:
  chipid readers                 the readers of this machine, their cards, what is known of the model
  chipid readers --json
  chipid readers --watch         what comes and goes, until Ctrl-C
  chipid readers --watch --json  the same, one JSON object a line`;

interface Options {
  readonly watch?: true;
  readonly json?: true;
}

/** What card and reader can carry, where the card lets itself be connected to; it is given back as it was. */
async function limitsOf(readers: Readers, { name, card, use }: ReaderInfo): Promise<LimitsJson | null> {
  if (card !== "present" || use === "exclusive") return null;
  try {
    const connected = await readers.connect(name);
    const { protocol, limits } = connected;
    await connected.close();
    return { protocol, maxCommand: limits.maxCommand ?? null, maxResponse: limits.maxResponse ?? null };
  } catch (error) {
    if (isChipidError(error)) return null;
    throw error;
  }
}

interface LimitsJson {
  readonly protocol: string;
  /** Bytes of one APDU; null: none is known, extended length may work. */
  readonly maxCommand: number | null;
  readonly maxResponse: number | null;
}

function limitsLine(limits: LimitsJson | null): string | undefined {
  if (limits === null) return undefined;
  const { protocol, maxCommand, maxResponse } = limits;
  return maxCommand === null && maxResponse === null
    ? `${protocol}, extended length as far as the card takes it`
    : `${protocol}, commands up to ${maxCommand ?? "any"} bytes, responses up to ${maxResponse ?? "any"} bytes`;
}

async function list(readers: Readers, options: Options, { terminal }: CommandContext): Promise<void> {
  const found = await readers.list();
  const limits: (LimitsJson | null)[] = [];
  for (const reader of found) limits.push(await limitsOf(readers, reader));
  if (options.json === true) {
    terminal.json(found.map((reader, i) => ({ ...readerJson(reader), limits: limits[i] ?? null })));
    return;
  }
  if (found.length === 0) terminal.note("chipid: No reader is connected: plug one in.");
  for (const [i, reader] of found.entries()) printReader(reader, limitsLine(limits[i] ?? null), terminal);
}

/** Until the process is ended. */
function watch(readers: Readers, options: Options, context: CommandContext): Promise<never> {
  return new Promise((_resolve, reject) => {
    let lost = "";
    readers.watch((event) => {
      try {
        // The service is looked for over and over; the same failure is told once.
        const message = event.type === "service-lost" ? event.error.message : "";
        if (message !== "" && message === lost) return;
        lost = event.type === "service-found" ? "" : message === "" ? lost : message;
        if (options.json === true) context.terminal.json(eventJson(event, context.now()));
        else context.terminal.print(eventLine(event, context.now()));
      } catch (error) {
        reject(error);
      }
    });
  });
}

async function runReaders(options: Options, context: CommandContext): Promise<void> {
  const readers = createReaders();
  try {
    context.exit(EXIT.ok);
    if (options.watch === true) await watch(readers, options, context);
    else await list(readers, options, context);
  } finally {
    await readers.close();
  }
}

export function register(program: Command, context: CommandContext): void {
  program
    .command("readers")
    .description("Lists the PC/SC readers of this machine, their cards, answers to reset and limits.")
    .option("--watch", "tell what comes and goes, until Ctrl-C")
    .option("--json", "a JSON array on one line; with --watch one JSON object an event")
    .addHelpText("after", EXAMPLES)
    .action((options: Options) => runReaders(options, context));
}
