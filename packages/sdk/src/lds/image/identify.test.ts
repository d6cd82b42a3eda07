import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHex, toHex, utf8 } from "../../bytes/bytes.js";
import { headerOnlyJp2 } from "../../simulator/header-only-jp2.js";
import { syntheticPortraitJpeg } from "../../simulator/portrait.js";
import { identifyImage, MAX_PIXELS } from "./identify.js";

describe("identifyImage", () => {
  it("goes by the first bytes", () => {
    expect(identifyImage(syntheticPortraitJpeg({ width: 40, height: 50 }))).toMatchObject({
      displayable: true,
      mime: "image/jpeg",
    });
    const jp2 = headerOnlyJp2(40, 50);
    expect(identifyImage(jp2)).toMatchObject({ displayable: true, mime: "image/jp2", width: 40, height: 50 });
    const stream = jp2.subarray(toHex(jp2).indexOf("ff4fff51") / 2);
    expect(identifyImage(stream)).toMatchObject({ displayable: true, mime: "image/j2c", width: 40, height: 50 });
  });

  it.each([
    ["nothing", new Uint8Array(0)],
    ["PNG", fromHex("89504e470d0a1a0a0000000d49484452")],
    ["HTML", utf8("<html><script>alert(1)</script></html>")],
    ["SVG", utf8('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ["zeros", new Uint8Array(100)],
  ])("shows no %s", (_, bytes) => {
    expect(identifyImage(bytes)).toEqual({
      displayable: false,
      why: "unknown",
      mime: undefined,
      width: undefined,
      height: undefined,
    });
  });

  it("shows nothing above 20 megapixels, cut or not (T75)", () => {
    expect(MAX_PIXELS).toBe(20_000_000);
    const large = headerOnlyJp2(100_000, 100_000);
    expect(identifyImage(large)).toMatchObject({
      displayable: false,
      why: "too-large",
      mime: "image/jp2",
      width: 100_000,
    });
    expect(identifyImage(large.subarray(0, -10))).toMatchObject({ why: "too-large" });
    expect(identifyImage(headerOnlyJp2(0xffffffff, 0xffffffff))).toMatchObject({ why: "too-large" });
    const jpeg = fromHex("ffd8 ffc0 000b 08 ffff ffff 01 01 11 00 ffda 0008 01 01 00 00 3f 00 ffd9");
    expect(identifyImage(jpeg)).toMatchObject({ why: "too-large", mime: "image/jpeg", width: 65535, height: 65535 });
  });

  it("shows nothing that has pixels without bytes (T75)", () => {
    expect(identifyImage(headerOnlyJp2(4000, 4000))).toMatchObject({ displayable: false, why: "bomb" });
    expect(identifyImage(headerOnlyJp2(1000, 1000))).toMatchObject({ displayable: true });
  });

  it("shows nothing cut (T75)", () => {
    const jpeg = syntheticPortraitJpeg({ width: 80, height: 80 });
    expect(identifyImage(jpeg.subarray(0, jpeg.length / 2))).toMatchObject({
      displayable: false,
      why: "truncated",
      width: 80,
    });
  });

  it("never throws", () => {
    const starts = [fromHex("ffd8ff"), fromHex("0000000c6a5020200d0a870a"), fromHex("ff4fff51"), new Uint8Array(0)];
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 200 }), (start, rest) => {
        const bytes = new Uint8Array([...start, ...rest]);
        expect(typeof identifyImage(bytes).displayable).toBe("boolean");
      }),
      { seed: 1, numRuns: 2000 },
    );
    const good = headerOnlyJp2(40, 50);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, value) => {
        const bytes = good.slice();
        bytes[at] = value;
        const found = identifyImage(bytes);
        if (found.displayable) expect(found.width * found.height).toBeLessThanOrEqual(MAX_PIXELS);
      }),
      { seed: 1, numRuns: 1000 },
    );
  });
});
