import { parseArgs } from "node:util";
import { runCycles } from "./cycles.js";

// [--cycles N]: citizens at the counter one after the other in one process; the heap after a quarter of them against that
// after all. The first argument is the repository's root, as every long run gets it.

const ALLOWED = 0.05;

const { values } = parseArgs({ args: process.argv.slice(3), options: { cycles: { type: "string", default: "1000" } } });
const cycles = Number(values.cycles);
const collect = globalThis.gc;
if (!Number.isSafeInteger(cycles) || cycles < 20 || collect === undefined) {
  process.stderr.write("--cycles takes a number from 20 on; run it with node --expose-gc\n");
  process.exit(2);
}
const quarter = Math.round(cycles / 4);
const at = [...new Set([Math.max(1, Math.round(cycles / 20)), quarter, quarter * 2, quarter * 3, cycles])];
const started = performance.now();
const report = await runCycles({
  cycles,
  at,
  collect: () => collect(),
  onProgress: (done) => {
    if (done % 100 === 0) process.stderr.write(`${done} of ${cycles}\n`);
  },
});
const seconds = (performance.now() - started) / 1000;
for (const [cycle, bytes] of report.weighed) {
  process.stdout.write(`${String(cycle).padStart(6)}  ${(bytes / 1e6).toFixed(2)} MB after collection, without code\n`);
}
const growth = (report.weighed.get(cycles) ?? Number.POSITIVE_INFINITY) / (report.weighed.get(quarter) ?? 1) - 1;
process.stdout.write(
  `${cycles} cycles in ${seconds.toFixed(0)} s; heap ${(100 * growth).toFixed(2)} % from ${quarter} on, at most ${100 * ALLOWED} %; ` +
    `${report.connections} connections and ${report.timers} timers left; ${report.inspections} inspections in the log\n`,
);
process.exit(growth <= ALLOWED && report.connections === 0 && report.timers === 1 ? 0 : 1);
