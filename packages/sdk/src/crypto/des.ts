import { ChipidError } from "../errors/chipid-error.js";

// DES and Triple DES (FIPS 46-3, SP 800-67) by tables. The tables that the rounds use are made here from the standard's
// own, which are written as printed, so that they can be checked against it. Table look-ups depend on secret data; the
// protocols that use 3DES give one session's keys a few seconds of life.

/** FIPS 46-3, primitive functions S1 … S8, rows one after the other. */
const S_BOXES: readonly (readonly number[])[] = [
  [
    14, 4, 13, 1, 2, 15, 11, 8, 3, 10, 6, 12, 5, 9, 0, 7, 0, 15, 7, 4, 14, 2, 13, 1, 10, 6, 12, 11, 9, 5, 3, 8, 4, 1,
    14, 8, 13, 6, 2, 11, 15, 12, 9, 7, 3, 10, 5, 0, 15, 12, 8, 2, 4, 9, 1, 7, 5, 11, 3, 14, 10, 0, 6, 13,
  ],
  [
    15, 1, 8, 14, 6, 11, 3, 4, 9, 7, 2, 13, 12, 0, 5, 10, 3, 13, 4, 7, 15, 2, 8, 14, 12, 0, 1, 10, 6, 9, 11, 5, 0, 14,
    7, 11, 10, 4, 13, 1, 5, 8, 12, 6, 9, 3, 2, 15, 13, 8, 10, 1, 3, 15, 4, 2, 11, 6, 7, 12, 0, 5, 14, 9,
  ],
  [
    10, 0, 9, 14, 6, 3, 15, 5, 1, 13, 12, 7, 11, 4, 2, 8, 13, 7, 0, 9, 3, 4, 6, 10, 2, 8, 5, 14, 12, 11, 15, 1, 13, 6,
    4, 9, 8, 15, 3, 0, 11, 1, 2, 12, 5, 10, 14, 7, 1, 10, 13, 0, 6, 9, 8, 7, 4, 15, 14, 3, 11, 5, 2, 12,
  ],
  [
    7, 13, 14, 3, 0, 6, 9, 10, 1, 2, 8, 5, 11, 12, 4, 15, 13, 8, 11, 5, 6, 15, 0, 3, 4, 7, 2, 12, 1, 10, 14, 9, 10, 6,
    9, 0, 12, 11, 7, 13, 15, 1, 3, 14, 5, 2, 8, 4, 3, 15, 0, 6, 10, 1, 13, 8, 9, 4, 5, 11, 12, 7, 2, 14,
  ],
  [
    2, 12, 4, 1, 7, 10, 11, 6, 8, 5, 3, 15, 13, 0, 14, 9, 14, 11, 2, 12, 4, 7, 13, 1, 5, 0, 15, 10, 3, 9, 8, 6, 4, 2, 1,
    11, 10, 13, 7, 8, 15, 9, 12, 5, 6, 3, 0, 14, 11, 8, 12, 7, 1, 14, 2, 13, 6, 15, 0, 9, 10, 4, 5, 3,
  ],
  [
    12, 1, 10, 15, 9, 2, 6, 8, 0, 13, 3, 4, 14, 7, 5, 11, 10, 15, 4, 2, 7, 12, 9, 5, 6, 1, 13, 14, 0, 11, 3, 8, 9, 14,
    15, 5, 2, 8, 12, 3, 7, 0, 4, 10, 1, 13, 11, 6, 4, 3, 2, 12, 9, 5, 15, 10, 11, 14, 1, 7, 6, 0, 8, 13,
  ],
  [
    4, 11, 2, 14, 15, 0, 8, 13, 3, 12, 9, 7, 5, 10, 6, 1, 13, 0, 11, 7, 4, 9, 1, 10, 14, 3, 5, 12, 2, 15, 8, 6, 1, 4,
    11, 13, 12, 3, 7, 14, 10, 15, 6, 8, 0, 5, 9, 2, 6, 11, 13, 8, 1, 4, 10, 7, 9, 5, 0, 15, 14, 2, 3, 12,
  ],
  [
    13, 2, 8, 4, 6, 15, 11, 1, 10, 9, 3, 14, 5, 0, 12, 7, 1, 15, 13, 8, 10, 3, 7, 4, 12, 5, 6, 11, 0, 14, 9, 2, 7, 11,
    4, 1, 9, 12, 14, 2, 0, 6, 10, 13, 15, 3, 5, 8, 2, 1, 14, 7, 4, 10, 8, 13, 15, 12, 9, 0, 3, 5, 6, 11,
  ],
];

