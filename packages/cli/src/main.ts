import { Command, CommanderError } from "commander";
import { COMMANDS } from "./commands/table.js";
import type { CommandContext } from "./context.js";
import { faultOf, usageError } from "./errors.js";
import { EXIT, type ExitCode, worstExitCode } from "./exit-codes.js";
import { styledHelp } from "./terminal/help.js";
import { BrokenPipe } from "./terminal/standard-stream.js";
import { type OutputStream, Terminal } from "./terminal/terminal.js";
import { inert } from "./terminal/text.js";

const EXAMPLES = `
Examples:
  chipid read --can 123456                     read the card on the reader and verify it
  chipid verify card/ --trust masterlist.ml    verdict and reasons for one document
  chipid trust import masterlist.ml            keep the list for later runs
  chipid dump card/EF_SOD.bin                  what is inside a file
  chipid <command> --help                      options and examples of one command

Exit codes: 0 genuine, 10 unconfirmed, 11 retry, 20 not genuine, 21 not valid,
30 a replayed session did not meet what it expects, 2 wrong usage or unreadable input, 1 internal fault, or no space
for what was to be written.`;

function createProgram(terminal: Terminal): Command {
  return new Command("chipid")
    .description("Reads and verifies chip-ID documents (ICAO Doc 9303) and the Vietnamese citizen card.")
    .version(CHIPID_VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureHelp(styledHelp(terminal))
    .configureOutput({
      writeOut: (text) => terminal.print(text.replace(/\n$/, "")),
      // The help of a command that wants a subcommand: no data.
      writeErr: (text) => terminal.note(text.replace(/\n$/, "")),
      // Commander's own complaint is told once, in our form, by the caller.
      outputError: () => undefined,
    });
}

/** Edit distance, for "did you mean". */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swap));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

function unknownCommand(name: string): never {
  const near = COMMANDS.map((entry) => entry.name).find((known) => distance(known, name) <= 2);
  throw usageError(`Unknown command "${inert(name)}"${near === undefined ? "" : `; did you mean "${near}"?`}`);
}

/** What `help` asks for, as the option that says the same. */
function withoutHelpCommand(argv: readonly string[]): readonly string[] {
  if (argv[0] !== "help") return argv;
  const about = argv.slice(1).filter((word) => !word.startsWith("-"));
  return [...about, "--help"];
}

/** An error, and the command whose help says more: `trust import`. */
class InCommand {
  constructor(
    readonly command: string,
    readonly error: unknown,
  ) {}
}

function nameOf(program: Command, [name = "", second]: readonly string[]): string {
  const command = program.commands.find((candidate) => candidate.name() === name);
  const under = command?.commands.find((candidate) => candidate.name() === second);
  return under === undefined ? name : `${name} ${under.name()}`;
}

async function execute(argv: readonly string[], context: CommandContext): Promise<void> {
  const program = createProgram(context.terminal);
  const name = argv[0];
  const entry = COMMANDS.find((candidate) => candidate.name === name);
  if (entry !== undefined) {
    const module = await entry.load();
    module.register(program, context);
    const rest = argv.slice(1);
    try {
      await program.parseAsync([entry.name, ...(module.prepare?.(rest) ?? rest)], { from: "user" });
    } catch (error) {
      throw new InCommand(nameOf(program, argv), error);
    }
    return;
  }
  if (name !== undefined && !name.startsWith("-")) unknownCommand(name);
  for (const { name: command, summary } of COMMANDS) program.command(command).description(summary);
  program.addHelpText("after", EXAMPLES);
  if (name === undefined) {
    // No command is wrong usage, but the useful answer is the help: on standard error, since it is no data.
    for (const line of program.helpInformation().trimEnd().split("\n")) context.terminal.note(line);
    context.terminal.note(EXAMPLES);
    context.exit(EXIT.usage);
    return;
  }
  await program.parseAsync([...argv], { from: "user" });
}

/** What of the process a run needs. */
export interface Host {
  readonly output: OutputStream;
  readonly errors: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Runs one command line and answers its exit code. Never throws. */
export async function run(argv: readonly string[], host: Host): Promise<ExitCode> {
  const terminal = new Terminal(host.output, host.errors, host.env);
  const codes: ExitCode[] = [];
  const context: CommandContext = {
    terminal,
    env: host.env,
    now: () => Date.now(),
    exit: (code) => codes.push(code),
  };
  try {
    await execute(withoutHelpCommand(argv), context);
    terminal.clearProgress();
  } catch (error) {
    try {
      if (error instanceof InCommand) report(error.error, error.command, context);
      else report(error, undefined, context);
    } catch {
      // Standard error is gone too: the exit code is all that is left to say it with.
    }
  }
  return worstExitCode(codes);
}

function report(error: unknown, name: string | undefined, context: CommandContext): void {
  // Help and version end a run by an exception of their own. A reader that has seen enough is no fault either.
  if (error instanceof BrokenPipe || (error instanceof CommanderError && error.exitCode === 0)) return;
  if (error instanceof CommanderError && error.code === "commander.help") {
    // As with no command at all: the help has been told on standard error.
    context.exit(EXIT.usage);
    return;
  }
  const fault = faultOf(error, name);
  context.exit(fault.exit);
  context.terminal.error(fault.line);
  if ((context.env.CHIPID_DEBUG ?? "") !== "" && error instanceof Error) context.terminal.note(error.stack ?? "");
}
