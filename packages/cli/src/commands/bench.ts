import { cpus, totalmem } from "node:os";
import type { Command } from "commander";
import { benchDocument, SCHEME_NAMES } from "../bench/documents.js";
import type { Figure } from "../bench/measure.js";
import { benchPassive, type PassiveFigures } from "../bench/passive.js";
import { benchProcess, type ProcessFigures } from "../bench/process.js";
import { benchMasterList, benchStore, inTemporaryFolder, type StoreFigures } from "../bench/store.js";
import type { CommandContext } from "../context.js";
import { usageError } from "../errors.js";
import { EXIT } from "../exit-codes.js";
import { table } from "../terminal/table.js";
import type { Terminal } from "../terminal/terminal.js";
import { inert } from "../terminal/text.js";

const EXAMPLES = `
Examples:
  chipid bench                         about 20 seconds
  chipid bench --quick                 about 5 seconds, rougher
  chipid bench --json > figures.json

A passive authentication: DG1 and a DG2 of 14 KB parsed and hashed, EF.SOD parsed, its signature and the signer's
certificate verified, and every other check of chipid verify. Documents and lists are made for the purpose, in memory.`;

interface Machine {
  readonly node: string;
  readonly openssl: string;
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
}

interface Figures {
  readonly format: "chipid-bench/1";
  readonly machine: Machine;
  /** All figures in milliseconds. */
  readonly passive: readonly PassiveFigures[];
  readonly store: StoreFigures;
  readonly process: ProcessFigures;
}

function machine(): Machine {
  const [first] = cpus();
  return {
    node: process.versions.node,
    openssl: process.versions.openssl,
    platform: `${process.platform} ${process.arch}`,
    processor: first?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryBytes: totalmem(),
  };
}

function ms(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(1);
}

function pair(figure: Figure): string {
  return `${ms(figure.median)} / ${ms(figure.minimum)}`;
}

function times(ratio: number): string {
  return `${ratio.toFixed(2)}×`;
}

function print(figures: Figures, terminal: Terminal): void {
  const { style } = terminal;
  const section = (title: string, rows: readonly (readonly string[])[], right: readonly number[]): void => {
    terminal.print();
    terminal.print(style.bold(title));
    for (const line of table(rows, { indent: 2, gap: 3, right })) terminal.print(line);
  };
  const { machine: host, store, process: whole } = figures;
  terminal.print(
    `${inert(host.processor)}, ${host.cores} cores, ${host.platform}, Node ${host.node}, OpenSSL ${host.openssl}`,
  );
  terminal.print(style.dim("Milliseconds, median / minimum."));
  const heads = ["", "native", "signer seen", "node:crypto alone", "ratio", "pure", "signer seen"].map(style.dim);
  section(
    "One passive authentication",
    [
      heads,
      ...figures.passive.map((row) => [
        row.algorithm,
        pair(row.native),
        pair(row.nativeSeen),
        pair(row.plain),
        times(row.ratio),
        pair(row.pure),
        pair(row.pureSeen),
      ]),
    ],
    [1, 2, 3, 4, 5, 6],
  );
  section(
    `Trust store of ${store.certificates} certificates (${Math.round(store.bytes / 1024)} KB)`,
    [
      ["first import", pair(store.firstImport)],
      ["opening it again", pair(store.open)],
    ],
    [1],
  );
  section(
    "Whole process",
    [
      ["node -e 0", pair(whole.node), ""],
      ["chipid verify, this store", pair(whole.verify), times(whole.ratio)],
      [
        "chipid verify, one certificate",
        pair(whole.verifyWithoutStore),
        times(whole.verifyWithoutStore.median / whole.node.median),
      ],
    ],
    [1, 2],
  );
}

async function runBench(
  options: { readonly json?: true; readonly quick?: true },
  context: CommandContext,
): Promise<void> {
  const { terminal } = context;
  const program = process.argv[1];
  if (program === undefined) throw usageError("The program's own path is not known; run chipid by its path");
  const budget = options.quick === true ? 80 : 350;
  const say = (text: string): void => terminal.progress(`bench: ${text}`);

  const passive = benchPassive(budget, say);
  const figures = await inTemporaryFolder(async (folder): Promise<Figures> => {
    const document = benchDocument(SCHEME_NAMES.indexOf("P-256"));
    const list = benchMasterList([document.csca.certificate], (done) =>
      say(`making a master list: ${done} certificates`),
    );
    say("trust store");
    const store = await benchStore(folder, list, budget);
    say("whole process");
    const whole = benchProcess(program, folder, `${folder}/store`, document, options.quick === true ? 5 : 15);
    return { format: "chipid-bench/1", machine: machine(), passive, store, process: whole };
  });
  terminal.clearProgress();
  if (options.json === true) terminal.json(figures);
  else print(figures, terminal);
  context.exit(EXIT.ok);
}

export function register(program: Command, context: CommandContext): void {
  program
    .command("bench")
    .description(
      "Measures this machine: passive authentication for each algorithm, the trust store, the start of a process.",
    )
    .option("--quick", "fewer repetitions")
    .option("--json", "one JSON object on one line")
    .addHelpText("after", EXAMPLES)
    .action((options: { readonly json?: true; readonly quick?: true }) => runBench(options, context));
}