/** FIPS 46-3, permutation P: bit i of the result is bit P[i] of the S-boxes' output, bit 1 the leftmost. */
const P = [
  16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25,
];

/** FIPS 46-3, permuted choices 1 and 2, and how far each round's key is shifted. */
const PC1 = [
  57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36, 63, 55,
  47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
];
const PC2 = [
  14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2, 41, 52, 31, 37, 47, 55, 30,
  40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
];
const SHIFTS = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];

const BLOCK = 8;
const ROUNDS = 16;

/**
 * S-box and P in one look-up: entry 64·box + input, the input's six bits as the expansion E gives them. Results stand
 * rotated left by three, as the rounds keep both halves: the even S-boxes' inputs are then aligned without a rotation.
 */
const SP = makeRoundTable();

function makeRoundTable(): Int32Array {
  const table = new Int32Array(512);
  S_BOXES.forEach((box, n) => {
    for (let input = 0; input < 64; input++) {
      // FIPS 46-3: the outer two bits choose the row, the inner four the column.
      const row = ((input >> 4) & 2) | (input & 1);
      const out = (box[16 * row + ((input >> 1) & 15)] ?? 0) << (28 - 4 * n);
      let permuted = 0;
      P.forEach((from, i) => {
        permuted |= ((out >>> (32 - from)) & 1) << (31 - i);
      });
      table[64 * n + input] = (permuted << 3) | (permuted >>> 29);
    }
  });
  return table;
}

/**
 * Which key bit each of a round's 48 bits is (PC-2 after the round's shifts after PC-1), for all rounds one after the
 * other; bit 0 is the leftmost of the key's first byte.
 */
const KEY_BITS = makeKeyBits();

function makeKeyBits(): Uint8Array {
  const bits = new Uint8Array(48 * ROUNDS);
  let shift = 0;
  SHIFTS.forEach((step, round) => {
    shift += step;
    PC2.forEach((position, i) => {
      // Both halves of 28 bits rotate on their own.
      const half = position > 28 ? 28 : 0;
      bits[48 * round + i] = (PC1[half + ((position - 1 - half + shift) % 28)] ?? 0) - 1;
    });
  });
  return bits;
}

/**
 * Round keys of one DES key for encryption: two words a round, the six-bit groups 1, 3, 5, 7 and 2, 4, 6, 8 of the round
 * key, each group in the top six bits of a byte. Parity bits are not looked at.
 */
function roundKeys(key: Uint8Array): Int32Array {
  const keys = new Int32Array(2 * ROUNDS);
  for (let at = 0; at < keys.length; at++) {
    // The even words collect groups 1, 3, 5, 7, which are the first six of every twelve bits.
    let n = 48 * (at >> 1) + 6 * (at & 1);
    let value = 0;
    for (let group = 0; group < 4; group++, n += 12) {
      for (let i = n; i < n + 6; i++) {
        const bit = KEY_BITS[i] as number;
        value = (value << 1) | (((key[bit >> 3] as number) >> (7 - (bit & 7))) & 1);
      }
      value <<= 2;
    }
    keys[at] = value;
  }
  return keys;
}

function reversed(keys: Int32Array): Int32Array {
  const out = new Int32Array(keys.length);
  for (let round = 0; round < ROUNDS; round++) {
    out[2 * round] = keys[keys.length - 2 * round - 2] ?? 0;
    out[2 * round + 1] = keys[keys.length - 2 * round - 1] ?? 0;
  }
  return out;
}

