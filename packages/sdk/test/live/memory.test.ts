import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { memoryRuns } from "./memory.js";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** A sample of `npm run soak -- memory`. */
describe("memory over many inspections", () => {
  it("does not grow with each", async () => {
    const weighed = await memoryRuns({ profile: "vn-2021", runs: 60, at: [30, 60], collect });
    const [first = 0, last = 0] = [...weighed.values()].map(({ objects }) => objects);
    expect(first).toBeGreaterThan(0);
    // 2 KB of files and 10 KB of portrait that stayed would be more than this thirty times; compiled code settles.
    expect((last - first) / 30).toBeLessThan(20_000);
  });
});
