import { memoryRuns } from "./memory.js";
import { soak, tableLines } from "./soak-options.js";

// npm run soak -- memory [--runs N] [--profile NAME]: the heap after a quarter of the runs against that after all.

const ALLOWED = 0.05;

await soak({ numbers: { runs: 2000 }, words: ["profile"] }, async ({ numbers: { runs }, words }) => {
  const collect = globalThis.gc;
  if (collect === undefined) {
    process.stderr.write("run it with node --expose-gc, as npm run soak does\n");
    return 2;
  }
  const quarter = Math.max(1, Math.round(runs / 4));
  const at = [...new Set([Math.max(1, Math.round(runs / 20)), quarter, quarter * 2, quarter * 3, runs])];
  const weighed = await memoryRuns({
    profile: words.profile ?? "vn-2021",
    runs,
    at,
    collect: () => collect(),
    onProgress: (done) => {
      if (done % 100 === 0) process.stderr.write(`${done} of ${runs}\n`);
    },
  });
  const change = (of: "whole" | "objects"): number => {
    const first = weighed.get(quarter)?.[of] ?? 0;
    return (weighed.get(runs)?.[of] ?? Number.POSITIVE_INFINITY) / first - 1;
  };
  const mb = (bytes: number): string => (bytes / 1e6).toFixed(2);
  const rows = [...weighed].map(([run, { whole, objects }]) => [run, mb(whole), mb(objects)]);
  process.stdout.write(`${tableLines([["inspections", "MB after collection", "without compiled code"], ...rows])}\n\n`);
  const percent = (of: "whole" | "objects"): string => `${(100 * change(of)).toFixed(2)} %`;
  process.stdout.write(
    `from ${quarter} to ${runs}: ${percent("whole")}, without compiled code ${percent("objects")}; at most ${100 * ALLOWED} %\n`,
  );
  return change("objects") <= ALLOWED ? 0 : 1;
});