function joined(...parts: readonly Int32Array[]): Int32Array {
  const out = new Int32Array(2 * ROUNDS * parts.length);
  parts.forEach((part, i) => {
    out.set(part, 2 * ROUNDS * i);
  });
  return out;
}

/**
 * DES with an 8-byte key, Triple DES (encrypt, decrypt, encrypt) with a 16-byte key K1‖K2 or a 24-byte key K1‖K2‖K3
 * (SP 800-67 §3; keying options 3, 2 and 1). Not safe to share between threads, which JavaScript does not.
 */
export class Des {
  private readonly encryption: Int32Array;
  private readonly decryption: Int32Array;
  private left = 0;
  private right = 0;

  /** @throws ChipidError `crypto.key` for any other key length */
  constructor(key: Uint8Array) {
    if (key.length !== 8 && key.length !== 16 && key.length !== 24) {
      throw new ChipidError("crypto.key", "A DES key must have 8, 16 or 24 bytes.");
    }
    const first = roundKeys(key.subarray(0, 8));
    if (key.length === 8) {
      this.encryption = first;
      this.decryption = reversed(first);
      return;
    }
    const second = roundKeys(key.subarray(8, 16));
    const third = key.length === 24 ? roundKeys(key.subarray(16, 24)) : first;
    this.encryption = joined(first, reversed(second), third);
    this.decryption = joined(reversed(third), second, reversed(first));
  }

  /** CBC without padding. @throws ChipidError `bytes.range` when data or IV are not whole blocks */
  encryptCbc(iv: Uint8Array, data: Uint8Array): Uint8Array {
    checkBlocks(iv, data);
    const out = new Uint8Array(data.length);
    let l = word(iv, 0);
    let r = word(iv, 4);
    for (let at = 0; at < data.length; at += BLOCK) {
      this.run(this.encryption, l ^ word(data, at), r ^ word(data, at + 4));
      l = this.left;
      r = this.right;
      put(out, at, l);
      put(out, at + 4, r);
    }
    return out;
  }

  /** CBC without padding. @throws ChipidError `bytes.range` when data or IV are not whole blocks */
  decryptCbc(iv: Uint8Array, data: Uint8Array): Uint8Array {
    checkBlocks(iv, data);
    const out = new Uint8Array(data.length);
    let l = word(iv, 0);
    let r = word(iv, 4);
    for (let at = 0; at < data.length; at += BLOCK) {
      const cl = word(data, at);
      const cr = word(data, at + 4);
      this.run(this.decryption, cl, cr);
      put(out, at, this.left ^ l);
      put(out, at + 4, this.right ^ r);
      l = cl;
      r = cr;
    }
    return out;
  }

  /** ECB without padding. @throws ChipidError `bytes.range` when data are not whole blocks */
  encryptEcb(data: Uint8Array): Uint8Array {
    return this.ecb(this.encryption, data);
  }

  /** ECB without padding. @throws ChipidError `bytes.range` when data are not whole blocks */
  decryptEcb(data: Uint8Array): Uint8Array {
    return this.ecb(this.decryption, data);
  }

  /** The last block of the CBC encryption alone, as a MAC needs it; the IV itself when there is no data. */
  chain(iv: Uint8Array, data: Uint8Array): Uint8Array {
    checkBlocks(iv, data);
    let l = word(iv, 0);
    let r = word(iv, 4);
    for (let at = 0; at < data.length; at += BLOCK) {
      this.run(this.encryption, l ^ word(data, at), r ^ word(data, at + 4));
      l = this.left;
      r = this.right;
    }
    const out = new Uint8Array(BLOCK);
    put(out, 0, l);
    put(out, 4, r);
    return out;
  }

