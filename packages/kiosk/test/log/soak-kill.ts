import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { appendForEver } from "./kill-child.js";
import { killRuns } from "./kill-runs.js";

// The station's log under kill -9: [--kills N] [--seed N]; the repository's root comes as the first argument. The program
// starts itself again, as the process that is killed.

const [first = "", ...words] = process.argv.slice(2);

async function main(): Promise<number> {
  if (first === "--append") {
    const [folder = "", number = "0", clock = "0"] = words;
    return appendForEver(folder, Number(number), Number(clock));
  }
  let kills: number;
  let seed: number;
  try {
    const { values } = parseArgs({ args: words, options: { kills: { type: "string" }, seed: { type: "string" } } });
    kills = whole(values.kills ?? "200", "--kills");
    seed = whole(values.seed ?? "1", "--seed");
  } catch (error) {
    process.stderr.write(`${(error instanceof Error ? error.message : String(error)).split("\n")[0]}\n`);
    return 2;
  }
  const began = Date.now();
  const report = await killRuns({
    kills,
    seed,
    program: fileURLToPath(import.meta.url),
    onKill: (done) => {
      if (done % 50 === 0) process.stderr.write(`${done} kills\n`);
    },
  });
  const { unsound, ...figures } = report;
  for (const fault of unsound) process.stdout.write(`  ! ${fault}\n`);
  process.stdout.write(
    `kill -9 ${figures.kills} times (${figures.whileOpening} while opening), seed ${seed}: ${figures.rows} rows in ` +
      `${figures.months} months, ${figures.committed} committed, ${figures.mended} torn and mended, ${figures.lost} lost, ` +
      `${figures.misplaced} misplaced, ${unsound.length} unsound; ${Math.round((Date.now() - began) / 1000)} s\n`,
  );
  return unsound.length + figures.lost + figures.misplaced === 0 && figures.committed > 0 ? 0 : 1;
}

function whole(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${name} takes a whole number`);
  return value;
}

process.exitCode = await main();
