import { concat, equalBytes } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";
import { blockLength, type CipherName, type Ciphers, keyLength, MAC_LENGTH } from "./cipher-types.js";
import { retailMac } from "./mac.js";
import { checkBlock, checkKey, createPureCiphers } from "./pure-ciphers.js";
import type { BackendName } from "./types.js";

/** The part of `node:crypto` these ciphers use; pass the module itself. */
export interface NodeCipherLike {
  createCipheriv(algorithm: string, key: Uint8Array, iv: Uint8Array): NodeCipherStateLike;
  createDecipheriv(algorithm: string, key: Uint8Array, iv: Uint8Array): NodeCipherStateLike;
}

export interface NodeCipherStateLike {
  setAutoPadding(pad: boolean): unknown;
  update(data: Uint8Array): Uint8Array;
  final(): Uint8Array;
}

/** OpenSSL 3 has single DES in its legacy provider only, so three-key Triple DES stands for every kind of DES. */
const HOST_CIPHERS: Readonly<Record<CipherName, string>> = {
  "3des": "des-ede3-cbc",
  "aes-128": "aes-128-cbc",
  "aes-192": "aes-192-cbc",
  "aes-256": "aes-256-cbc",
};

/**
 * Ciphers over the host's `node:crypto`, be it OpenSSL (Node) or BoringSSL (Electron). Each cipher is first tried against
 * the pure one on known data, both ways and as a MAC; a host that errs or throws is not asked again and the pure one
 * answers. Node has no CMAC: it is built from CBC. Data shorter than `hostFrom` bytes go to the pure ciphers as well, which
 * are done with them before the host has set up its state.
 */
export function createNativeCiphers(host: NodeCipherLike, { hostFrom = 1024 } = {}): Ciphers {
  const pure = createPureCiphers();
  const native = hostCiphers(host);
  const chosen = new Map<CipherName, Ciphers>();

  function of(cipher: CipherName): Ciphers {
    let ciphers = chosen.get(cipher);
    if (ciphers === undefined) {
      ciphers = agree(native, pure, cipher) ? native : pure;
      chosen.set(cipher, ciphers);
    }
    return ciphers;
  }

  function at(cipher: CipherName, data: Uint8Array): Ciphers {
    return data.length < hostFrom ? pure : of(cipher);
  }

  return {
    name: "native",
    backendOf: (cipher): BackendName => of(cipher).name,
    encryptCbc: (cipher, key, iv, data) => at(cipher, data).encryptCbc(cipher, key, iv, data),
    decryptCbc: (cipher, key, iv, data) => at(cipher, data).decryptCbc(cipher, key, iv, data),
    encryptBlock: (cipher, key, block) => at(cipher, block).encryptBlock(cipher, key, block),
    mac: (cipher, key, data) => at(cipher, data).mac(cipher, key, data),
  };
}

function hostCiphers(host: NodeCipherLike): Ciphers {
  function encrypt(cipher: CipherName, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
    const state = host.createCipheriv(HOST_CIPHERS[cipher], hostKey(cipher, key), iv);
    return finish(state, data);
  }

  return {
    name: "native",
    backendOf: () => "native",
    encryptCbc(cipher, key, iv, data) {
      check(cipher, key, iv, data);
      return encrypt(cipher, key, iv, data);
    },
    decryptCbc(cipher, key, iv, data) {
      check(cipher, key, iv, data);
      return finish(host.createDecipheriv(HOST_CIPHERS[cipher], hostKey(cipher, key), iv), data);
    },
    encryptBlock(cipher, key, block) {
      checkKey(cipher, key);
      checkBlock(cipher, block);
      return encrypt(cipher, key, new Uint8Array(block.length), block);
    },
    mac(cipher, key, data) {
      checkKey(cipher, key);
      // Most of a retail MAC is single DES, for which the host would do three times the work.
      return cipher === "3des" ? retailMac(key, data) : cmac(cipher, key, data).slice(0, MAC_LENGTH);
    },
  };

  /** CMAC (SP 800-38B §6.2): CBC with a zero IV, the last block masked with a subkey. */
  function cmac(cipher: CipherName, key: Uint8Array, data: Uint8Array): Uint8Array {
    const zero = new Uint8Array(16);
    const whole = data.length !== 0 && data.length % 16 === 0;
    const blocks = new Uint8Array(whole ? data.length : data.length - (data.length % 16) + 16);
    blocks.set(data);
    let mask = doubled(encrypt(cipher, key, zero, zero));
    if (!whole) {
      blocks[data.length] = 0x80;
      mask = doubled(mask);
    }
    const last = blocks.length - 16;
    for (let i = 0; i < 16; i++) blocks[last + i] = (blocks[last + i] ?? 0) ^ (mask[i] ?? 0);
    return encrypt(cipher, key, zero, blocks).subarray(last);
  }
}

/** Twice the element of GF(2^128) that a block stands for (SP 800-38B §6.1). */
function doubled(block: Uint8Array): Uint8Array {
  const out = new Uint8Array(16);
  let carry = 0;
  for (let i = 15; i >= 0; i--) {
    const byte = block[i] ?? 0;
    out[i] = (byte << 1) | carry;
    carry = byte >> 7;
  }
  // The reduction's value depends on secret data, so it is masked in instead of branched to.
  out[15] = (out[15] ?? 0) ^ (-carry & 0x87);
  return out;
}

function hostKey(cipher: CipherName, key: Uint8Array): Uint8Array {
  return cipher === "3des" && key.length === 16 ? concat(key, key.subarray(0, 8)) : key;
}

function finish(state: NodeCipherStateLike, data: Uint8Array): Uint8Array {
  state.setAutoPadding(false);
  const out = state.update(data);
  const rest = state.final();
  // A plain Uint8Array: `Buffer` has another `slice`, and its memory may be shared with others.
  return rest.length === 0 ? Uint8Array.from(out) : concat(out, rest);
}

function check(cipher: CipherName, key: Uint8Array, iv: Uint8Array, data: Uint8Array): void {
  checkKey(cipher, key);
  const block = blockLength(cipher);
  if (iv.length !== block || data.length % block !== 0) {
    throw new ChipidError("bytes.range", `Data for ${cipher} must be whole blocks of ${block} bytes.`);
  }
}

/** The host gives what the pure ciphers give: two blocks each way, an unpadded MAC and, where there is one, a padded. */
function agree(native: Ciphers, pure: Ciphers, cipher: CipherName): boolean {
  const block = blockLength(cipher);
  const key = Uint8Array.from({ length: keyLength(cipher) }, (_, i) => 17 * i + 1);
  const iv = Uint8Array.from({ length: block }, (_, i) => 255 - 5 * i);
  const data = Uint8Array.from({ length: 2 * block }, (_, i) => 29 * i + 3);
  try {
    const lengths = cipher === "3des" ? [block, 2 * block] : [0, 2 * block, 2 * block - 1];
    return (
      equalBytes(native.encryptCbc(cipher, key, iv, data), pure.encryptCbc(cipher, key, iv, data)) &&
      equalBytes(native.decryptCbc(cipher, key, iv, data), pure.decryptCbc(cipher, key, iv, data)) &&
      lengths.every((n) =>
        equalBytes(native.mac(cipher, key, data.subarray(0, n)), pure.mac(cipher, key, data.subarray(0, n))),
      )
    );
  } catch {
    return false;
  }
}
