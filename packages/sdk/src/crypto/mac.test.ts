import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHex, toHex, utf8 } from "../bytes/bytes.js";
import { isChipidError } from "../errors/chipid-error.js";
import { aesCmac } from "./aes.js";
import { macOfMessage, padMethod2, retailMac, unpadMethod2 } from "./mac.js";
import { createPureCiphers } from "./pure-ciphers.js";

describe("padding method 2", () => {
  it("adds 80 and as few 00 as make whole blocks", () => {
    expect(toHex(padMethod2(fromHex(""), 8))).toBe("8000000000000000");
    expect(toHex(padMethod2(fromHex("1234567880"), 8))).toBe("1234567880800000");
    expect(toHex(padMethod2(fromHex("1234567890abcdef"), 8))).toBe("1234567890abcdef8000000000000000");
    expect(toHex(padMethod2(fromHex("000102030405060708090a0b0c0d0e"), 16))).toBe("000102030405060708090a0b0c0d0e80");
  });

  it("is undone exactly", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), fc.constantFrom<8 | 16>(8, 16), (data, block) => {
        const padded = padMethod2(data, block);
        expect(padded.length % block).toBe(0);
        expect(padded.length - data.length).toBeGreaterThan(0);
        expect(padded.length - data.length).toBeLessThanOrEqual(block);
        expect(toHex(unpadMethod2(padded, block) ?? new Uint8Array(99))).toBe(toHex(data));
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it.each(["", "80", "0000000000000000", "8000000000000001", "80000000000000000000000000000000", "1234567890abcd"])(
    "refuses '%s' in blocks of 8",
    (hex) => {
      expect(unpadMethod2(fromHex(hex), 8)).toBeUndefined();
    },
  );
});

describe("retail MAC", () => {
  // ICAO 9303-11 D.3 (EXTERNAL AUTHENTICATE) and D.4.
  it("is that of the worked examples", () => {
    const key = fromHex("7962D9ECE03D1ACD4C76089DCE131543");
    const message = fromHex("72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2");
    expect(toHex(retailMac(key, padMethod2(message, 8)))).toBe("5f1448eea8ad90a7");
    expect(toHex(macOfMessage(createPureCiphers(), "3des", key, message))).toBe("5f1448eea8ad90a7");
    expect(
      toHex(
        retailMac(
          fromHex("F1CB1F1FB5ADF208806B89DC579DC1F8"),
          fromHex("887022120C06C2270CA4020C800000008709016375432908C044F68000000000"),
        ),
      ),
    ).toBe("bf8b92d635ff24f8");
    // One block alone: two-key Triple DES of it.
    expect(toHex(retailMac(key, new Uint8Array(8)))).toBe(
      toHex(createPureCiphers().encryptBlock("3des", key, new Uint8Array(8))),
    );
  });

  it("refuses other key lengths, no data, and parts of blocks", () => {
    const key = expect.toSatisfy((error: unknown) => isChipidError(error, "crypto.key"));
    const range = expect.toSatisfy((error: unknown) => isChipidError(error, "bytes.range"));
    expect(() => retailMac(new Uint8Array(24), new Uint8Array(8))).toThrow(key);
    expect(() => retailMac(new Uint8Array(8), new Uint8Array(8))).toThrow(key);
    expect(() => retailMac(new Uint8Array(16), new Uint8Array(0))).toThrow(range);
    expect(() => retailMac(new Uint8Array(16), new Uint8Array(12))).toThrow(range);
  });
});

describe("CMAC", () => {
  // RFC 4493 §4.
  const key = fromHex("2b7e151628aed2a6abf7158809cf4f3c");
  const message = fromHex(
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
  );
  it.each([
    [0, "bb1d6929e95937287fa37d129b756746"],
    [16, "070a16b46b4d4144f79bdd9dd04a287c"],
    [40, "dfa66747de9ae63030ca32611497c827"],
    [64, "51f0bebf7e3b9d92fc49741779363cfe"],
  ])("of the first %i bytes", (length, tag) => {
    expect(toHex(aesCmac(key, message.subarray(0, length)))).toBe(tag);
    expect(toHex(macOfMessage(createPureCiphers(), "aes-128", key, message.subarray(0, length)))).toBe(
      tag.slice(0, 16),
    );
  });

  it("of a published PACE test value", () => {
    const derived = fromHex("5AA6019C62B17D1E6D3D4C0DD1C02954B08BE1AE4CC15F98D9532FBD991995C7");
    expect(toHex(createPureCiphers().mac("aes-256", derived, utf8("jvnjksdhjkfkladj")))).toBe("1759c6c914394042");
  });
});
