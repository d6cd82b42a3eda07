import { fileURLToPath } from "node:url";
import type { Overhead } from "../../src/pcsc/overhead.js";
import { scenarioProgram } from "./scenarios.js";
import { BINDINGS, noDaemon, notBuilt, runScenario } from "./worlds.js";

// npm run soak -- pcsc [--count N]: cards come and go N times in the readers of a real PC/SC daemon, over each native
// library; an exchange with every card, nothing missed and nothing told twice. Then, one library after the other: what the
// SDK adds to an exchange over the library alone.

const [root = "", ...args] = process.argv.slice(2);
if (root === "--scenario") {
  await scenarioProgram(args);
} else {
  process.exitCode = await soak();
}

async function soak(): Promise<number> {
  const [option, value = "200", ...rest] = args;
  const count = Number(value);
  if ((option !== undefined && option !== "--count") || rest.length > 0 || !Number.isInteger(count) || count < 2) {
    process.stderr.write("npm run soak -- pcsc [--count N]: N is how often cards come and go, 2 or more\n");
    return 2;
  }
  const missing = noDaemon(root);
  if (missing !== undefined) {
    process.stderr.write(`${missing}\n`);
    return 1;
  }
  const own = [fileURLToPath(import.meta.url), "--scenario"];
  // The two readers of a world share the rounds.
  const rounds = Math.ceil(count / 2);
  const outcomes = await Promise.all(
    BINDINGS.map(async (binding) => {
      const unbuilt = notBuilt(root, binding);
      if (unbuilt !== undefined) return { ok: false, text: unbuilt };
      try {
        const within = 60_000 + rounds * 5_000;
        const options = { scenario: "insert-remove", binding, argument: String(rounds), within };
        const { ms } = await runScenario(root, own, options);
        return {
          ok: true,
          text: `${binding}: ${rounds * 2} cards came and went in ${(ms / 1000).toFixed(0)} s, none missed`,
        };
      } catch (error) {
        return { ok: false, text: error instanceof Error ? error.message : String(error) };
      }
    }),
  );
  for (const { ok, text } of outcomes) (ok ? process.stdout : process.stderr).write(`${text}\n`);
  for (const binding of BINDINGS) {
    if (notBuilt(root, binding) !== undefined) continue;
    const { result } = await runScenario(root, own, { scenario: "overhead", binding, within: 60_000 });
    const { bareMicroseconds, cardMicroseconds, overheadMicroseconds, overheadCpuMicroseconds } = result as Overhead;
    const one = (value: number): string => value.toFixed(1);
    process.stdout.write(
      `${binding}: an exchange takes ${one(bareMicroseconds)} us, through the SDK ${one(cardMicroseconds)}: ` +
        `${one(overheadMicroseconds)} more, ${one(overheadCpuMicroseconds)} of processor time\n`,
    );
  }
  return outcomes.every(({ ok }) => ok) ? 0 : 1;
}
