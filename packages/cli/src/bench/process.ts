import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BENCH_MOMENT, type BenchDocument } from "./documents.js";
import { type Figure, figureOf } from "./measure.js";

export interface ProcessFigures {
  /** `node -e 0`: what any program on Node costs. */
  readonly node: Figure;
  /** `chipid verify` of one document against the store. */
  readonly verify: Figure;
  /** The same against one certificate, without a store. */
  readonly verifyWithoutStore: Figure;
  /** Medians of `verify` to `node`. */
  readonly ratio: number;
}

function run(args: readonly string[], expected: number): number {
  const begun = process.hrtime.bigint();
  const { status } = spawnSync(process.execPath, args, { stdio: "ignore" });
  const ms = Number(process.hrtime.bigint() - begun) / 1e6;
  if (status !== expected) throw new Error(`node ${args.slice(-2).join(" ")} ended with ${status}, not ${expected}`);
  return ms;
}

/** Times whole processes, taking turns, so that what else the machine does falls on all of them alike. */
export function benchProcess(
  program: string,
  folder: string,
  store: string,
  document: BenchDocument,
  rounds: number,
): ProcessFigures {
  const card = join(folder, "card");
  mkdirSync(card);
  for (const [name, bytes] of document.files) writeFileSync(join(card, `${name.replace(/[./]/g, "_")}.bin`), bytes);
  const csca = join(folder, "csca.cer");
  writeFileSync(csca, document.csca.certificate);
  const common = [program, "verify", card, "--json", "--at", BENCH_MOMENT.day];
  const programs = {
    node: ["-e", "0"],
    verify: [...common, "--store", store],
    verifyWithoutStore: [...common, "--store", "none", "--trust", csca],
  };
  const samples: Record<keyof typeof programs, number[]> = { node: [], verify: [], verifyWithoutStore: [] };
  for (let round = -1; round < rounds; round++) {
    for (const [name, args] of Object.entries(programs)) {
      const ms = run(args, 0);
      // The first round reads the files from disk.
      if (round >= 0) samples[name as keyof typeof programs].push(ms);
    }
  }
  const node = figureOf(samples.node);
  const verify = figureOf(samples.verify);
  return { node, verify, verifyWithoutStore: figureOf(samples.verifyWithoutStore), ratio: verify.median / node.median };
}
