import * as nodeCrypto from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../bytes/bytes.js";
import { isChipidError } from "../errors/chipid-error.js";
import { blockLength, CIPHER_NAMES, type CipherName, type Ciphers, keyLength } from "./cipher-types.js";
import { createNativeCiphers, type NodeCipherLike } from "./native-ciphers.js";
import { createPureCiphers } from "./pure-ciphers.js";

const host: NodeCipherLike = nodeCrypto;
// The host answers for data of any length here.
const both: readonly Ciphers[] = [createPureCiphers(), createNativeCiphers(host, { hostFrom: 0 })];

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

describe.each(both.map((ciphers) => [ciphers.name, ciphers] as const))("%s ciphers", (name, ciphers) => {
  it("answers itself for every cipher", () => {
    for (const cipher of CIPHER_NAMES) expect(ciphers.backendOf(cipher)).toBe(name);
  });

  // SP 800-38A F.2, first two blocks.
  it.each([
    ["aes-128", "2b7e151628aed2a6abf7158809cf4f3c", "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"],
    [
      "aes-192",
      "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
      "4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a",
    ],
    [
      "aes-256",
      "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
      "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d",
    ],
  ] as const)("%s in CBC", (cipher, key, expected) => {
    const iv = fromHex("000102030405060708090a0b0c0d0e0f");
    const plain = fromHex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
    expect(toHex(ciphers.encryptCbc(cipher, fromHex(key), iv, plain))).toBe(expected);
    expect(toHex(ciphers.decryptCbc(cipher, fromHex(key), iv, fromHex(expected)))).toBe(toHex(plain));
  });

  it("3DES and the retail MAC of ICAO 9303-11 D.3", () => {
    const s = fromHex("781723860C06C2264608F919887022120B795240CB7049B01C19B33E32804F0B");
    const e = "72c29c2371cc9bdb65b779b8e8d37b29ecc154aa56a8799fae2f498f76ed92f2";
    const key = fromHex("AB94FDECF2674FDFB9B391F85D7F76F2");
    expect(toHex(ciphers.encryptCbc("3des", key, new Uint8Array(8), s))).toBe(e);
    expect(toHex(ciphers.decryptCbc("3des", key, new Uint8Array(8), fromHex(e)))).toBe(toHex(s));
    const mac = ciphers.mac("3des", fromHex("7962D9ECE03D1ACD4C76089DCE131543"), fromHex(`${e}8000000000000000`));
    expect(toHex(mac)).toBe("5f1448eea8ad90a7");
  });

  it("refuses keys, IVs and data of the wrong length, whatever the operation", () => {
    const refusedKey = expect.toSatisfy((error: unknown) => isChipidError(error, "crypto.key"));
    const refusedData = expect.toSatisfy((error: unknown) => isChipidError(error, "bytes.range"));
    for (const cipher of CIPHER_NAMES) {
      const block = new Uint8Array(blockLength(cipher));
      const key = new Uint8Array(keyLength(cipher));
      for (const wrong of [0, 8, 15, 17, 33, cipher === "aes-192" ? 16 : cipher === "3des" ? 32 : 24]) {
        const bad = new Uint8Array(wrong);
        expect(() => ciphers.encryptCbc(cipher, bad, block, block)).toThrow(refusedKey);
        expect(() => ciphers.decryptCbc(cipher, bad, block, block)).toThrow(refusedKey);
        expect(() => ciphers.encryptBlock(cipher, bad, block)).toThrow(refusedKey);
        expect(() => ciphers.mac(cipher, bad, block)).toThrow(refusedKey);
      }
      const part = new Uint8Array(block.length + 1);
      expect(() => ciphers.encryptCbc(cipher, key, block, part)).toThrow(refusedData);
      expect(() => ciphers.decryptCbc(cipher, key, block, part)).toThrow(refusedData);
      expect(() => ciphers.encryptCbc(cipher, key, part, block)).toThrow(refusedData);
      expect(() => ciphers.decryptCbc(cipher, key, part, block)).toThrow(refusedData);
      expect(() => ciphers.encryptBlock(cipher, key, part)).toThrow(refusedData);
      expect(() => ciphers.encryptBlock(cipher, key, new Uint8Array(2 * block.length))).toThrow(refusedData);
      expect(ciphers.encryptCbc(cipher, key, block, new Uint8Array(0))).toHaveLength(0);
      expect(ciphers.decryptCbc(cipher, key, block, new Uint8Array(0))).toHaveLength(0);
    }
    expect(() => ciphers.mac("3des", new Uint8Array(16), new Uint8Array(0))).toThrow(refusedData);
    expect(() => ciphers.mac("3des", new Uint8Array(16), new Uint8Array(9))).toThrow(refusedData);
    expect(() => ciphers.mac("3des", new Uint8Array(24), new Uint8Array(8))).toThrow(refusedKey);
  });
});

