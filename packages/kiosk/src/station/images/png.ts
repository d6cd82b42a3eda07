import { promisify } from "node:util";
import { deflate } from "node:zlib";

const deflateAsync = promisify(deflate);

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const COLOUR_TYPE = { 1: 0, 3: 2 } as const;
const FILTER_SUB = 1;

/**
 * A PNG of 8-bit samples, grey or RGB (ISO/IEC 15948). The compression runs outside of the calling thread. The filtered
 * copy of the picture is zeroed behind it.
 * @param samples `width * height * components` bytes, row by row
 */
export async function encodePng(
  width: number,
  height: number,
  components: 1 | 3,
  samples: Uint8Array,
): Promise<Uint8Array> {
  const rows = filtered(width, height, components, samples);
  const data = await deflateAsync(rows, { level: 3 });
  rows.fill(0);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, COLOUR_TYPE[components]], 8);
  const parts = [SIGNATURE, chunk("IHDR", header), chunk("IDAT", data), chunk("IEND", new Uint8Array(0))];
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  data.fill(0);
  return out;
}

/** Each row behind its filter's number, every byte less the one of the pixel to its left. */
function filtered(width: number, height: number, components: number, samples: Uint8Array): Uint8Array {
  const stride = width * components;
  const out = new Uint8Array(height * (stride + 1));
  for (let row = 0; row < height; row++) {
    const from = row * stride;
    const to = row * (stride + 1) + 1;
    out[to - 1] = FILTER_SUB;
    for (let i = 0; i < stride; i++) {
      const left = i < components ? 0 : (samples[from + i - components] ?? 0);
      out[to + i] = (samples[from + i] ?? 0) - left;
    }
  }
  return out;
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + content.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, content.length);
  for (let i = 0; i < 4; i++) out[4 + i] = type.charCodeAt(i);
  out.set(content, 8);
  view.setUint32(8 + content.length, crc32(out.subarray(4, 8 + content.length)));
  return out;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = (CRC_TABLE[(c ^ byte) & 0xff] ?? 0) ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}
