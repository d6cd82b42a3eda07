import { ChipidError } from "../errors/chipid-error.js";
import { aesCmac, aesDecryptCbc, aesEncryptCbc, aesEncryptEcb } from "./aes.js";
import { blockLength, type CipherName, type Ciphers, keyLength, MAC_LENGTH } from "./cipher-types.js";
import { Des } from "./des.js";
import { retailMac } from "./mac.js";

/** Ciphers that need nothing from their host. */
export function createPureCiphers(): Ciphers {
  return {
    name: "pure",
    backendOf: () => "pure",
    encryptCbc(cipher, key, iv, data) {
      checkKey(cipher, key);
      return cipher === "3des" ? new Des(key).encryptCbc(iv, data) : aesEncryptCbc(key, iv, data);
    },
    decryptCbc(cipher, key, iv, data) {
      checkKey(cipher, key);
      return cipher === "3des" ? new Des(key).decryptCbc(iv, data) : aesDecryptCbc(key, iv, data);
    },
    encryptBlock(cipher, key, block) {
      checkKey(cipher, key);
      checkBlock(cipher, block);
      return cipher === "3des" ? new Des(key).encryptEcb(block) : aesEncryptEcb(key, block);
    },
    mac(cipher, key, data) {
      checkKey(cipher, key);
      return cipher === "3des" ? retailMac(key, data) : aesCmac(key, data).slice(0, MAC_LENGTH);
    },
  };
}

/** @throws ChipidError `crypto.key` */
export function checkKey(cipher: CipherName, key: Uint8Array): void {
  if (key.length !== keyLength(cipher) && !(cipher === "3des" && key.length === 24)) {
    throw new ChipidError("crypto.key", `A key for ${cipher} has the wrong length.`);
  }
}

/** @throws ChipidError `bytes.range` */
export function checkBlock(cipher: CipherName, block: Uint8Array): void {
  if (block.length !== blockLength(cipher))
    throw new ChipidError("bytes.range", "A cipher block has the wrong length.");
}
