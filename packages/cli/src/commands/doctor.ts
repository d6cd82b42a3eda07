import type { Command } from "commander";
import type { CommandContext } from "../context.js";
import { type Check, type CheckState, examine } from "../doctor/checks.js";
import { EXIT } from "../exit-codes.js";
import type { Style } from "../terminal/terminal.js";
import { inert, wrap } from "../terminal/text.js";

const EXAMPLES = `
Examples:
  chipid doctor                     what this machine needs to read cards, and what to do
  chipid doctor --json | jq -e .ok  true when nothing keeps cards from being read and verified`;

interface Options {
  readonly store?: string;
  readonly json?: true;
}

const LOOKS: Readonly<Record<CheckState, (style: Style) => string>> = {
  ok: (style) => style.green("✔"),
  warning: (style) => style.yellow("!"),
  error: (style) => style.red("✘"),
};

async function runDoctor(options: Options, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const checks = await examine(options.store, context);
  if (options.json === true) {
    terminal.json({ format: "chipid-doctor/1", ok: checks.every(({ state }) => state !== "error"), checks });
  } else for (const check of checks) print(check, context);
  context.exit(EXIT.ok);
}

function print({ check, state, message, advice }: Check, { terminal }: CommandContext): void {
  const { style, width } = terminal;
  const label = check.padEnd(13);
  const indent = " ".repeat(label.length + 2);
  const [first = "", ...rest] = wrap(inert(message), width - indent.length);
  terminal.print(`${LOOKS[state](style)} ${style.dim(label)}${first}`);
  for (const line of rest) terminal.print(indent + line);
  if (advice === null) return;
  for (const line of wrap(`→ ${advice}`, width - indent.length)) terminal.print(indent + style.bold(line));
}

export function register(program: Command, context: CommandContext): void {
  program
    .command("doctor")
    .description("Looks at all that reading cards needs here: reader, driver, service, permissions, trust data, clock.")
    .option("--store <folder>", "the trust store (default: CHIPID_TRUST or the platform's data folder)")
    .option("--json", "one JSON object on one line")
    .addHelpText("after", EXAMPLES)
    .action((options: Options) => runDoctor(options, context));
}
