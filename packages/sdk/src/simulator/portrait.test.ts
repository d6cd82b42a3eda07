import { describe, expect, it } from "vitest";
import { equalBytes } from "../bytes/bytes.js";
import { identifyImage } from "../lds/image/identify.js";
import { encodeGreyJpeg } from "./grey-jpeg.js";
import { headerOnlyJp2 } from "./header-only-jp2.js";
import { syntheticPortraitJpeg } from "./portrait.js";

describe("syntheticPortraitJpeg", () => {
  it("is a displayable grey JPEG of the size asked for", () => {
    expect(identifyImage(syntheticPortraitJpeg())).toEqual({
      displayable: true,
      mime: "image/jpeg",
      width: 480,
      height: 640,
      components: 1,
      bitsPerSample: 8,
    });
    expect(identifyImage(syntheticPortraitJpeg({ width: 37, height: 51 }))).toMatchObject({ width: 37, height: 51 });
  });

  it("gives the same bytes for the same seed and others for another", () => {
    const size = { width: 64, height: 80 };
    expect(equalBytes(syntheticPortraitJpeg({ ...size, seed: 5 }), syntheticPortraitJpeg({ ...size, seed: 5 }))).toBe(
      true,
    );
    expect(equalBytes(syntheticPortraitJpeg({ ...size, seed: 5 }), syntheticPortraitJpeg({ ...size, seed: 6 }))).toBe(
      false,
    );
  });
});

/** A decoder of what encodeGreyJpeg writes, built from T.81 alone: Huffman decoding, dequantisation, inverse DCT. */
function decode(jpeg: Uint8Array): { width: number; height: number; at: (x: number, y: number) => number } {
  const tables = new Map<number, Map<string, number>>();
  let quantisation: number[] = [];
  let [width, height, offset] = [0, 0, 2];
  for (;;) {
    const marker = jpeg[offset + 1] ?? 0;
    const length = ((jpeg[offset + 2] ?? 0) << 8) | (jpeg[offset + 3] ?? 0);
    const body = [...jpeg.subarray(offset + 4, offset + 2 + length)];
    offset += 2 + length;
    if (marker === 0xdb) quantisation = body.slice(1);
    if (marker === 0xc0) {
      height = ((body[1] ?? 0) << 8) | (body[2] ?? 0);
      width = ((body[3] ?? 0) << 8) | (body[4] ?? 0);
    }
    if (marker === 0xc4) {
      const codes = new Map<string, number>();
      let [code, next] = [0, 17];
      for (let size = 1; size <= 16; size++, code <<= 1) {
        for (let k = 0; k < (body[size] ?? 0); k++)
          codes.set((code++).toString(2).padStart(size, "0"), body[next++] ?? 0);
      }
      tables.set(body[0] ?? 0, codes);
    }
    if (marker === 0xda) break;
  }
  let bits = "";
  for (let i = offset; i < jpeg.length - 2; i++) {
    bits += (jpeg[i] ?? 0).toString(2).padStart(8, "0");
    if (jpeg[i] === 0xff) i++;
  }
  let at = 0;
  const symbol = (table: number): number => {
    for (let size = 1; size <= 16; size++) {
      const found = tables.get(table)?.get(bits.slice(at, at + size));
      if (found === undefined) continue;
      at += size;
      return found;
    }
    throw new Error("no such code");
  };
  const value = (size: number): number => {
    if (size === 0) return 0;
    const raw = Number.parseInt(bits.slice(at, at + size), 2);
    at += size;
    return raw < 2 ** (size - 1) ? raw - 2 ** size + 1 : raw;
  };
  // Zigzag order by walking the diagonals.
  const order = Array.from({ length: 64 }, (_, i) => i).sort((a, b) => {
    const [da, db] = [(a >> 3) + (a & 7), (b >> 3) + (b & 7)];
    return da !== db ? da - db : da % 2 === 0 ? (b >> 3) - (a >> 3) : (a >> 3) - (b >> 3);
  });
  const columns = Math.ceil(width / 8);
  const blocks: number[][] = [];
  let dc = 0;
  for (let b = 0; b < columns * Math.ceil(height / 8); b++) {
    const coefficients = new Array<number>(64).fill(0);
    dc += value(symbol(0x00));
    coefficients[0] = dc * (quantisation[0] ?? 0);
    for (let k = 1; k < 64; k++) {
      const run = symbol(0x10);
      if (run === 0) break;
      k += run >> 4;
      if (run !== 0xf0) coefficients[order[k] ?? 0] = value(run & 15) * (quantisation[k] ?? 0);
    }
    blocks.push(coefficients);
  }
  const scale = (u: number): number => (u === 0 ? Math.SQRT1_2 : 1);
  return {
    width,
    height,
    at: (x, y) => {
      const block = blocks[(y >> 3) * columns + (x >> 3)] ?? [];
      let sum = 0;
      block.forEach((coefficient, i) => {
        const [u, v] = [i & 7, i >> 3];
        const wave =
          Math.cos((((x & 7) * 2 + 1) * u * Math.PI) / 16) * Math.cos((((y & 7) * 2 + 1) * v * Math.PI) / 16);
        sum += (scale(u) * scale(v) * coefficient * wave) / 4;
      });
      return sum + 128;
    },
  };
}

describe("encodeGreyJpeg", () => {
  it("decodes back to the picture within the quantisation", () => {
    const pixel = (x: number, y: number): number => 40 + 4 * x + 2 * y + (x > 20 && y > 10 ? 30 : 0);
    const image = decode(encodeGreyJpeg(33, 21, pixel));
    expect([image.width, image.height]).toEqual([33, 21]);
    let total = 0;
    for (let y = 0; y < 21; y++) {
      for (let x = 0; x < 33; x++) total += Math.abs(image.at(x, y) - pixel(x, y));
    }
    expect(total / (33 * 21)).toBeLessThan(5);
  });

  it("refuses sizes it cannot write", () => {
    expect(() => encodeGreyJpeg(0, 8, () => 0)).toThrow(expect.objectContaining({ code: "lds.value" }));
    expect(() => encodeGreyJpeg(8, 4097, () => 0)).toThrow(expect.objectContaining({ code: "lds.value" }));
  });
});

describe("headerOnlyJp2", () => {
  it("announces any size", () => {
    expect(identifyImage(headerOnlyJp2(413, 531))).toMatchObject({
      displayable: true,
      width: 413,
      height: 531,
      components: 3,
    });
    expect(identifyImage(headerOnlyJp2(5000, 5000))).toMatchObject({ displayable: false, why: "too-large" });
    expect(identifyImage(headerOnlyJp2(4000, 4000, 1))).toMatchObject({ displayable: false, why: "bomb" });
  });
});
