import * as host from "node:crypto";
import { type ChipCrypto, createNativeChipCrypto } from "../crypto/chip-crypto.js";
import { type RandomSource, systemRandom } from "../crypto/random.js";

let shared: ChipCrypto | undefined;

/**
 * Cryptography of the chip protocols in this process, over `node:crypto` where that pays. One per process, since it learns
 * (probes of the host, tables of curves).
 */
export function nodeChipCrypto(): ChipCrypto {
  shared ??= createNativeChipCrypto(host);
  return shared;
}

/** The platform's cryptographic generator. */
export const nodeRandom: RandomSource = systemRandom(host.webcrypto);
