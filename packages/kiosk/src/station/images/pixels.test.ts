import { describe, expect, it } from "vitest";
import { byteLength, toEightBits } from "./pixels.js";

const grey = (bits: number, samples: number[]) =>
  ({ width: samples.length, height: 1, components: 1, bits, samples: Uint8Array.from(samples) }) as const;

describe("toEightBits", () => {
  it("leaves 8 bits as they are", () => {
    const raw = grey(8, [0, 127, 255]);
    expect(toEightBits(raw)).toBe(raw.samples);
  });

  it.each([
    [1, [0, 1], [0, 255]],
    [5, [0, 16, 31], [0, 132, 255]],
    [10, [0, 0, 0, 2, 0xff, 3], [0, 128, 255]],
    [12, [0, 0, 0xff, 0x0f], [0, 255]],
    [16, [0, 0, 0x80, 0x80, 0xff, 0xff], [0, 128, 255]],
  ])("scales %i bits", (bits, samples, expected) => {
    expect([...toEightBits(grey(bits, samples))]).toEqual(expected);
  });

  it("never goes beyond the brightest, whatever the samples say", () => {
    expect([...toEightBits(grey(9, [0xff, 0xff]))]).toEqual([255]);
  });
});

describe("byteLength", () => {
  it("counts two bytes for more than 8 bits", () => {
    expect(byteLength({ width: 3, height: 2, components: 3, bits: 8 })).toBe(18);
    expect(byteLength({ width: 3, height: 2, components: 1, bits: 9 })).toBe(12);
  });
});
