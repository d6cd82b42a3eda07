import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { digest } from "../../src/crypto/digest.js";
import { FUZZ_LIMITS, type FuzzFailure, type FuzzReport, fuzz } from "./run.js";
import { fuzzTargets, slug } from "./targets.js";

// npm run soak -- fuzz [--count N] [--parser NAME] [--seed N]; the repository's root comes as the first argument.

const [root = ".", ...words] = process.argv.slice(2);
function main(): number {
  let options: { count: number; seed: number; parser: string | undefined };
  try {
    const { values } = parseArgs({
      args: words,
      options: { count: { type: "string" }, seed: { type: "string" }, parser: { type: "string" } },
    });
    options = {
      count: whole(values.count ?? "100000", "--count"),
      seed: whole(values.seed ?? "1", "--seed"),
      parser: values.parser,
    };
  } catch (error) {
    process.stderr.write(`${(error instanceof Error ? error.message : String(error)).split("\n")[0]}\n`);
    return 2;
  }
  const data = resolve(root, process.env.CHIPID_TEST_DATA ?? "../shared/data");
  const targets = fuzzTargets({ fixtures: join(root, "fixtures"), data: existsSync(data) ? data : undefined });
  const chosen = targets.filter(({ name }) => options.parser === undefined || name === options.parser);
  if (chosen.length === 0) {
    process.stderr.write(
      `no parser is called ${options.parser}; there are: ${targets.map(({ name }) => name).join(", ")}\n`,
    );
    return 2;
  }
  process.stdout.write(
    `${row(["parser", "seeds", "mutants", "header", "accepted", "slowest", "of bytes", "memory", "of bytes", "refused with"])}\n`,
  );
  let failures = 0;
  for (const target of chosen) {
    const report = fuzz(target, options.count, options.seed, FUZZ_LIMITS);
    process.stdout.write(`${describe(report, target.seeds.length)}\n`);
    if (report.passedHeader * 2 < report.mutants) {
      process.stdout.write("  ! fewer than half of the mutants pass the outer header\n");
      failures++;
    }
    for (const failure of report.failures) {
      failures++;
      process.stdout.write(`  ! mutant ${failure.mutant}: ${failure.why}\n    saved as ${save(failure)}\n`);
    }
  }
  process.stdout.write(
    `${chosen.length} parsers, ${options.count} mutants each, seed ${options.seed}: ${failures} failures\n`,
  );
  return failures === 0 ? 0 : 1;
}

function whole(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${name} takes a whole number`);
  return value;
}

/** Kept beside the fixtures: npm test runs every input that was ever found to fail. */
function save({ target, input, why }: FuzzFailure): string {
  const folder = join(root, "fixtures/fuzz", slug(target));
  const hex = Buffer.from(input).toString("hex");
  const path = join(folder, `${Buffer.from(digest("sha-256", input)).toString("hex").slice(0, 16)}.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, `${JSON.stringify({ why, input: hex }, undefined, 2)}\n`);
  return relative(root, path);
}

const WIDTHS = [16, 5, 8, 7, 9, 10, 9, 9, 9];

function row(cells: readonly string[]): string {
  return cells
    .map((cell, i) => (i === 0 || i >= WIDTHS.length ? cell.padEnd(WIDTHS[i] ?? 0) : cell.padStart(WIDTHS[i] ?? 0)))
    .join(" ")
    .trimEnd();
}

function describe(report: FuzzReport, seeds: number): string {
  const codes = [...report.codes].sort(([, a], [, b]) => b - a).map(([code, count]) => `${code} ${count}`);
  return row([
    report.name,
    String(seeds),
    String(report.mutants),
    `${((100 * report.passedHeader) / Math.max(1, report.mutants)).toFixed(1)} %`,
    String(report.accepted),
    `${report.slowest.ms.toFixed(1)} ms`,
    String(report.slowest.size),
    `${(report.largest.bytes / 1e6).toFixed(1)} MB`,
    String(report.largest.size),
    codes.join(", "),
  ]);
}

process.exitCode = main();
