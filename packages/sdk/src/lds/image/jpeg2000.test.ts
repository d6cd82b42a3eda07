import { describe, expect, it } from "vitest";
import { concat, fromHex, toHex } from "../../bytes/bytes.js";
import { headerOnlyJp2 } from "../../simulator/header-only-jp2.js";
import { isCodestream, isJp2, readCodestream, readJp2 } from "./jpeg2000.js";

const JP2 = headerOnlyJp2(413, 531);
const HEADER = { width: 413, height: 531, components: 3, bitsPerSample: 8 };
const STREAM_AT = toHex(JP2).indexOf("6a703263") / 2 + 4;
const STREAM = JP2.subarray(STREAM_AT);

/** The bytes with others put in at `at`. */
function patch(bytes: Uint8Array, at: number, hex: string): Uint8Array {
  const out = bytes.slice();
  out.set(fromHex(hex), at);
  return out;
}

describe("readCodestream", () => {
  it("finds the size and every tile", () => {
    expect(isCodestream(STREAM)).toBe(true);
    expect(readCodestream(STREAM)).toEqual({ header: HEADER, fault: undefined });
  });

  it("takes the image's corner off", () => {
    // XOsiz and YOsiz of 13 and 31.
    expect(readCodestream(patch(STREAM, 16, "0000000d 0000001f"))).toMatchObject({
      header: { width: 400, height: 500 },
      fault: undefined,
    });
  });

  it("takes a last tile-part without length, and a missing EOC when nothing else is", () => {
    const sot = toHex(STREAM).indexOf("ff90") / 2;
    expect(readCodestream(patch(STREAM, sot + 6, "00000000")).fault).toBeUndefined();
    expect(readCodestream(patch(STREAM, sot + 6, "00000000").subarray(0, -2)).fault).toBe("truncated");
    expect(readCodestream(STREAM.subarray(0, -2)).fault).toBeUndefined();
    expect(readCodestream(STREAM.subarray(0, -3)).fault).toBe("truncated");
  });

  const sot = toHex(STREAM).indexOf("ff90") / 2;
  /** Where the marker behind SIZ is. */
  const siz = toHex(STREAM).indexOf("ff52") / 2;
  it.each([
    ["an image of no width", 16, "0000019d", "malformed"],
    ["an image of no height", 20, "00000213", "malformed"],
    ["a tile of no height", 28, "00000000", "malformed"],
    ["a first tile below the image's corner", 36, "00000001", "malformed"],
    ["a first tile that ends at the corner", 16, "0000019c 00000000 0000019c 00000213", "malformed"],
    ["a first tile that ends at the corner's line", 20, "00000212 0000019d 00000212", "malformed"],
    ["no marker in the main header", siz, "0052", "malformed"],
    ["an end in the main header", siz, "ffd9", "malformed"],
    ["a segment length of 1", siz + 2, "0001", "malformed"],
    ["no components", 40, "0000", "malformed"],
    ["components that are not described", 40, "0004", "malformed"],
    ["16385 components", 40, "4001", "malformed"],
    ["a corner outside the image", 16, "00001000", "malformed"],
    ["a tile of no width", 24, "00000000", "malformed"],
    ["a first tile that misses the image", 32, "00001000", "malformed"],
    ["39 bits a sample", 42, "26", "malformed"],
    ["a subsampling of 0", 43, "00", "malformed"],
    ["tiles of one pixel", 24, "00000001 00000001", "bomb"],
    ["a tile that is not there", sot + 4, "0001", "malformed"],
    ["a tile-part shorter than its header", sot + 6, "0000000d", "malformed"],
    ["a tile-part that runs over", sot + 6, "7fffffff", "truncated"],
    ["a tile header of another size", sot + 2, "000b", "malformed"],
  ])("finds fault with %s", (_, at, hex, fault) => expect(readCodestream(patch(STREAM, at, hex)).fault).toBe(fault));

  it("wants every tile", () => {
    // Two tiles are announced, one is there.
    expect(readCodestream(patch(STREAM, 24, "000000d0")).fault).toBe("truncated");
  });

  it("bounds components and main header", () => {
    expect(readJp2(headerOnlyJp2(8, 8, 5)).fault).toBe("bomb");
    expect(readCodestream(fromHex("ff4fff51")).fault).toBe("malformed");
    expect(readCodestream(fromHex("ff4f")).fault).toBe("truncated");
    expect(readCodestream(fromHex("ff4fff52")).fault).toBe("malformed");
    // A segment of nothing but its length is allowed.
    const at = toHex(STREAM).indexOf("ff52") / 2;
    const longer = concat(STREAM.subarray(0, at), fromHex("ff64 0002"), STREAM.subarray(at));
    expect(readCodestream(longer)).toEqual({ header: HEADER, fault: undefined });
  });
});

describe("readJp2", () => {
  it("reads boxes up to the codestream", () => {
    expect(isJp2(JP2)).toBe(true);
    expect(readJp2(JP2)).toEqual({ header: HEADER, fault: undefined });
  });

  it("reads extended and open-ended boxes", () => {
    const head = JP2.subarray(0, STREAM_AT - 8);
    const length = 16 + STREAM.length;
    const extended = concat(
      head,
      fromHex("00000001 6a703263 00000000"),
      Uint8Array.of(0, 0, length >> 8, length & 255),
      STREAM,
    );
    expect(readJp2(extended)).toEqual({ header: HEADER, fault: undefined });
    expect(readJp2(concat(head, fromHex("00000000 6a703263"), STREAM))).toEqual({ header: HEADER, fault: undefined });
  });

  it("finds fault with what does not fit", () => {
    const ihdr = toHex(JP2).indexOf("69686472") / 2 + 4;
    expect(readJp2(patch(JP2, ihdr, "00000214")).fault).toBe("malformed");
    expect(readJp2(patch(JP2, ihdr - 4, "6a756e6b")).fault).toBe("malformed");
    expect(readJp2(patch(JP2, STREAM_AT - 8, "ffffffff")).fault).toBe("truncated");
    expect(readJp2(patch(JP2, STREAM_AT - 8, "00000007")).fault).toBe("malformed");
    expect(readJp2(patch(JP2, 12, "ffffffff")).fault).toBe("truncated");
    expect(readJp2(JP2.subarray(0, 40)).fault).toBe("truncated");
    const empty = concat(...Array.from({ length: 300 }, () => fromHex("00000008 66726565")));
    expect(readJp2(concat(JP2.subarray(0, 12), empty, JP2.subarray(12))).fault).toBe("bomb");
  });

  it("has no whole image in any prefix but for the EOC", () => {
    for (let length = 12; length < JP2.length - 2; length++)
      expect(readJp2(JP2.subarray(0, length)).fault).toBeDefined();
  });
});
