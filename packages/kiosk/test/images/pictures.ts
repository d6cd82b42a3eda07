import { readFileSync } from "node:fs";

// JPEG 2000 pictures of a drawn face, 64 × 80, encoded once by opj_compress 2.5.0 from what `drawnFace` draws:
//   colour.jp2         -i face.ppm                                  lossless
//   colour-lossy.j2k   -i face.ppm -r 20 -I
//   grey-tiled.j2k     -i face.pgm -r 8 -I -t 32,32
//   grey-16-bit.j2k    -i face16.pgm                                lossless, each sample times 257
//   colour-422.jp2     -i face.raw -F 64,80,3,8,u@1x1:2x1:2x1 -mct 0    YCbCr, chroma halved across

export const WIDTH = 64;
export const HEIGHT = 80;

export type Picture = "colour.jp2" | "colour-lossy.j2k" | "grey-tiled.j2k" | "grey-16-bit.j2k" | "colour-422.jp2";

export function readPicture(name: Picture): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, import.meta.url)));
}

/** The picture that the files hold, RGB. */
export function drawnFace(): Uint8Array {
  const out = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) out.set(pixel(x, y), (y * WIDTH + x) * 3);
  }
  return out;
}

/** The same in grey. */
export function drawnFaceGrey(): Uint8Array {
  const colour = drawnFace();
  return Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
    const [r = 0, g = 0, b = 0] = colour.subarray(3 * i);
    return Math.trunc(0.299 * r + 0.587 * g + 0.114 * b);
  });
}

function pixel(x: number, y: number): readonly [number, number, number] {
  const dx = (x - WIDTH / 2) / (WIDTH * 0.33);
  const dy = (y - HEIGHT * 0.48) / (HEIGHT * 0.38);
  const round = dx * dx + dy * dy;
  if (Math.abs(dx) < 0.06 && dy > -0.1 && dy < 0.2) return [200, 150, 120];
  if (Math.abs(dy - 0.45) < 0.05 && Math.abs(dx) < 0.3) return [170, 70, 70];
  if ([-0.38, 0.38].some((eye) => (dx - eye) ** 2 * 6 + (dy + 0.15) ** 2 * 18 < 0.06)) return [30, 30, 40];
  if (round < 1.15 && y < HEIGHT * 0.28) return [40, 30, 28];
  if (round < 1) return [224, 180, 150];
  if (y > HEIGHT * 0.8 && Math.abs(x - WIDTH / 2) < (y - HEIGHT * 0.72) * 1.6) return [60, 70, 110];
  return [150 + Math.floor(y / 4), 170, 200];
}
