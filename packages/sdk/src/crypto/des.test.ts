import { createCipheriv } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, fromHex, toHex } from "../bytes/bytes.js";
import { isChipidError } from "../errors/chipid-error.js";
import { Des } from "./des.js";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

describe("DES", () => {
  // SP 800-17 tables A.1 to A.4, some lines of each, and the example of FIPS 46's introduction texts.
  it.each([
    ["133457799bbcdff1", "0123456789abcdef", "85e813540f0ab405"],
    ["0101010101010101", "8000000000000000", "95f8a5e5dd31d900"],
    ["0101010101010101", "0000000000000001", "166b40b44aba4bd6"],
    ["8001010101010101", "0000000000000000", "95a8d72813daa94d"],
    ["1046913489980131", "0000000000000000", "88d55e54f54c97b4"],
    ["7ca110454a1a6e57", "01a1d6d039776742", "690f5b0d9a26939b"],
    ["0131d9619dc1376e", "5cd54ca83def57da", "7a389d10354bd271"],
  ])("key %s: %s is %s", (key, plain, cipher) => {
    const des = new Des(fromHex(key));
    expect(toHex(des.encryptEcb(fromHex(plain)))).toBe(cipher);
    expect(toHex(des.decryptEcb(fromHex(cipher)))).toBe(plain);
  });

  it("computes what node:crypto computes, with two keys and three, both ways", () => {
    fc.assert(
      fc.property(
        fc.oneof(bytes(16), bytes(24)),
        bytes(8),
        fc.integer({ min: 0, max: 12 }).chain((n) => bytes(8 * n)),
        (key, iv, data) => {
          const host = createCipheriv("des-ede3-cbc", key.length === 16 ? concat(key, key.subarray(0, 8)) : key, iv);
          host.setAutoPadding(false);
          const expected = toHex(concat(host.update(data), host.final()));
          const des = new Des(key);
          const encrypted = des.encryptCbc(iv, data);
          expect(toHex(encrypted)).toBe(expected);
          expect(toHex(des.decryptCbc(iv, encrypted))).toBe(toHex(data));
          expect(toHex(des.chain(iv, data))).toBe(toHex(data.length === 0 ? iv : encrypted.subarray(-8)));
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });

  it("does not look at parity bits, and three equal keys are single DES", () => {
    fc.assert(
      fc.property(bytes(8), bytes(16), (key, data) => {
        const other = key.map((byte) => byte ^ 1);
        const expected = toHex(new Des(key).encryptEcb(data));
        expect(toHex(new Des(other).encryptEcb(data))).toBe(expected);
        expect(toHex(new Des(concat(key, key, key)).encryptEcb(data))).toBe(expected);
        expect(toHex(new Des(concat(key, key)).decryptEcb(fromHex(expected)))).toBe(toHex(data));
      }),
      { seed: 2, numRuns: 50 },
    );
  });

  it("refuses other key lengths and parts of blocks", () => {
    for (const length of [0, 7, 9, 15, 17, 23, 25, 32]) {
      expect(() => new Des(new Uint8Array(length))).toThrow(
        expect.toSatisfy((error: unknown) => isChipidError(error, "crypto.key")),
      );
    }
    const des = new Des(new Uint8Array(16));
    const range = expect.toSatisfy((error: unknown) => isChipidError(error, "bytes.range"));
    expect(() => des.encryptCbc(new Uint8Array(8), new Uint8Array(9))).toThrow(range);
    expect(() => des.decryptCbc(new Uint8Array(7), new Uint8Array(8))).toThrow(range);
    expect(() => des.encryptEcb(new Uint8Array(4))).toThrow(range);
    expect(() => des.decryptEcb(new Uint8Array(12))).toThrow(range);
  });
});
