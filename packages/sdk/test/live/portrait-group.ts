import { syntheticDg2 } from "../../src/simulator/personalise.js";

const made = new Map<number, Uint8Array>();

/** DG2 of at least so many bytes: the portrait grows until it is that large. */
export function portraitGroup(bytes: number): Uint8Array {
  const known = made.get(bytes);
  if (known !== undefined) return known;
  for (let width = 96; ; ) {
    const dg2 = syntheticDg2({ width, height: Math.round((width * 4) / 3) });
    if (dg2.length >= bytes) {
      made.set(bytes, dg2);
      return dg2;
    }
    // Its bytes grow with its area, a little slower.
    width = Math.ceil(width * Math.max(1.02, 0.97 * Math.sqrt(bytes / dg2.length)));
  }
}
