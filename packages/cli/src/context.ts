import type { Command } from "commander";
import type { ExitCode } from "./exit-codes.js";
import type { Terminal } from "./terminal/terminal.js";

/** What a command is given instead of reaching for the process. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Sets the process's exit code; several calls keep the worst. */
  exit(code: ExitCode): void;
}

/** One file of `commands/`: it adds its command to the program, and is loaded only when that command is asked for. */
export interface CommandModule {
  /** Rewrites the words behind the command's name before they are parsed. */
  readonly prepare?: (argv: readonly string[]) => string[];
  register(program: Command, context: CommandContext): void;
}
