import { crc32, deflateSync } from "node:zlib";

const WIDTH = 240;
const HEIGHT = 320;

/** A face of nobody, drawn by formulas, as PNG. */
export function portraitPng(): Uint8Array {
  const rows = Buffer.alloc((WIDTH * 3 + 1) * HEIGHT);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      rows.set(colourAt(x / WIDTH, y / HEIGHT), y * (WIDTH * 3 + 1) + 1 + x * 3);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function colourAt(x: number, y: number): number[] {
  const within = (cx: number, cy: number, rx: number, ry: number) => ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1;
  if (within(0.41, 0.42, 0.035, 0.018) || within(0.59, 0.42, 0.035, 0.018)) return [40, 30, 25];
  if (within(0.5, 0.6, 0.08, 0.015)) return [150, 70, 70];
  if (within(0.5, 0.45, 0.21, 0.24) && y > 0.3) return [224, 184, 156];
  if (within(0.5, 0.4, 0.25, 0.26)) return [35, 28, 26];
  if (within(0.5, 1.05, 0.42, 0.33)) return [46, 74, 110];
  if (within(0.5, 0.72, 0.1, 0.12)) return [205, 165, 138];
  return [214, 222, 230];
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