  private ecb(keys: Int32Array, data: Uint8Array): Uint8Array {
    checkBlocks(new Uint8Array(BLOCK), data);
    const out = new Uint8Array(data.length);
    for (let at = 0; at < data.length; at += BLOCK) {
      this.run(keys, word(data, at), word(data, at + 4));
      put(out, at, this.left);
      put(out, at + 4, this.right);
    }
    return out;
  }

  /** One block through all rounds of all stages; leaves the result in `left` and `right`. */
  private run(keys: Int32Array, left: number, right: number): void {
    let l = left;
    let r = right;
    // The initial permutation as five exchanges of bit groups, which is its own inverse backwards.
    let t = ((l >>> 4) ^ r) & 0x0f0f0f0f;
    r ^= t;
    l ^= t << 4;
    t = ((l >>> 16) ^ r) & 0x0000ffff;
    r ^= t;
    l ^= t << 16;
    t = ((r >>> 2) ^ l) & 0x33333333;
    l ^= t;
    r ^= t << 2;
    t = ((r >>> 8) ^ l) & 0x00ff00ff;
    l ^= t;
    r ^= t << 8;
    t = ((l >>> 1) ^ r) & 0x55555555;
    r ^= t;
    l ^= t << 1;
    l = (l << 3) | (l >>> 29);
    r = (r << 3) | (r >>> 29);

    // Between two stages the final and the initial permutation cancel out; only the halves change places.
    for (let at = 0; at < keys.length; ) {
      for (const end = at + 2 * ROUNDS; at < end; at += 4) {
        let even = r ^ (keys[at + 1] as number);
        let odd = ((r >>> 4) | (r << 28)) ^ (keys[at] as number);
        l ^=
          (SP[odd >>> 26] as number) ^
          (SP[64 | (even >>> 26)] as number) ^
          (SP[128 | ((odd >>> 18) & 63)] as number) ^
          (SP[192 | ((even >>> 18) & 63)] as number) ^
          (SP[256 | ((odd >>> 10) & 63)] as number) ^
          (SP[320 | ((even >>> 10) & 63)] as number) ^
          (SP[384 | ((odd >>> 2) & 63)] as number) ^
          (SP[448 | ((even >>> 2) & 63)] as number);
        even = l ^ (keys[at + 3] as number);
        odd = ((l >>> 4) | (l << 28)) ^ (keys[at + 2] as number);
        r ^=
          (SP[odd >>> 26] as number) ^
          (SP[64 | (even >>> 26)] as number) ^
          (SP[128 | ((odd >>> 18) & 63)] as number) ^
          (SP[192 | ((even >>> 18) & 63)] as number) ^
          (SP[256 | ((odd >>> 10) & 63)] as number) ^
          (SP[320 | ((even >>> 10) & 63)] as number) ^
          (SP[384 | ((odd >>> 2) & 63)] as number) ^
          (SP[448 | ((even >>> 2) & 63)] as number);
      }
      const swap = l;
      l = r;
      r = swap;
    }

    l = (l >>> 3) | (l << 29);
    r = (r >>> 3) | (r << 29);
    t = ((l >>> 1) ^ r) & 0x55555555;
    r ^= t;
    l ^= t << 1;
    t = ((r >>> 8) ^ l) & 0x00ff00ff;
    l ^= t;
    r ^= t << 8;
    t = ((r >>> 2) ^ l) & 0x33333333;
    l ^= t;
    r ^= t << 2;
    t = ((l >>> 16) ^ r) & 0x0000ffff;
    r ^= t;
    l ^= t << 16;
    t = ((l >>> 4) ^ r) & 0x0f0f0f0f;
    r ^= t;
    l ^= t << 4;
    this.left = l;
    this.right = r;
  }
}

function word(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}

function put(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

function checkBlocks(iv: Uint8Array, data: Uint8Array): void {
  if (iv.length !== BLOCK || data.length % BLOCK !== 0) {
    throw new ChipidError("bytes.range", "Data for DES must be whole blocks of 8 bytes.");
  }
}
