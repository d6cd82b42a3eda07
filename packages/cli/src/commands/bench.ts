import { cpus, totalmem } from "node:os";
import { nodeChipCrypto, nodeRandom } from "@chipid/sdk/node";
import { measureOverhead } from "@chipid/sdk/pcsc";
import { createChip } from "@chipid/sdk/simulator";
import { type Command, Option } from "commander";
import { benchInspections, benchReplay, type ChipFigures, type ReplayFigures } from "../bench/chip.js";
import { benchChip, CHIP_CURVES, type ChipCurve } from "../bench/chip-documents.js";
import { benchDocument, SCHEME_NAMES } from "../bench/documents.js";
import type { Figure } from "../bench/measure.js";
import { benchMessaging, type MessagingFigures } from "../bench/messaging.js";
import { benchPassive, type PassiveFigures } from "../bench/passive.js";
import { benchProcess, type ProcessFigures } from "../bench/process.js";
import { benchMasterList, benchStore, inTemporaryFolder, type StoreFigures } from "../bench/store.js";
import type { CommandContext } from "../context.js";
import { usageError } from "../errors.js";
import { EXIT } from "../exit-codes.js";
import { presentOnLines } from "../simulate/stdio.js";
import { table } from "../terminal/table.js";
import type { Terminal } from "../terminal/terminal.js";
import { inert } from "../terminal/text.js";

const EXAMPLES = `
Examples:
  chipid bench                         about 90 seconds
  chipid bench --quick                 about 20 seconds, rougher
  chipid bench --json > figures.json
  chipid bench --reader "ACS ACR1581"  only what this program adds to an exchange with the card in that reader

A passive authentication: DG1 and a DG2 of 14 KB parsed and hashed, EF.SOD parsed, its signature and the signer's
certificate verified, and every other check of chipid verify. Documents and lists are made for the purpose, in memory.

An inspection of a card: PACE, Chip Authentication, Active Authentication, all files with a DG2 of 15 KB, and the judgement,
in processor time of the reading process, which has done the same before; the chip runs in another one.`;

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
  readonly chip: readonly ChipFigures[];
  readonly messaging: readonly MessagingFigures[];
  readonly replay: readonly ReplayFigures[];
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
  const { machine: host, store, process: whole, chip, messaging, replay } = figures;
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
  section(
    "Inspection of a card by PACE, Chip and Active Authentication",
    [
      ["", "", "processor time here", "from first command to verdict", "APDUs"].map(style.dim),
      ...chip.map((row) => [row.curve, row.backend, pair(row.host), pair(row.whole), String(row.apdus)]),
    ],
    [2, 3, 4],
  );
  section(
    "Secure messaging, answers received",
    [
      ["", "", "bytes", "one answer", "MB/s"].map(style.dim),
      ...messaging.map((row) => [
        row.cipher,
        row.backend,
        String(row.bytes),
        `${row.answer.median.toFixed(3)} / ${row.answer.minimum.toFixed(3)}`,
        row.megabytesPerSecond.toFixed(1),
      ]),
    ],
    [2, 3, 4],
  );
  section(
    "Replay of a recorded session",
    [
      ["", "", "one session", "sessions/s"].map(style.dim),
      ...replay.map((row) => [row.curve, row.backend, pair(row.session), row.sessionsPerSecond.toFixed(0)]),
    ],
    [2, 3],
  );
}

/** A chip for the inspections that are measured, in this process: started by another one. */
async function runChip(curve: ChipCurve, { terminal, exit }: CommandContext): Promise<void> {
  const { ciphers, agreement } = nodeChipCrypto();
  const card = createChip(benchChip(curve).chip, { random: nodeRandom, ciphers, agreements: agreement });
  await presentOnLines(card, process.stdin, terminal);
  exit(EXIT.ok);
}

/** What an exchange costs through the native library alone, and through the SDK. */
async function benchReader(reader: string, quick: boolean, { terminal, exit }: CommandContext, json: boolean) {
  terminal.progress("bench: exchanges with the card, with the library alone and through the SDK");
  const overhead = await measureOverhead({ reader, exchanges: 200, rounds: quick ? 5 : 25 });
  terminal.clearProgress();
  const { binding, bareMicroseconds, cardMicroseconds, overheadMicroseconds, overheadCpuMicroseconds } = overhead;
  if (json) terminal.json({ format: "chipid-bench/1", machine: machine(), pcsc: overhead });
  else {
    terminal.print(`One exchange over ${binding}, microseconds, median of the rounds:`);
    const rows = [
      ["the library alone", bareMicroseconds],
      ["through the SDK", cardMicroseconds],
      ["difference", overheadMicroseconds],
      ["difference in processor time", overheadCpuMicroseconds],
    ] as const;
    for (const line of table(
      rows.map(([name, value]) => [name, value.toFixed(1)]),
      { indent: 2, gap: 3, right: [1] },
    )) {
      terminal.print(line);
    }
  }
  exit(EXIT.ok);
}

interface BenchOptions {
  readonly reader?: string;
  readonly json?: true;
  readonly quick?: true;
  readonly chip?: ChipCurve;
}

function chipCommand(program: string, curve: ChipCurve): string {
  return [process.execPath, program, "bench", "--chip", curve].map((word) => JSON.stringify(word)).join(" ");
}

async function runBench(options: BenchOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  if (options.chip !== undefined) return runChip(options.chip, context);
  if (options.reader !== undefined) {
    return benchReader(options.reader, options.quick === true, context, options.json === true);
  }
  const program = process.argv[1];
  if (program === undefined) throw usageError("The program's own path is not known; run chipid by its path");
  const budget = options.quick === true ? 80 : 350;
  const say = (text: string): void => terminal.progress(`bench: ${text}`);

  const chip = await benchInspections((curve) => chipCommand(program, curve), budget * 4, say);
  const messaging = benchMessaging(budget / 2, say);
  const replay = await benchReplay(budget * 2, say);
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
    return { format: "chipid-bench/1", machine: machine(), passive, store, process: whole, chip, messaging, replay };
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
      "Measures this machine: passive authentication for each algorithm, inspections of cards, replays, the trust store, the start of a process.",
    )
    .option("--quick", "fewer repetitions")
    .option("--reader <name>", "only what the SDK adds to an exchange with the card in this PC/SC reader")
    .option("--json", "one JSON object on one line")
    .addHelpText("after", EXAMPLES)
    .addOption(new Option("--chip <curve>", "be the chip that is measured against").choices(CHIP_CURVES).hideHelp())
    .action((options: BenchOptions) => runBench(options, context));
}
