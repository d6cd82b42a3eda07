import { cbc, cmac, ecb } from "@noble/ciphers/aes.js";
import { ChipidError } from "../errors/chipid-error.js";

// AES (FIPS 197) of any key length without padding, and its CMAC, without help from the host.

const BLOCK = 16;

/** CBC. @throws ChipidError `crypto.key`, or `bytes.range` when data or IV are not whole blocks */
export function aesEncryptCbc(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  check(key, data, iv);
  return data.length === 0 ? new Uint8Array(0) : cbc(key, iv, { disablePadding: true }).encrypt(data);
}

/** CBC. @throws ChipidError `crypto.key`, or `bytes.range` when data or IV are not whole blocks */
export function aesDecryptCbc(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  check(key, data, iv);
  return data.length === 0 ? new Uint8Array(0) : cbc(key, iv, { disablePadding: true }).decrypt(data);
}

/** ECB. @throws ChipidError `crypto.key`, or `bytes.range` when data are not whole blocks */
export function aesEncryptEcb(key: Uint8Array, data: Uint8Array): Uint8Array {
  check(key, data);
  return data.length === 0 ? new Uint8Array(0) : ecb(key, { disablePadding: true }).encrypt(data);
}

/** ECB. @throws ChipidError `crypto.key`, or `bytes.range` when data are not whole blocks */
export function aesDecryptEcb(key: Uint8Array, data: Uint8Array): Uint8Array {
  check(key, data);
  return data.length === 0 ? new Uint8Array(0) : ecb(key, { disablePadding: true }).decrypt(data);
}

/** The whole CMAC of 16 bytes (SP 800-38B). @throws ChipidError `crypto.key` */
export function aesCmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  check(key, new Uint8Array(0));
  return cmac(data, key);
}

function check(key: Uint8Array, data: Uint8Array, iv?: Uint8Array): void {
  if (key.length !== 16 && key.length !== 24 && key.length !== 32) {
    throw new ChipidError("crypto.key", "An AES key must have 16, 24 or 32 bytes.");
  }
  if (data.length % BLOCK !== 0 || (iv !== undefined && iv.length !== BLOCK)) {
    throw new ChipidError("bytes.range", "Data for AES must be whole blocks of 16 bytes.");
  }
}
