import { describe, expect, it } from "vitest";
import { countExchanges, READ_SIZES } from "./exchanges.js";

/** The aim of exchange-count.ts, held against whole inspections of a card with a portrait of 15 KB. */
describe("exchanges of an inspection with PACE, CA and AA", () => {
  it.each(READ_SIZES.map((size) => [size.name, size] as const))("%s", async (name, size) => {
    const [first, second] = await countExchanges(size);
    if (first === undefined || second === undefined) throw new Error("two inspections were made");
    const short = name.startsWith("short");
    for (const counts of [first, second]) {
      const { inspection, files, twice, apdus, least, known, fetched } = counts;
      expect(inspection.verdict).toBe("genuine");
      expect(inspection.chip).toMatchObject({ chip: "passed", active: "passed" });
      expect(twice).toBe(0);
      for (const file of files) {
        const unread = short && file.name === "EF.ATR/INFO";
        expect(file.exchanges, file.name).toBeGreaterThanOrEqual(unread ? 0 : file.least);
        // A chip of which nothing is known says at EF.CardAccess that it takes no extended length.
        const asked = short && !known && file.name === "EF.CardAccess" ? 1 : 0;
        const aim = name === "extended length" ? 2 : file.least + 1 + asked;
        expect(file.exchanges, file.name).toBeLessThanOrEqual(aim);
      }
      // Every APDU is accounted for: files, PACE 5, SELECT 1, CA 2, AA 1 and the rest of its answer.
      expect(apdus).toBe(files.reduce((sum, file) => sum + file.exchanges, 0) + 9 + fetched);
      expect(fetched).toBe(short ? 1 : 0);
      expect(apdus - least).toBeLessThanOrEqual(4);
    }
    expect(second.apdus).toBeLessThanOrEqual(first.apdus);
  });
});
