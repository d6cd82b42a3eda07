import { describe, expect, it } from "vitest";
import { readPicture } from "../../../test/images/pictures.js";
import { type Coding, isDecodable, readCoding } from "./coding.js";

const full = { bits: 8, signed: false, stepX: 1, stepY: 1 };
const half = { ...full, stepX: 2, stepY: 2 };
const image = (...components: Coding["components"]): Coding => ({ width: 64, height: 80, left: 0, top: 0, components });

describe("readCoding", () => {
  it.each([
    ["colour.jp2", image(full, full, full)],
    ["grey-tiled.j2k", image(full)],
    ["grey-16-bit.j2k", image({ ...full, bits: 16 })],
    ["colour-422.jp2", image(full, { ...full, stepX: 2 }, { ...full, stepX: 2 })],
  ] as const)("reads %s", (name, coding) => {
    expect(readCoding(readPicture(name))).toEqual(coding);
  });

  it("gives nothing for what is no JPEG 2000, wherever it ends", () => {
    const bytes = readPicture("colour.jp2");
    const end = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0x51) + 49;
    for (let length = 0; length < end; length++) expect(readCoding(bytes.subarray(0, length))).toBeUndefined();
    expect(readCoding(bytes.subarray(0, end))).toEqual(readCoding(bytes));
    expect(readCoding(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))).toBeUndefined();
  });
});

describe("isDecodable", () => {
  it.each<[string, Coding, boolean]>([
    ["grey", image(full), true],
    ["colour", image(full, full, full), true],
    ["chroma halved both ways", image(full, half, half), true],
    ["a margin", { ...image(full, full, full), left: 5, top: 7 }, true],
    ["a margin and chroma halved", { ...image(full, half, half), left: 1 }, false],
    ["no component", image(), false],
    ["two", image(full, full), false],
    ["four", image(full, full, full, full), false],
    ["luma thinned out", image(half, half, half), false],
    ["chroma of a third", image(full, { ...full, stepX: 3 }, { ...full, stepX: 3 }), false],
    ["two kinds of chroma", image(full, half, full), false],
    ["signed", image({ ...full, signed: true }), false],
    ["17 bits", image({ ...full, bits: 17 }), false],
    ["two depths", image(full, full, { ...full, bits: 12 }), false],
  ])("%s: %#", (_name, coding, expected) => {
    expect(isDecodable(coding)).toBe(expected);
  });
});