describe("both kinds of ciphers", () => {
  it.each(CIPHER_NAMES)("agree on %s", (cipher) => {
    const [pure, native] = both;
    if (pure === undefined || native === undefined) throw new Error("two kinds are needed");
    const block = blockLength(cipher);
    fc.assert(
      fc.property(
        bytes(keyLength(cipher)),
        bytes(block),
        fc.integer({ min: 0, max: 20 }).chain((n) => bytes(n * block)),
        fc.uint8Array({ maxLength: 80 }),
        (key, iv, data, message) => {
          const cryptogram = pure.encryptCbc(cipher, key, iv, data);
          expect(toHex(native.encryptCbc(cipher, key, iv, data))).toBe(toHex(cryptogram));
          expect(toHex(native.decryptCbc(cipher, key, iv, cryptogram))).toBe(toHex(data));
          expect(toHex(pure.decryptCbc(cipher, key, iv, cryptogram))).toBe(toHex(data));
          expect(toHex(native.encryptBlock(cipher, key, iv))).toBe(toHex(pure.encryptBlock(cipher, key, iv)));
          const input = cipher === "3des" ? (data.length === 0 ? iv : data) : message;
          expect(toHex(native.mac(cipher, key, input))).toBe(toHex(pure.mac(cipher, key, input)));
        },
      ),
      { seed: 5, numRuns: 150 },
    );
  });

  it("give arrays of their own, not views of a host's pool", () => {
    for (const ciphers of both) {
      const out = ciphers.encryptBlock("aes-128", new Uint8Array(16), new Uint8Array(16));
      expect(Object.getPrototypeOf(out)).toBe(Uint8Array.prototype);
      expect(out.buffer.byteLength).toBe(16);
      expect(ciphers.mac("aes-128", new Uint8Array(16), out).buffer.byteLength).toBe(8);
    }
  });
});

it("leaves short data to the pure ciphers, with the same result on both sides of the limit", () => {
  const asked: number[] = [];
  const counting: NodeCipherLike = {
    ...host,
    createCipheriv(algorithm, key, iv) {
      asked.push(key.length);
      return host.createCipheriv(algorithm, key, iv);
    },
  };
  const ciphers = createNativeCiphers(counting);
  expect(ciphers.backendOf("aes-128")).toBe("native");
  asked.length = 0;
  const key = new Uint8Array(16).fill(9);
  const iv = new Uint8Array(16);
  for (const length of [16, 1008, 1024, 1040]) {
    const data = new Uint8Array(length).fill(length & 255);
    expect(toHex(ciphers.encryptCbc("aes-128", key, iv, data))).toBe(
      toHex(createPureCiphers().encryptCbc("aes-128", key, iv, data)),
    );
  }
  expect(asked).toHaveLength(2);
});

describe("a host that cannot be relied on", () => {
  const expected = createPureCiphers();
  const faults: readonly [string, NodeCipherLike][] = [
    ["throws", { ...host, createCipheriv: () => raise(), createDecipheriv: () => raise() }],
    ["errs in decryption", { ...host, createDecipheriv: (a, k, iv) => host.createCipheriv(a, k, iv) }],
    ["ignores the IV", { ...host, createCipheriv: (a, k, iv) => host.createCipheriv(a, k, new Uint8Array(iv.length)) }],
  ];
  it.each(faults)("is not asked when it %s", (_, faulty) => {
    const ciphers = createNativeCiphers(faulty);
    for (const cipher of CIPHER_NAMES) {
      expect(ciphers.backendOf(cipher)).toBe("pure");
      const key = new Uint8Array(keyLength(cipher)).fill(3);
      const block = new Uint8Array(blockLength(cipher)).fill(5);
      expect(toHex(ciphers.encryptCbc(cipher, key, block, block))).toBe(
        toHex(expected.encryptCbc(cipher, key, block, block)),
      );
    }
  });

  it("keeps what it can do", () => {
    const without3des: NodeCipherLike = {
      ...host,
      createCipheriv: (a, k, iv) => (a.startsWith("des") ? raise() : host.createCipheriv(a, k, iv)),
    };
    const ciphers = createNativeCiphers(without3des);
    expect(CIPHER_NAMES.map((cipher: CipherName) => ciphers.backendOf(cipher))).toEqual([
      "pure",
      "native",
      "native",
      "native",
    ]);
  });
});

function raise(): never {
  throw new Error("unsupported");
}
