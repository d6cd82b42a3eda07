import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noDaemon, notBuilt, runInWorld, type WorldRun } from "../../../sdk/test/pcsc/worlds.js";
import { toolPath } from "../../../sdk/test/tools.js";
import { buildProgram } from "../../build/bundle.mjs";
import { withoutWindow } from "../shell/electron.js";
import { bundleForWorld } from "./bundle.js";
import type { CyclesReport } from "./cycles.js";
import { FLOWS } from "./flows.js";
import type { WipeReport } from "./wipe.js";

// The whole kiosk at a counter: the built program, its station reading a virtual chip through a real PC/SC daemon, an
// officer's keyboard and scanner; as a page in Chromium, and as a window of Electron.

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const built = join(root, "packages/kiosk/.build");
const shots = join(built, "screenshots/e2e");
const WITHIN = 300_000;

const chromium = toolPath("chromium");
const daemon = noDaemon(root) ?? notBuilt(root, "smartcard");
const MISSING = {
  browser: daemon ?? (chromium === undefined ? "Chromium is not installed (apt-get install chromium)" : undefined),
  electron: daemon ?? withoutWindow(),
};

/** The suite of one host: each is a test file of its own, so that both run side by side. */
export function endToEnd(host: keyof typeof MISSING): void {
  describe(`the kiosk end to end, in ${host}, over a PC/SC daemon`, () => suite(host, MISSING[host]));
}

function suite(host: keyof typeof MISSING, missing: string | undefined): void {
  if (missing !== undefined) {
    it.skip(missing, () => undefined);
    return;
  }
  const made: string[] = [];
  let program: string;
  let card: string;
  let flows: WorldRun;
  const run = async (entry: string): Promise<WorldRun> => {
    const bundled = await bundleForWorld(entry);
    made.push(dirname(bundled));
    return runInWorld([bundled, host, program, card, shots, chromium ?? ""], { root, within: WITHIN });
  };

  beforeAll(async () => {
    mkdirSync(built, { recursive: true });
    // Inside the package, so that the readers' library is found.
    const folder = mkdtempSync(join(built, "e2e-"));
    program = await buildProgram({ output: join(folder, "program") });
    card = await bundleForWorld("chip-program.ts");
    made.push(folder, dirname(card));
    flows = await run("main.ts");
  }, WITHIN + 60_000);
  afterAll(() => {
    for (const each of made) rmSync(each, { recursive: true, force: true });
  });

  it.each(Object.keys(FLOWS))("%s", (flow) => {
    const line = flows.lines.find((candidate) => candidate.flow === flow);
    expect(line ?? flows.errors).toMatchObject({ flow });
    expect(line?.error).toBeUndefined();
  });

  it(
    "ten citizens one after the other: a row and an outcome for each, the verdict in seconds",
    async () => {
      const { lines, errors } = await run("cycles.ts");
      const report = lines[0] as CyclesReport | undefined;
      expect(report?.inspections ?? errors).toBe(10);
      expect(report?.outcomes).toBe(10);
      // A bound against hanging, not a measurement: npm run soak -- kiosk gives the figures.
      expect(Math.max(...(report?.verdict ?? []))).toBeLessThan(15_000);
    },
    WITHIN,
  );

  // The station's heap is written by a signal to its Node, which Electron's processes do not take.
  if (host === "browser") {
    it(
      "T95: leaves nothing of a person in the page, the heaps and on the disk after the idle wipe",
      async () => {
        const { lines, errors } = await run("wipe.ts");
        const report = lines[0] as WipeReport | undefined;
        const shown = ["name", "number", "old number", "residence", "origin", "mother"];
        expect(report?.before.page ?? errors).toEqual(shown);
        expect(report?.before.renderer).toEqual(shown);
        expect(report?.before.station).toEqual([...shown, "religion"]);
        expect(report?.after).toEqual({ page: [], renderer: [], station: [], disk: [] });
        // Not even while it is shown.
        expect(report?.before.disk).toEqual([]);
      },
      WITHIN,
    );
  }
}
