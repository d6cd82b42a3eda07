import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { randomNumbers } from "../random.js";
import { runCycles } from "./cycles.js";
import { stationKillRuns } from "./kill-runs.js";

// A whole station under kill -9 while it serves: [--kills N] [--seed N]; the repository's root comes as the first argument.
// The program starts itself again, as the station that is killed.

const [first = "", ...words] = process.argv.slice(2);

async function main(): Promise<number> {
  if (first === "--serve") {
    await runCycles({
      folder: words[0] ?? "",
      cycles: Number.POSITIVE_INFINITY,
      at: [],
      collect: () => undefined,
      onProgress: (done) => void process.stdout.write(`${done}\n`),
    });
    return 1;
  }
  const options = { kills: { type: "string", default: "200" }, seed: { type: "string", default: "1" } } as const;
  const { values } = parseArgs({ args: words, options });
  const kills = Number(values.kills);
  if (!Number.isSafeInteger(kills) || kills < 1) {
    process.stderr.write("--kills takes a number from 1 on\n");
    return 2;
  }
  const { unsound, ...figures } = await stationKillRuns({
    kills,
    program: fileURLToPath(import.meta.url),
    random: randomNumbers(Number(values.seed)),
    onKill: (done) => {
      if (done % 25 === 0) process.stderr.write(`${done} kills\n`);
    },
  });
  for (const fault of unsound) process.stdout.write(`  ! ${fault}\n`);
  process.stdout.write(
    `a station at work killed ${figures.kills} times (${figures.whileOpening} before it served anybody): ${figures.rows} rows, ` +
      `${figures.lost} lost, ${figures.mended} torn and mended, ${unsound.length} unsound\n`,
  );
  return unsound.length + figures.lost === 0 && figures.rows > 0 ? 0 : 1;
}

process.exitCode = await main();
