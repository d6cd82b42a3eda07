import { expect, it } from "vitest";
import { program } from "../programs.js";
import { randomNumbers } from "../random.js";
import { stationKillRuns } from "./kill-runs.js";

it("a station that is killed at any moment opens again with every row it had written", async () => {
  const report = await stationKillRuns({
    kills: 6,
    program: await program("station/soak-kill"),
    random: randomNumbers(7),
  });
  expect(report).toMatchObject({ kills: 6, lost: 0, unsound: [] });
  expect(report.rows).toBeGreaterThan(10);
}, 120_000);
