import { describe, expect, it } from "vitest";
import { chipCrypto } from "./kit.js";
import { CURVE_FAMILIES, type CurveFamily, paceRuns, protocolsOf } from "./pace-runs.js";

/** A sample of `npm run soak -- pace`, which runs thousands. */
describe("PACE and Chip Authentication with keys that are new each time", () => {
  it.each(Object.keys(CURVE_FAMILIES) as CurveFamily[])("%s", async (family) => {
    const runs = { nist: 30, brainpool: 30, dh: 12 }[family];
    const counts = await paceRuns({ family, runs, seed: "sample", chipCrypto });
    expect(counts.failures).toEqual([]);
    expect(counts.sessions).toBe(runs);
    expect(Object.values(counts.mappings).reduce((sum, count) => sum + count, 0)).toBe(runs);
    // Some keys and secrets must begin with a zero byte, or nothing here would show how that ends; modulo a prime of 1024
    // bits or more they are one in 256, and a sample this small need not meet one.
    if (family !== "dh") expect(counts.leadingZeroSecrets + counts.leadingZeroKeys).toBeGreaterThan(0);
  });

  it("takes every protocol that a domain has", () => {
    expect(protocolsOf(10).map(({ mapping }) => mapping)).not.toContain("im");
    expect(protocolsOf(13)).toHaveLength(11);
    expect(protocolsOf(2)).toHaveLength(8);
  });
});
