/** Decoded samples, interleaved; two bytes each, little-endian, where there are more than 8 bits. */
export interface RawImage {
  readonly width: number;
  readonly height: number;
  readonly components: 1 | 3;
  readonly bits: number;
  readonly samples: Uint8Array;
}

/** Bytes that an image of this shape has. */
export function byteLength({ width, height, components, bits }: Omit<RawImage, "samples">): number {
  return width * height * components * (bits > 8 ? 2 : 1);
}

/** The samples with 8 bits each, scaled so that the brightest stays the brightest. */
export function toEightBits({ bits, samples }: RawImage): Uint8Array {
  if (bits === 8) return samples;
  const scale = 255 / (2 ** bits - 1);
  const wide = bits > 8;
  const out = new Uint8Array(wide ? samples.length / 2 : samples.length);
  for (let i = 0; i < out.length; i++) {
    const value = wide ? (samples[2 * i] ?? 0) | ((samples[2 * i + 1] ?? 0) << 8) : (samples[i] ?? 0);
    out[i] = Math.min(255, Math.round(value * scale));
  }
  return out;
}
