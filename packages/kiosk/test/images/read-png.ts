import { inflateSync } from "node:zlib";

/** Reads the PNGs that the station writes, apart from the code that writes them: every filter, checksums looked at. */
export function readPng(bytes: Uint8Array): { width: number; height: number; components: number; samples: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0) !== 0x89504e47 || view.getUint32(4) !== 0x0d0a1a0a) throw new Error("no PNG");
  let at = 8;
  let header: Uint8Array | undefined;
  const data: Uint8Array[] = [];
  for (let type = ""; type !== "IEND"; ) {
    const length = view.getUint32(at);
    type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (view.getUint32(at + 8 + length) !== bitwiseCrc(bytes.subarray(at + 4, at + 8 + length))) throw new Error("CRC");
    if (type === "IHDR") header = content;
    if (type === "IDAT") data.push(content);
    at += 12 + length;
  }
  if (header === undefined || at !== bytes.length) throw new Error("chunks");
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (header[8] !== 8 || header[12] !== 0) throw new Error("depth");
  const components = { 0: 1, 2: 3 }[header[9] ?? -1] ?? Number.NaN;
  return {
    width,
    height,
    components,
    samples: unfilter(inflateSync(Buffer.concat(data)), width * components, components),
  };
}

function unfilter(rows: Uint8Array, stride: number, pixel: number): Uint8Array {
  const height = rows.length / (stride + 1);
  if (!Number.isInteger(height)) throw new Error("rows");
  const out = new Uint8Array(height * stride);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (stride + 1)] ?? 9;
    for (let x = 0; x < stride; x++) {
      const left = x < pixel ? 0 : (out[y * stride + x - pixel] ?? 0);
      const up = y === 0 ? 0 : (out[(y - 1) * stride + x] ?? 0);
      if (filter > 2) throw new Error("filter");
      const predicted = [0, left, up][filter] ?? 0;
      out[y * stride + x] = (rows[y * (stride + 1) + 1 + x] ?? 0) + predicted;
    }
  }
  return out;
}

function bitwiseCrc(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
