import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, fromHex, toHex, utf8 } from "../bytes/bytes.js";
import { digest, HASH_NAMES, hashLength } from "./digest.js";
import { encodePkcs1, encodePss, mgf1, pssFits, recoverPssSalt, verifyPssEncoding } from "./emsa.js";
import type { HashName } from "./types.js";

describe("encodePkcs1", () => {
  // DigestInfo prefixes as RFC 8017 §9.2 note 1 prints them.
  const prefixes: readonly [HashName, string][] = [
    ["md5", "3020300c06082a864886f70d020505000410"],
    ["sha-1", "3021300906052b0e03021a05000414"],
    ["sha-224", "302d300d06096086480165030402040500041c"],
    ["sha-256", "3031300d060960864801650304020105000420"],
    ["sha-384", "3041300d060960864801650304020205000430"],
    ["sha-512", "3051300d060960864801650304020305000440"],
  ];
  it.each(prefixes)("%s is 00 01 FF… 00 DigestInfo", (hash, prefix) => {
    const messageDigest = digest(hash, utf8("abc"));
    const info = prefix + toHex(messageDigest);
    const shortest = info.length / 2 + 11;
    for (const length of [shortest, 128, 256]) {
      const padding = "ff".repeat(length - info.length / 2 - 3);
      expect(toHex(encodePkcs1(hash, messageDigest, length) ?? new Uint8Array(0))).toBe(`0001${padding}00${info}`);
    }
    expect(encodePkcs1(hash, messageDigest, shortest - 1)).toBeUndefined();
  });
});

describe("mgf1", () => {
  it("gives known masks", () => {
    expect(toHex(mgf1(digest, "sha-1", utf8("foo"), 3))).toBe("1ac907");
    expect(toHex(mgf1(digest, "sha-1", utf8("bar"), 5))).toBe("bc0c655e01");
    expect(toHex(mgf1(digest, "sha-256", utf8("bar"), 50))).toBe(
      "382576a7841021cc28fc4c0948753fb8312090cea942ea4c4e735d10dc724b155f9f6069f289d61daca0cb814502ef04eae1",
    );
    expect(mgf1(digest, "sha-512", utf8("bar"), 0)).toHaveLength(0);
  });
});

const pss = fc
  .record({
    hash: fc.constantFrom(...HASH_NAMES),
    mgfHash: fc.constantFrom(...HASH_NAMES),
    salt: fc.uint8Array({ maxLength: 70 }),
    extraBits: fc.nat(20),
    message: fc.uint8Array({ maxLength: 50 }),
  })
  .map(({ hash, mgfHash, salt, extraBits, message }) => {
    const bits = 8 * (hashLength(hash) + salt.length + 2) + 1 + extraBits;
    return { parameters: { hash, mgfHash, saltLength: salt.length }, salt, bits, messageDigest: digest(hash, message) };
  });

describe("EMSA-PSS", () => {
  it("verifies what it encodes, with the declared salt length only, and finds that length", () => {
    fc.assert(
      fc.property(pss, ({ parameters, salt, bits, messageDigest }) => {
        const { hash, mgfHash, saltLength } = parameters;
        const encoded = encodePss(digest, parameters, messageDigest, salt, bits) ?? new Uint8Array(0);
        expect(encoded).toHaveLength(Math.ceil((bits - 1) / 8));
        expect(verifyPssEncoding(digest, parameters, messageDigest, encoded, bits)).toBe(true);
        expect(recoverPssSalt(digest, hash, mgfHash, messageDigest, encoded, bits)).toBe(saltLength);
        for (const other of [saltLength - 1, saltLength + 1]) {
          expect(verifyPssEncoding(digest, { ...parameters, saltLength: other }, messageDigest, encoded, bits)).toBe(
            false,
          );
        }
      }),
      { seed: 81, numRuns: 300 },
    );
  });

  it("refuses any changed byte", () => {
    fc.assert(
      fc.property(
        pss,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        ({ parameters, salt, bits, messageDigest }, at, flip) => {
          const encoded = encodePss(digest, parameters, messageDigest, salt, bits) ?? new Uint8Array(1);
          const index = at % encoded.length;
          encoded[index] = (encoded[index] ?? 0) ^ flip;
          expect(verifyPssEncoding(digest, parameters, messageDigest, encoded, bits)).toBe(false);
        },
      ),
      { seed: 82, numRuns: 500 },
    );
  });

  it("needs room for hash, salt and two bytes", () => {
    const salt = new Uint8Array(32);
    const parameters = { hash: "sha-256", mgfHash: "sha-256", saltLength: 32 } as const;
    const messageDigest = digest("sha-256");
    expect(encodePss(digest, parameters, messageDigest, salt, 8 * 66)).toBeDefined();
    expect(encodePss(digest, parameters, messageDigest, salt, 8 * 65 + 2)).toBeDefined();
    expect(encodePss(digest, parameters, messageDigest, salt, 8 * 65 + 1)).toBeUndefined();
    expect(encodePss(digest, parameters, messageDigest, salt.subarray(1), 1024)).toBeUndefined();
    for (const saltLength of [-1, 0.5, Number.NaN, 2 ** 60])
      expect(pssFits({ ...parameters, saltLength }, 16_384)).toBe(false);
  });

  it("refuses an encoding of another length, and one too short for its hash", () => {
    const parameters = { hash: "sha-256", mgfHash: "sha-256", saltLength: 0 } as const;
    const messageDigest = digest("sha-256");
    const encoded = encodePss(digest, parameters, messageDigest, new Uint8Array(0), 1024) ?? new Uint8Array(0);
    expect(verifyPssEncoding(digest, parameters, messageDigest, encoded, 1024)).toBe(true);
    for (const [bytes, bits] of [
      [encoded, 1016],
      [encoded, 1026],
      [encoded.subarray(1), 1024],
      [concat(Uint8Array.of(0), encoded), 1024],
      [fromHex("bc"), 9],
      [new Uint8Array(0), 1],
    ] as const) {
      expect(verifyPssEncoding(digest, parameters, messageDigest, bytes, bits)).toBe(false);
    }
  });
});
