import { writeSync } from "node:fs";
import { openLog } from "../../src/station/log/open-log.js";
import { CONTEXT, inspection } from "./samples.js";

const HOURS = 3_600_000;

/**
 * Appends rows as fast as it can, until it is killed: four under way at a time, the clock six hours further with each, so
 * that months go by. Says `open` when the log is open, and each row's number when its append has resolved true.
 */
export async function appendForEver(folder: string, first: number, began: number): Promise<never> {
  let ms = began;
  const log = await openLog({
    folder,
    now: () => {
      ms += 6 * HOURS;
      return ms;
    },
    context: CONTEXT,
    zone: () => 420,
    // Often enough for a kill to meet it.
    headDelay: 5,
  });
  writeSync(1, `open ${log.state.faults.length}\n`);
  const work = async (next: () => number): Promise<never> => {
    for (;;) {
      const number = next();
      if (await log.append(inspection({ totalMs: number }), CONTEXT)) writeSync(1, `${number}\n`);
    }
  };
  let number = first;
  const next = (): number => number++;
  return Promise.race([work(next), work(next), work(next), work(next)]);
}
