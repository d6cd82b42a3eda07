import { ChipidError } from "../errors/chipid-error.js";
import { blockLength, type CipherName, type Ciphers } from "./cipher-types.js";
import { Des } from "./des.js";

/** Padding method 2 (ISO/IEC 9797-1 §6.3.3): `80` and as few `00` as make whole blocks; never nothing. */
export function padMethod2(data: Uint8Array, block: 8 | 16): Uint8Array {
  const out = new Uint8Array(data.length - (data.length % block) + block);
  out.set(data);
  out[data.length] = 0x80;
  return out;
}

/**
 * Data without their padding of method 2, or undefined when there is none, it is longer than a block, or `padded` is not
 * whole blocks. Look at it only once the MAC over the cryptogram was right.
 */
export function unpadMethod2(padded: Uint8Array, block: 8 | 16): Uint8Array | undefined {
  if (padded.length === 0 || padded.length % block !== 0) return undefined;
  let end = padded.length - 1;
  const least = padded.length - block;
  while (end > least && padded[end] === 0) end--;
  return padded[end] === 0x80 ? padded.subarray(0, end) : undefined;
}

/**
 * Retail MAC: ISO/IEC 9797-1 MAC algorithm 3 with DES and a zero IV, output transformation 3, all 8 bytes. `data` are one
 * or more whole blocks, already padded; the key is K‖K'.
 * @throws ChipidError `crypto.key` for a key that has not 16 bytes, `bytes.range` for data that are not whole blocks
 */
export function retailMac(key: Uint8Array, data: Uint8Array): Uint8Array {
  if (key.length !== 16) throw new ChipidError("crypto.key", "A retail MAC key must have 16 bytes.");
  if (data.length === 0 || data.length % 8 !== 0) {
    throw new ChipidError("bytes.range", "Data for a retail MAC must be whole blocks of 8 bytes.");
  }
  // DES in CBC up to the last block; that one goes through E(K), D(K'), E(K): two-key Triple DES.
  const last = data.length - 8;
  const chained = new Des(key.subarray(0, 8)).chain(new Uint8Array(8), data.subarray(0, last));
  return new Des(key).chain(chained, data.subarray(last));
}

/**
 * The 8-byte MAC of a message that nobody has padded: PACE tokens, the cryptograms of BAC (ICAO 9303-11 §4.3.3.2,
 * §9.8.3, §9.8.4). Method 2 pads it for the retail MAC; CMAC has a padding of its own.
 */
export function macOfMessage(ciphers: Ciphers, cipher: CipherName, key: Uint8Array, message: Uint8Array): Uint8Array {
  return ciphers.mac(cipher, key, cipher === "3des" ? padMethod2(message, blockLength(cipher)) : message);
}
