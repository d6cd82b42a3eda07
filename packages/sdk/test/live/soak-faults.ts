import { chipProfiles } from "../../src/simulator/chip-profiles.js";
import { FAULT_RUN_NAMES, type FaultRunCounts, type FaultRunName, faultRuns } from "./fault-runs.js";
import { soak, tableLines } from "./soak-options.js";

// npm run soak -- faults [--profile NAME] [--kind KIND] [--every N]: each exchange, or each Nth.

const VERDICTS = ["genuine", "genuine-copyable", "unconfirmed", "retry", "not-genuine", "not-valid"] as const;

await soak({ numbers: { every: 1 }, words: ["profile", "kind"] }, async ({ numbers, words }) => {
  const profiles = chipProfiles()
    .map(({ name }) => name)
    .filter((name) => words.profile === undefined || name === words.profile);
  const kinds = FAULT_RUN_NAMES.filter((name) => words.kind === undefined || name === words.kind);
  if (profiles.length === 0 || kinds.length === 0 || numbers.every === 0) {
    process.stderr.write(`--profile is one of chipid simulate --list, --kind one of ${FAULT_RUN_NAMES.join(", ")}\n`);
    return 2;
  }
  const all: FaultRunCounts[] = [];
  const rows: (string | number)[][] = [["profile", "exchanges", "inspections", ...VERDICTS, "failures", "seconds"]];
  for (const profile of profiles) {
    const begun = performance.now();
    const counts = await faultRuns({ profile, kinds, at: (exchange) => exchange % numbers.every === 0 });
    all.push(counts);
    const sums = VERDICTS.map((verdict) =>
      kinds.reduce((sum, kind) => sum + (counts.verdicts[kind]?.[verdict] ?? 0), 0),
    );
    rows.push([
      profile,
      counts.exchanges,
      sums.reduce((sum, count) => sum + count, 0),
      ...sums,
      counts.failures.length,
      ((performance.now() - begun) / 1000).toFixed(0),
    ]);
    process.stderr.write(`${profile}: ${counts.failures.length} failures\n`);
  }
  process.stdout.write(`${tableLines(rows)}\n\n${tableLines(byKind(all, kinds))}\n\n`);
  const failures = all.flatMap((counts) => counts.failures);
  for (const failure of failures) process.stdout.write(`! ${failure}\n`);
  process.stdout.write(`${failures.length} failures\n`);
  return failures.length === 0 ? 0 : 1;
});

function byKind(all: readonly FaultRunCounts[], kinds: readonly FaultRunName[]): (string | number)[][] {
  return [
    ["fault", "inspections", ...VERDICTS],
    ...kinds.map((kind) => {
      const sums = VERDICTS.map((verdict) =>
        all.reduce((sum, { verdicts }) => sum + (verdicts[kind]?.[verdict] ?? 0), 0),
      );
      return [kind, sums.reduce((sum, count) => sum + count, 0), ...sums];
    }),
  ];
}
