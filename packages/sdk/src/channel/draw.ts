import type { RandomSource } from "../crypto/random.js";
import { ChipidError } from "../errors/chipid-error.js";

/** Random bytes of exactly the length asked for. @throws ChipidError `crypto.random` */
export function draw(random: RandomSource, length: number, purpose: string): Uint8Array {
  const bytes = random(length, purpose);
  if (bytes.length !== length) {
    throw new ChipidError("crypto.random", "The random source gave another number of bytes than was asked for.");
  }
  return bytes;
}
