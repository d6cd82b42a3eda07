import type { BackendName } from "./types.js";

/** Block ciphers of secure messaging and PACE (ICAO 9303-11 §9.8). */
export type CipherName = "3des" | "aes-128" | "aes-192" | "aes-256";

export const CIPHER_NAMES: readonly CipherName[] = ["3des", "aes-128", "aes-192", "aes-256"];

/** Bytes of a block: 8 or 16. */
export function blockLength(cipher: CipherName): 8 | 16 {
  return cipher === "3des" ? 8 : 16;
}

/** Bytes of the keys that the key derivation of ICAO 9303-11 §9.7.1 gives; 3DES is the two-key one. */
export function keyLength(cipher: CipherName): 16 | 24 | 32 {
  return cipher === "aes-256" ? 32 : cipher === "aes-192" ? 24 : 16;
}

/** Bytes of every MAC of secure messaging and of every PACE token, whatever the cipher (ICAO 9303-11 §9.8). */
export const MAC_LENGTH = 8;

/**
 * Symmetric cryptography of the chip protocols. Nothing here pads: the protocols say where padding goes (mac.ts has
 * padding method 2). Every method throws ChipidError `crypto.key` for a key of the wrong length (3DES takes 16 or 24
 * bytes, AES exactly those of its name) and `bytes.range` for data or an IV that are not whole blocks.
 */
export interface Ciphers {
  readonly name: BackendName;
  /** Who computes with this cipher where it pays: a host that failed its probe is never asked again. */
  backendOf(cipher: CipherName): BackendName;
  /** CBC without padding; `data` any number of whole blocks, `iv` one block. */
  encryptCbc(cipher: CipherName, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array;
  decryptCbc(cipher: CipherName, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array;
  /** One block on its own, as for the IV of AES secure messaging (ICAO 9303-11 §9.8.6.1). */
  encryptBlock(cipher: CipherName, key: Uint8Array, block: Uint8Array): Uint8Array;
  /**
   * The 8-byte MAC of ICAO 9303-11 §9.8: for 3DES the retail MAC (ISO/IEC 9797-1 algorithm 3) over one or more whole
   * blocks, already padded, with a 16-byte key; for AES the CMAC of data of any length, cut to its first 8 bytes.
   */
  mac(cipher: CipherName, key: Uint8Array, data: Uint8Array): Uint8Array;
}
