import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { runCycles } from "./cycles.js";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** A sample of the soak of cycles. */
it("leaves nothing behind of the citizens that it served", async () => {
  const { weighed, connections, timers, inspections } = await runCycles({ cycles: 60, at: [30, 60], collect });
  // The one timer looks at the machine's clock.
  expect({ connections, timers }).toEqual({ connections: 0, timers: 1 });
  // One in five cards is opened with a wrong key first.
  expect(inspections).toBe(72);
  const [first = 0, last = 0] = [...weighed.values()];
  expect(first).toBeGreaterThan(0);
  // A portrait that stayed, or a reading's files, would be more than this thirty times.
  expect((last - first) / 30).toBeLessThan(20_000);
});
