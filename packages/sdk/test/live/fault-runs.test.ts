import { describe, expect, it } from "vitest";
import { chipProfiles } from "../../src/simulator/chip-profiles.js";
import { FAULT_RUN_NAMES, faultRuns } from "./fault-runs.js";

/** Profiles that a sample takes whole; of the others it spoils some exchanges. */
const WHOLE = ["passport-pace-cam"];
const STEP = 6;

/** A sample of `npm run soak -- faults`, which spoils every exchange of every profile in every way. */
describe("an exchange that goes wrong", () => {
  it.each(chipProfiles().map(({ name }, index) => [name, index] as const))("%s", async (profile, index) => {
    const whole = WHOLE.includes(profile);
    const kinds = whole ? FAULT_RUN_NAMES : FAULT_RUN_NAMES.filter((_, i) => i % 5 === index % 5);
    const at = (exchange: number): boolean => whole || exchange % STEP === index % STEP;
    const { failures, verdicts, exchanges } = await faultRuns({ profile, kinds, at });
    expect(failures).toEqual([]);
    const inspections = Object.values(verdicts).flatMap((counts) => Object.values(counts));
    expect(inspections.reduce((sum, count) => sum + count, 0)).toBe(
      kinds.length * Array.from({ length: exchanges }, (_, i) => i + 1).filter(at).length,
    );
  });
});
