import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPng } from "../../../test/images/read-png.js";
import { encodePng } from "./png.js";

describe("encodePng", () => {
  it("gives back every sample, grey and colour", async () => {
    const shape = fc.record({
      width: fc.integer({ min: 1, max: 40 }),
      height: fc.integer({ min: 1, max: 40 }),
      components: fc.constantFrom(1 as const, 3 as const),
      seed: fc.integer(),
    });
    await fc.assert(
      fc.asyncProperty(shape, async ({ width, height, components, seed }) => {
        const samples = Uint8Array.from({ length: width * height * components }, (_, i) => (i * seed) >>> 3);
        const png = readPng(await encodePng(width, height, components, samples));
        expect(png).toEqual({ width, height, components, samples });
      }),
      { seed: 11, numRuns: 100 },
    );
  });
});
