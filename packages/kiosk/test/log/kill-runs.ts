import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLog } from "../../src/station/log/open-log.js";
import { randomNumbers } from "../random.js";
import { brokenRow } from "./chain-check.js";
import { CONTEXT } from "./samples.js";

export interface KillOptions {
  readonly kills: number;
  readonly seed: number;
  /** The bundled program, which appends rows when told `--append FOLDER FIRST-NUMBER CLOCK`. */
  readonly program: string;
  readonly onKill?: (done: number) => void;
}

export interface KillReport {
  readonly kills: number;
  /** Kills that came before the log was open in the process. */
  readonly whileOpening: number;
  readonly rows: number;
  /** Rows that the processes were told are on the disk. */
  readonly committed: number;
  /** Logs whose last row was torn. */
  readonly mended: number;
  readonly months: number;
  /** Kills after which the chain did not hold, with why. */
  readonly unsound: readonly string[];
  /** Committed rows that are not in the log. */
  readonly lost: number;
  /** Rows that stand in the log twice or out of order. */
  readonly misplaced: number;
}

/** Kills that one log goes through before the next one begins: its check grows with it. */
const KILLS_A_LOG = 25;

/**
 * Kills a process that appends rows at random moments, opens the log again each time, and checks it twice: by its own
 * check, and by one that shares no code with it. A kill leaves what was written to the system, so that it tears a row
 * seldom: what a loss of power leaves is made by hand in chain.test.ts.
 */
export async function killRuns({ kills, seed, program, onKill }: KillOptions): Promise<KillReport> {
  const random = randomNumbers(seed);
  const total = { whileOpening: 0, rows: 0, committed: 0, mended: 0, months: 0, lost: 0, misplaced: 0 };
  const unsound: string[] = [];
  let folder = "";
  let committed: number[] = [];
  let clock = 0;
  const leave = (): void => {
    if (folder === "") return;
    const months = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
    total.months += months.length;
    total.rows += rowsOf(folder).length;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (let kill = 0; kill < kills; kill++) {
      if (kill % KILLS_A_LOG === 0) {
        leave();
        folder = mkdtempSync(join(tmpdir(), "chipid-kill-"));
        committed = [];
        clock = Date.UTC(2026, 0, 1);
      }
      const first = kill * 100_000;
      const early = random() < 0.25;
      const run = await killed(
        program,
        [folder, String(first), String(clock)],
        early,
        early ? random() * 400 : random() * 150,
      );
      if (!run.opened) total.whileOpening++;
      if (run.faults) unsound.push(`kill ${kill}: the process found faults`);
      committed.push(...run.committed);
      total.committed += run.committed.length;

      const log = await openLog({ folder, now: () => clock, context: CONTEXT, zone: () => 420 });
      total.mended += log.state.mended;
      if (!log.state.sound) unsound.push(`kill ${kill}: ${log.state.faults.join("; ")}`);
      await log.close();
      const rows = rowsOf(folder);
      const broken = brokenRow(linesOf(folder));
      if (broken !== undefined) unsound.push(`kill ${kill}: ${broken}`);
      const numbers = rows.flatMap(({ event, totalMs }) => (event === "inspection" ? [totalMs] : []));
      const there = new Set(numbers);
      total.lost += committed.filter((number) => !there.has(number)).length;
      total.misplaced += numbers.filter((number, i) => i > 0 && number <= (numbers[i - 1] ?? 0)).length;
      const last = rows.at(-1);
      if (last !== undefined) clock = Math.max(clock, Date.parse(last.time));
      onKill?.(kill + 1);
    }
  } finally {
    leave();
  }
  return { kills, ...total, unsound };
}

function killed(
  program: string,
  args: readonly string[],
  early: boolean,
  delay: number,
): Promise<{ readonly opened: boolean; readonly faults: boolean; readonly committed: number[] }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, "--append", ...args], { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    let timer: NodeJS.Timeout | undefined;
    const arm = (): void => {
      timer ??= setTimeout(() => child.kill("SIGKILL"), delay);
    };
    if (early) arm();
    child.stdout.setEncoding("utf8");
    child.stdout.on("data", (text: string) => {
      said += text;
      // Otherwise it is killed while rows are written.
      if (/\n\d+\n/.test(said)) arm();
    });
    child.on("error", reject);
    child.on("close", (_code, signal) => {
      clearTimeout(timer);
      if (signal !== "SIGKILL") return reject(new Error("The process ended before it was killed."));
      const [opened, ...numbers] = said.split("\n").slice(0, -1);
      resolve({
        opened: opened !== undefined,
        faults: opened !== undefined && opened !== "open 0",
        committed: numbers.map(Number),
      });
    });
  });
}

interface KilledRow {
  readonly event: string;
  readonly time: string;
  readonly totalMs: number;
}

function linesOf(folder: string): string[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  return files.sort().flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n").slice(0, -1));
}

function rowsOf(folder: string): KilledRow[] {
  return linesOf(folder).map((line) => JSON.parse(line));
}

/** The chain by docs/kiosk-log.md alone. */
