import { encodeGreyJpeg } from "./grey-jpeg.js";

export interface PortraitOptions {
  /** Pixels; default 480 × 640. */
  readonly width?: number;
  readonly height?: number;
  /** Another seed gives another face. Default 1. */
  readonly seed?: number;
}

/**
 * A drawn face of nobody: a grey baseline JPEG for synthetic documents, the same bytes for the same options.
 */
export function syntheticPortraitJpeg(options: PortraitOptions = {}): Uint8Array {
  const { width = 480, height = 640, seed = 1 } = options;
  const random = generator(seed);
  const face = {
    x: 0.5 + (random() - 0.5) * 0.04,
    y: 0.45,
    rx: 0.23 + random() * 0.05,
    ry: 0.27 + random() * 0.04,
    skin: 150 + random() * 70,
    hair: 20 + random() * 90,
    hairline: 0.14 + random() * 0.08,
    eyes: 0.09 + random() * 0.02,
    mouth: 0.07 + random() * 0.04,
    shirt: 60 + random() * 120,
  };
  /** Below 1 inside the ellipse. */
  const ellipse = (x: number, y: number, cx: number, cy: number, rx: number, ry: number): number => {
    const dx = (x - cx) / rx;
    const dy = (y - cy) / ry;
    return dx * dx + dy * dy;
  };

  const pixel = (px: number, py: number): number => {
    const x = px / width;
    const y = py / height;
    const eyeY = face.y - 0.02;
    for (const side of [-1, 1]) {
      const eyeX = face.x + side * face.eyes;
      if (ellipse(x, y, eyeX, eyeY, 0.014, 0.014) < 1) return 25;
      if (ellipse(x, y, eyeX, eyeY, 0.04, 0.018) < 1) return 235;
      if (ellipse(x, y, eyeX, eyeY - 0.045, 0.05, 0.008) < 1) return face.hair;
    }
    if (ellipse(x, y, face.x, face.y + 0.16, face.mouth, 0.014) < 1) return face.skin * 0.55;
    if (ellipse(x, y, face.x, face.y + 0.07, 0.018, 0.035) < 1) return face.skin * 0.82;
    const inFace = ellipse(x, y, face.x, face.y, face.rx, face.ry);
    const fringe = y < face.y - face.ry + face.hairline;
    if (inFace < 1 && !fringe) return face.skin * (1 - 0.22 * inFace);
    if (ellipse(x, y, face.x, face.y - 0.02, face.rx * 1.16, face.ry * 1.14) < 1 && y < face.y + 0.1) return face.hair;
    if (Math.abs(x - face.x) < 0.09 && y > face.y + 0.1 && y < 0.86) return face.skin * 0.72;
    if (ellipse(x, y, face.x, 1.08, 0.46, 0.32) < 1) return face.shirt;
    return 232 - 18 * y;
  };
  return encodeGreyJpeg(width, height, pixel);
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
