import type { Command } from "commander";
import type { CommandContext } from "../context.js";
import { usageError } from "../errors.js";
import { EXIT } from "../exit-codes.js";
import { checkOutputs, type Output, writeOutput } from "../output.js";
import { type PreparedChip, powerUp, prepareChip } from "../simulate/chip.js";
import { listProfiles, printProfiles } from "../simulate/profiles.js";
import { presentOnLines } from "../simulate/stdio.js";
import { presentInReader, vpcdAddress } from "../simulate/vpcd.js";
import type { Terminal } from "../terminal/terminal.js";

const EXAMPLES = `
Examples:
  chipid simulate --list                                   the profiles, with what opens each
  chipid simulate --profile passport-pace --trust-out a.cer --vpcd localhost:35963
                                                           in a virtual reader of pcscd (package vsmartcard-vpcd)
  chipid simulate --from card/ --stdio                     the files of a folder, on standard input and output
  chipid simulate --fault remove@20 --fault slow@5:800     taken away at the 20th exchange, slow at the 5th
  chipid simulate --clone chip-key-absent                  a copy of all files without the chip's key
  chipid read --reader "exec:chipid simulate --stdio" --can 123456 --store none

Holders are invented and all keys are published: such a chip vouches for nothing. --trust-out writes the test anchor.
Faults are KIND@N or KIND@N:ARG, at every exchange from N on with KIND@N+: remove, reset, mac, short (bytes), sw (four
hex digits), slow (milliseconds), endless, plain (hex), replay, mute.
On standard input and output: READY, then a command in hex a line in, the response in hex a line out; RESET answers OK.`;

interface Options {
  readonly profile?: string;
  readonly from?: string;
  readonly list?: true;
  readonly json?: true;
  readonly trustOut?: string;
  readonly vpcd?: string | true;
  readonly stdio?: true;
  readonly fault?: readonly string[];
  readonly clone?: string;
  readonly can?: string;
  readonly short?: true;
  readonly tries?: string;
}

function describe({ title, can, mrz, remarks }: PreparedChip, terminal: Terminal): void {
  terminal.note(`chipid: ${title}, CAN ${can ?? "none"}, MRZ:`);
  for (const line of mrz) terminal.note(`  ${line}`);
  for (const remark of remarks) terminal.note(`chipid: ${remark}`);
}

async function runSimulate(options: Options, context: CommandContext): Promise<void> {
  const { terminal } = context;
  if (options.list === true) {
    const profiles = listProfiles();
    if (options.json === true) terminal.json(profiles);
    else printProfiles(profiles, terminal);
    context.exit(EXIT.ok);
    return;
  }
  if (options.json === true) throw usageError("--json goes with --list");
  if (options.stdio === true && options.vpcd !== undefined) {
    throw usageError("--stdio and --vpcd exclude each other");
  }
  const prepared = prepareChip(options);
  // On lines nobody but a driver could tell of a reset, so none is announced.
  const card = powerUp(prepared.chip, options.fault ?? [], options.stdio !== true);
  if (options.trustOut !== undefined) {
    if (prepared.anchor === undefined)
      throw usageError("--trust-out goes with --profile: who signed files is not known");
    const output: Output = { option: "--trust-out", path: options.trustOut };
    checkOutputs([output]);
    writeOutput(output, prepared.anchor);
  }
  context.exit(EXIT.ok);
  if (options.stdio === true) {
    for (const remark of prepared.remarks) terminal.note(`chipid: ${remark}`);
    await presentOnLines(card, process.stdin, terminal);
  } else if (options.vpcd !== undefined || options.trustOut === undefined) {
    const address = vpcdAddress(options.vpcd === true ? undefined : options.vpcd);
    describe(prepared, terminal);
    await presentInReader(card, address, terminal);
  } else describe(prepared, terminal);
}

export function register(program: Command, context: CommandContext): void {
  program
    .command("simulate")
    .description("A virtual chip of an invented holder, in a virtual PC/SC reader or on standard input and output.")
    .option("--list", "the profiles: name, number, CAN, dates")
    .option("--profile <name>", "the chip of a profile (default: vn-2021)")
    .option("--from <folder>", "a chip of the elementary files in a folder")
    .option("--can <digits>", "with --from: the card access number, where the files do not tell it")
    .option("--trust-out <file>", "write the test anchor that the profile's document is verified against (DER)")
    .option("--vpcd [host:port]", "put it into the virtual reader that listens there (default: localhost:35963)")
    .option("--stdio", "speak hex lines on standard input and output")
    .option("--fault <kind@n:arg>", "what goes wrong, and when; once for each", (word, all: string[] = []) => [
      ...all,
      word,
    ])
    .option("--clone <kind>", "a copy that lacks what cannot be copied: chip-key-absent, active-key-absent …")
    .option("--short", "the chip understands short lengths alone")
    .option("--tries <count>", "so many wrong tries in a row of a key, 1 to 15, until the chip refuses it for good")
    .option("--json", "with --list: a JSON array on one line")
    .addHelpText("after", EXAMPLES)
    .action((options: Options) => runSimulate(options, context));
}
