import { join } from "node:path";
import { parseArgs } from "node:util";
import { runInWorld } from "../../../sdk/test/pcsc/worlds.js";
import type { CyclesReport } from "./cycles.js";

// npm run soak -- kiosk counter [--cycles N] [--host browser|electron]: citizens at a real counter, through a PC/SC
// daemon. Arguments from scripts/soak.mjs: ROOT PROGRAM CYCLES CARD-PROGRAM CHROMIUM, then the options.

const [root = "", program = "", cycles = "", cardProgram = "", chromium = "", ...words] = process.argv.slice(2);

async function main(): Promise<number> {
  const { values } = parseArgs({
    args: words,
    options: { cycles: { type: "string", default: "100" }, host: { type: "string", default: "browser" } },
  });
  const count = Number(values.cycles);
  if (!Number.isSafeInteger(count) || count < 5 || !["browser", "electron"].includes(values.host)) {
    process.stderr.write("--cycles takes a number from 5 on, --host browser or electron\n");
    return 2;
  }
  const shots = join(root, "packages/kiosk/.build/screenshots/soak");
  const { lines, errors } = await runInWorld([cycles, values.host, program, cardProgram, shots, chromium], {
    root,
    within: 120_000 + count * 10_000,
    env: { CHIPID_CYCLES: String(count) },
  });
  const report = lines[0] as CyclesReport | undefined;
  if (report === undefined) {
    process.stderr.write(errors);
    return 1;
  }
  const rows: readonly (readonly [string, readonly number[]])[] = [
    ["card seen (the daemon looks every 400 ms)", report.seen],
    ["first text on the screen", report.firstText],
    ["verdict on the screen", report.verdict],
    ["the card's own time", report.card],
    ["card seen to verdict, beyond the card's own", report.beyondCard],
  ];
  process.stdout.write(
    `${values.host}, ${count} cards, ms from the card in the field${"".padEnd(6)}p50     p95     most\n`,
  );
  for (const [name, times] of rows) {
    const figures = [quantile(times, 0.5), quantile(times, 0.95), Math.max(...times)];
    process.stdout.write(`  ${name.padEnd(46)}${figures.map((ms) => ms.toFixed(0).padStart(8)).join("")}\n`);
  }
  const { residentMb: memory } = report;
  const quarter = memory[Math.floor(memory.length / 4)] ?? Number.NaN;
  const last = memory.at(-1) ?? Number.NaN;
  if (memory.length > 0) {
    process.stdout.write(
      `  station, resident: ${quarter.toFixed(1)} MB after a quarter, ${last.toFixed(1)} MB at the end\n`,
    );
  }
  process.stdout.write(`  log: ${report.inspections} inspections, ${report.outcomes} outcomes\n`);
  return report.inspections === count && report.outcomes === count ? 0 : 1;
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

process.exitCode = await main();
