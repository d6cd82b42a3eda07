import { describe, expect, it } from "vitest";
import { concat, fromHex, utf8 } from "../../bytes/bytes.js";
import { isJpeg, readJpeg } from "./jpeg.js";

const SOI = fromHex("ffd8");
const EOI = fromHex("ffd9");
const SCAN = fromHex("ffda 0008 01 01 00 00 3f 00 aabb ff00 cc ffd0 dd");

function frame(marker: string, width: number, height: number, components = 1, precision = 8): Uint8Array {
  const size = [precision, height >> 8, height & 255, width >> 8, width & 255, components];
  const list = Array.from({ length: components }, (_, i) => [i + 1, 0x11, 0]).flat();
  const length = 8 + 3 * components;
  return concat(fromHex(`ff${marker}`), Uint8Array.of(length >> 8, length & 255, ...size, ...list));
}

function app(marker: string, content: Uint8Array): Uint8Array {
  const length = content.length + 2;
  return concat(fromHex(`ff${marker}`), Uint8Array.of(length >> 8, length & 255), content);
}

describe("readJpeg", () => {
  it("finds the size in the frame header", () => {
    const header = { width: 480, height: 640, components: 3, bitsPerSample: 8 };
    for (const marker of ["c0", "c1", "c2"]) {
      const bytes = concat(SOI, frame(marker, 480, 640, 3), SCAN, EOI);
      expect(isJpeg(bytes)).toBe(true);
      expect(readJpeg(bytes)).toEqual({ header, fault: undefined });
    }
    // Several scans, fill bytes before a marker, something behind the end.
    const scans = concat(SOI, fromHex("ffffff"), frame("c2", 480, 640, 3), SCAN, SCAN, EOI, utf8("surplus"));
    expect(readJpeg(scans)).toEqual({ header, fault: undefined });
  });

  it("steps over EXIF, comments and scripts, with the frames and markers inside them (T76)", () => {
    const thumbnail = concat(SOI, frame("c0", 9999, 9999), SCAN, EOI);
    const bytes = concat(
      SOI,
      app("e1", concat(utf8("Exif\0\0"), thumbnail)),
      app("fe", utf8("<script>alert(1)</script>")),
      app("ed", utf8("<?php system($_GET[0]); ?>")),
      frame("c0", 16, 24),
      SCAN,
      EOI,
    );
    expect(readJpeg(bytes)).toMatchObject({ header: { width: 16, height: 24 }, fault: undefined });
  });

  it.each([
    ["no frame", concat(SOI, SCAN, EOI), "malformed"],
    ["no scan", concat(SOI, frame("c0", 8, 8), EOI), "malformed"],
    ["two frames", concat(SOI, frame("c0", 8, 8), frame("c0", 9, 9), SCAN, EOI), "malformed"],
    ["no marker where one is due", concat(SOI, fromHex("fee00010"), EOI), "malformed"],
    ["a width of 0", concat(SOI, frame("c0", 0, 8), SCAN, EOI), "malformed"],
    ["a height of 0", concat(SOI, frame("c0", 8, 0), SCAN, EOI), "malformed"],
    ["five components", concat(SOI, frame("c0", 8, 8, 5), SCAN, EOI), "malformed"],
    ["a short frame header", concat(SOI, fromHex("ffc0 0004 0800"), SCAN, EOI), "malformed"],
    ["a segment length of 1", concat(SOI, fromHex("ffe0 0001"), EOI), "malformed"],
    ["a restart marker outside a scan", concat(SOI, fromHex("ffd0"), EOI), "malformed"],
    ["a second start of image", concat(SOI, SOI, frame("c0", 8, 8), SCAN, EOI), "malformed"],
    ["lossless coding", concat(SOI, frame("c3", 8, 8), SCAN, EOI), "unknown"],
    ["arithmetic coding", concat(SOI, frame("c9", 8, 8), SCAN, EOI), "unknown"],
    ["twelve bits", concat(SOI, frame("c1", 8, 8, 1, 12), SCAN, EOI), "unknown"],
    ["101 scans", concat(SOI, frame("c2", 8, 8), ...Array.from({ length: 101 }, () => SCAN), EOI), "bomb"],
    ["a segment that runs over", concat(SOI, fromHex("ffe0 ffff 00")), "truncated"],
    ["no end", concat(SOI, frame("c0", 8, 8), SCAN), "truncated"],
  ])("finds fault with %s", (_, bytes, fault) => expect(readJpeg(bytes).fault).toBe(fault));

  it("calls every prefix truncated", () => {
    const bytes = concat(SOI, app("e0", utf8("JFIF")), frame("c0", 8, 8, 3), SCAN, EOI);
    for (let length = 2; length < bytes.length; length++)
      expect(readJpeg(bytes.subarray(0, length)).fault).toBe("truncated");
  });
});
