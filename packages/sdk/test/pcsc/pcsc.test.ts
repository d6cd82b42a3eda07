import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BINDINGS, noDaemon, notBuilt, runScenario } from "./worlds.js";

// Against a real PC/SC daemon with cards in virtual readers, over both native libraries.

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const missing = noDaemon(root);

const SCENARIOS: readonly (readonly [name: string, does: string])[] = [
  ["exchange", "lists, connects, exchanges short and extended APDUs, powers the card down and up"],
  ["insert-remove", "sees cards come and go in two readers"],
  ["starts-without-service", "waits for a service that is not there without using the processor"],
  ["restart-while-waiting", "lives through a restart of the daemon while it waits for a card"],
  ["restart-while-reading", "lives through a restart of the daemon while it reads"],
  ["leaves-while-answering", "tells a card that leaves in the middle of an answer from an empty answer"],
  ["two-programs", "shares the reader with another program, and says so when it may not"],
  // The figure itself is for a machine that does nothing else.
  ["overhead", "measures what it adds to an exchange over the library itself"],
  ["hanging-card", "gives up a card that never answers, and never blocks the thread"],
];

if (missing !== undefined) {
  describe("a real PC/SC daemon", () => {
    it.skip(missing, () => undefined);
  });
} else {
  describe.each(BINDINGS)("a real PC/SC daemon over %s", (binding) => {
    const unbuilt = notBuilt(root, binding);
    if (unbuilt !== undefined) {
      it.skip(unbuilt, () => undefined);
      return;
    }
    const folder = mkdtempSync(join(tmpdir(), "chipid-pcsc-"));
    const program = join(folder, "scenarios.mjs");

    beforeAll(async () => {
      await build({
        configFile: false,
        logLevel: "error",
        build: {
          ssr: fileURLToPath(new URL("scenario-main.ts", import.meta.url)),
          target: "node20",
          outDir: folder,
          minify: false,
          sourcemap: "inline",
          rolldownOptions: { output: { format: "es", entryFileNames: "scenarios.mjs", codeSplitting: false } },
        },
        ssr: { noExternal: true, target: "node" },
      });
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.concurrent.each(SCENARIOS)("%s: %s", async (scenario) => {
      const report = await runScenario(root, [program], { scenario, binding, within: 55_000 });
      expect(report.scenario).toBe(scenario);
    });
  });
}
