import { expect, it } from "vitest";
import { program } from "../programs.js";
import { killRuns } from "./kill-runs.js";

it("kill -9 at any moment: the log verifies, and no committed row is lost", { timeout: 120_000 }, async () => {
  const report = await killRuns({ kills: 10, seed: 7, program: await program("log/soak-kill") });
  expect(report).toMatchObject({ kills: 10, unsound: [], lost: 0, misplaced: 0 });
  expect(report.committed).toBeGreaterThan(100);
  expect(report.rows).toBeGreaterThanOrEqual(report.committed);
  expect(report.months).toBeGreaterThan(1);
});
