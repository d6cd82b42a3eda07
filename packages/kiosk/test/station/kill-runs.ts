import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brokenRow } from "../log/chain-check.js";

export interface StationKillOptions {
  readonly kills: number;
  /** The bundled program, which serves citizens for ever in the folder it is given after `--serve`. */
  readonly program: string;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly onKill?: (done: number) => void;
}

export interface StationKillReport {
  readonly kills: number;
  /** Kills before the station had served anybody. */
  readonly whileOpening: number;
  readonly rows: number;
  /** Rows that were on the disk at one kill and not, as they were, after a later one. */
  readonly lost: number;
  readonly mended: number;
  /** What a check of the chain that shares no code with the station's found. */
  readonly unsound: readonly string[];
}

/** Kills that one log goes through: each start checks it whole. */
const KILLS_A_LOG = 20;

/**
 * Kills a whole station at random moments while it serves one citizen after the other, and starts it again on the same
 * data. What stood in the log must stand there for ever, the chain must hold, and the station must open each time.
 */
export async function stationKillRuns(options: StationKillOptions): Promise<StationKillReport> {
  const { kills, program, random, onKill } = options;
  const total = { whileOpening: 0, rows: 0, lost: 0, mended: 0 };
  const unsound: string[] = [];
  let folder = "";
  let before: readonly string[] = [];
  const leave = (): void => {
    if (folder === "") return;
    total.rows += before.length;
    total.mended += before.filter((row) => row.includes('"event":"mended"')).length;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (let kill = 0; kill < kills; kill++) {
      if (kill % KILLS_A_LOG === 0) {
        leave();
        folder = mkdtempSync(join(tmpdir(), "chipid-station-kill-"));
        before = [];
      }
      const early = random() < 0.2;
      const served = await killed(program, folder, early ? random() * 1500 : undefined, random() * 1200);
      if (served === 0) total.whileOpening++;
      const rows = rowsOf(folder);
      // A torn last row was never on the disk as a whole.
      const whole = rows.filter((row) => row.endsWith("}"));
      total.lost += before.filter((row, at) => whole[at] !== row).length;
      const fault = brokenRow(whole);
      if (fault !== undefined) unsound.push(`kill ${kill}: ${fault}`);
      before = whole;
      onKill?.(kill + 1);
    }
  } finally {
    leave();
  }
  return { kills, ...total, unsound };
}

/** @returns citizens that it had served when it was killed */
function killed(program: string, folder: string, afterStart: number | undefined, afterFirst: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child: ChildProcess = spawn(process.execPath, [program, "--serve", folder], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    let timer: NodeJS.Timeout | undefined;
    const arm = (delay: number): void => {
      timer ??= setTimeout(() => child.kill("SIGKILL"), delay);
    };
    if (afterStart !== undefined) arm(afterStart);
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      arm(afterFirst);
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (signal === "SIGKILL") resolve(said.split("\n").length - 1);
      else reject(new Error(`the station ended by itself (${code})`));
    });
  });
}

function rowsOf(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(join(folder, "log")).filter((name) => name.endsWith(".jsonl"));
  } catch {
    return [];
  }
  return names.sort().flatMap((name) =>
    readFileSync(join(folder, "log", name), "utf8")
      .split("\n")
      .filter((line) => line !== ""),
  );
}
