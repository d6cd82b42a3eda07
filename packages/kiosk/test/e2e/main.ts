import { vi } from "../../src/renderer/words/vi.js";
import type { Bench } from "./bench.js";
import { counterOptions, openCounter } from "./counter.js";
import { FLOWS } from "./flows.js";

// Runs every flow, or those that CHIPID_FLOWS names, one after the other at one station, and writes a line of JSON for
// each: { flow, ms, error? }.

const wanted = process.env.CHIPID_FLOWS?.split(",");
const counter = await openCounter(counterOptions(process.argv.slice(2)));
const { bench } = counter;
let failed = false;
try {
  for (const [flow, run] of Object.entries(FLOWS)) {
    if (wanted?.includes(flow) === false) continue;
    const began = performance.now();
    const report = (more: object): void => {
      const ms = Math.round(performance.now() - began);
      process.stdout.write(`${JSON.stringify({ flow, ms, ...more })}\n`);
    };
    try {
      await run(bench);
      report({});
    } catch (error) {
      failed = true;
      await bench.shot(`failed-${flow}`);
      report({ error: error instanceof Error ? error.message : "?" });
      await recover(bench);
    }
  }
} finally {
  await counter.close();
}
process.exit(failed ? 1 : 0);

/** Back to the ready screen, so that one fault is not told as many. */
async function recover({ page, card }: Bench): Promise<void> {
  await card.remove();
  for (const label of [vi["app.cancel"], vi["app.back"], vi["refer.done"], vi["app.finish"], vi["action.refer"]]) {
    await page
      .getByRole("button", { name: label })
      .first()
      .click({ timeout: 500 })
      .catch(() => undefined);
  }
}
