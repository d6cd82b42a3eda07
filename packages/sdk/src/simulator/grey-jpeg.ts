import { concat } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";

// Baseline sequential JPEG with one component (ITU-T T.81): tables of Annex K.1 and K.3, luminance.

const ZIGZAG = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47,
  55, 62, 63,
];
const QUANTISATION = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
  87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103, 99,
];
const DC_COUNTS = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const DC_VALUES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const AC_COUNTS = [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7d];
const AC_VALUES = [
  0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61, 0x07, 0x22, 0x71, 0x14,
  0x32, 0x81, 0x91, 0xa1, 0x08, 0x23, 0x42, 0xb1, 0xc1, 0x15, 0x52, 0xd1, 0xf0, 0x24, 0x33, 0x62, 0x72, 0x82, 0x09,
  0x0a, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3a,
  0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, 0x63, 0x64, 0x65,
  0x66, 0x67, 0x68, 0x69, 0x6a, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88,
  0x89, 0x8a, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9,
  0xaa, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca,
  0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea,
  0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa,
];

type Code = readonly [bits: number, length: number];

/** Canonical Huffman codes (T.81 Annex C): code and length by value. */
function huffman(counts: readonly number[], values: readonly number[]): ReadonlyMap<number, Code> {
  const codes = new Map<number, Code>();
  let code = 0;
  let next = 0;
  counts.forEach((count, i) => {
    for (let k = 0; k < count; k++) codes.set(values[next++] ?? 0, [code++, i + 1]);
    code <<= 1;
  });
  return codes;
}

const DC = huffman(DC_COUNTS, DC_VALUES);
const AC = huffman(AC_COUNTS, AC_VALUES);

/** cos(kπ/16) for k = 0 … 8, written out so that every machine makes the same file. */
const COSINE = [
  1,
  0.9807852804032304,
  0.9238795325112867,
  0.8314696123025452,
  Math.SQRT1_2,
  0.5555702330196022,
  0.3826834323650898,
  0.1950903220161283,
  0,
];

function cosine(k: number): number {
  const turn = k % 32;
  const half = turn > 16 ? 32 - turn : turn;
  return half > 8 ? -(COSINE[16 - half] ?? 0) : (COSINE[half] ?? 0);
}

/** BASIS[8u + x]: C(u)/2 · cos((2x+1)uπ/16). */
const BASIS = Float64Array.from({ length: 64 }, (_, i) => {
  const u = i >> 3;
  return (u === 0 ? cosine(4) : 1) * 0.5 * cosine(((i & 7) * 2 + 1) * u);
});

class BitWriter {
  private readonly out: number[] = [];
  private buffer = 0;
  private held = 0;

  put(bits: number, length: number): void {
    for (let i = length - 1; i >= 0; i--) {
      this.buffer = (this.buffer << 1) | ((bits >> i) & 1);
      if (++this.held < 8) continue;
      this.out.push(this.buffer);
      if (this.buffer === 0xff) this.out.push(0);
      this.buffer = 0;
      this.held = 0;
    }
  }

  /** The last byte is filled with ones (T.81 F.1.2.3). */
  finish(): Uint8Array {
    if (this.held > 0) this.put(0xff, 8 - this.held);
    return Uint8Array.from(this.out);
  }
}

/** Bits of the magnitude category of `value` (T.81 F.1.2.1.1). */
function category(value: number): number {
  return value === 0 ? 0 : 32 - Math.clz32(Math.abs(value));
}

function putCode(writer: BitWriter, codes: ReadonlyMap<number, Code>, symbol: number): void {
  const [bits, length] = codes.get(symbol) ?? [0, 0];
  writer.put(bits, length);
}

function putValue(writer: BitWriter, value: number, size: number): void {
  writer.put(value < 0 ? value + (1 << size) - 1 : value, size);
}

/** Quantised coefficients of one 8 × 8 block in zigzag order. */
function transform(samples: Float64Array): number[] {
  const rows = new Float64Array(64);
  for (let y = 0; y < 8; y++) {
    for (let u = 0; u < 8; u++) {
      let sum = 0;
      for (let x = 0; x < 8; x++) sum += (BASIS[8 * u + x] ?? 0) * (samples[8 * y + x] ?? 0);
      rows[8 * y + u] = sum;
    }
  }
  return ZIGZAG.map((at) => {
    const u = at & 7;
    const v = at >> 3;
    let sum = 0;
    for (let y = 0; y < 8; y++) sum += (BASIS[8 * v + y] ?? 0) * (rows[8 * y + u] ?? 0);
    return Math.round(sum / (QUANTISATION[at] ?? 1));
  });
}

function putBlock(writer: BitWriter, coefficients: readonly number[], previousDc: number): void {
  const difference = (coefficients[0] ?? 0) - previousDc;
  putCode(writer, DC, category(difference));
  putValue(writer, difference, category(difference));
  let zeros = 0;
  for (const value of coefficients.slice(1)) {
    if (value === 0) {
      zeros++;
      continue;
    }
    for (; zeros > 15; zeros -= 16) putCode(writer, AC, 0xf0);
    putCode(writer, AC, (zeros << 4) | category(value));
    putValue(writer, value, category(value));
    zeros = 0;
  }
  if (zeros > 0) putCode(writer, AC, 0);
}

/**
 * A baseline grey JPEG of `pixel(x, y)`, 0 (black) to 255; outside values are clipped.
 * @throws ChipidError `lds.value` unless both sides have 1 to 4096 pixels.
 */
export function encodeGreyJpeg(width: number, height: number, pixel: (x: number, y: number) => number): Uint8Array {
  const sized = [width, height].every((side) => Number.isInteger(side) && side >= 1 && side <= 4096);
  if (!sized) throw new ChipidError("lds.value", "An image side is not 1 to 4096 pixels.");
  const writer = new BitWriter();
  const samples = new Float64Array(64);
  let dc = 0;
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      for (let i = 0; i < 64; i++) {
        const value = pixel(Math.min(left + (i & 7), width - 1), Math.min(top + (i >> 3), height - 1));
        samples[i] = Math.min(255, Math.max(0, value)) - 128;
      }
      const coefficients = transform(samples);
      putBlock(writer, coefficients, dc);
      dc = coefficients[0] ?? 0;
    }
  }
  return concat(
    Uint8Array.of(0xff, 0xd8),
    segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    segment(0xdb, [0, ...ZIGZAG.map((at) => QUANTISATION[at] ?? 1)]),
    segment(0xc0, [8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]),
    segment(0xc4, [0x00, ...DC_COUNTS, ...DC_VALUES]),
    segment(0xc4, [0x10, ...AC_COUNTS, ...AC_VALUES]),
    segment(0xda, [1, 1, 0, 0, 63, 0]),
    writer.finish(),
    Uint8Array.of(0xff, 0xd9),
  );
}

function segment(marker: number, content: readonly number[]): Uint8Array {
  const length = content.length + 2;
  return Uint8Array.of(0xff, marker, length >> 8, length & 255, ...content);
}
