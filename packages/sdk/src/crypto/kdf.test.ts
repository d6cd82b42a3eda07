import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../bytes/bytes.js";
import { isChipidError } from "../errors/chipid-error.js";
import { basicAccessKeys, deriveKey, deriveSessionKeys, passwordKey } from "./kdf.js";

describe("key derivation", () => {
  it("gives the keys of ICAO 9303-11 appendix D", () => {
    const access = basicAccessKeys("L898902C<369080619406236");
    expect(toHex(access.enc)).toBe("ab94fdecf2674fdfb9b391f85d7f76f2");
    expect(toHex(access.mac)).toBe("7962d9ece03d1acd4c76089dce131543");
    const session = deriveSessionKeys("3des", fromHex("0036D272F5C350ACAC50C3F572D23600"));
    expect(toHex(session.enc)).toBe("979ec13b1cbfe9dcd01ab0fed307eae5");
    expect(toHex(session.mac)).toBe("f1cb1f1fb5adf208806b89dc579dc1f8");
  });

  it("gives K_π of the PACE examples", () => {
    const mrz = { kind: "mrz", mrzInformation: "T22000129364081251010318" } as const;
    expect(toHex(passwordKey("aes-128", mrz))).toBe("89ded1b26624ec1e634c1989302849dd");
    const other = { kind: "mrz", mrzInformation: "C11T002JM496081222310314" } as const;
    expect(toHex(passwordKey("aes-128", other))).toBe("4e6f6fbf7be748b932c7b74161bba9df");
    const can = { kind: "can", value: "123456" } as const;
    expect(toHex(passwordKey("aes-128", can))).toBe("591468cda83d65219cccb8560233600f");
    expect(toHex(passwordKey("aes-192", can))).toBe("8df3278fb32026e66277357fcd6c826dbeb3de32088b2531");
    expect(toHex(passwordKey("aes-256", { ...can, kind: "pin" }))).toBe(
      "8df3278fb32026e66277357fcd6c826dbeb3de32088b2531757d753940185923",
    );
  });

  it("sets odd parity in every byte of a 3DES key and nothing else", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 66 }), (secret) => {
        const des = deriveKey("3des", secret, "enc");
        const aes = deriveKey("aes-128", secret, "enc");
        des.forEach((byte, i) => {
          expect(byte & 0xfe).toBe((aes[i] ?? 0) & 0xfe);
          expect(byte.toString(2).replaceAll("0", "").length % 2).toBe(1);
        });
      }),
      { seed: 4, numRuns: 100 },
    );
  });

  it("depends on leading zero bytes", () => {
    const secret = fromHex("00ff");
    expect(toHex(deriveKey("aes-128", secret, "enc"))).not.toBe(toHex(deriveKey("aes-128", fromHex("ff"), "enc")));
  });

  it("refuses what is no password", () => {
    const refused = expect.toSatisfy((error: unknown) => isChipidError(error, "crypto.key"));
    expect(() => passwordKey("aes-128", { kind: "can", value: "" })).toThrow(refused);
    expect(() => passwordKey("aes-128", { kind: "can", value: "１２３４５６" })).toThrow(refused);
    expect(() => passwordKey("aes-128", { kind: "puk", value: "1".repeat(65) })).toThrow(refused);
    expect(() => passwordKey("3des", { kind: "mrz", mrzInformation: "" })).toThrow(refused);
    expect(() => basicAccessKeys("L898902C<3 690806194062")).toThrow(refused);
    expect(() => basicAccessKeys("L898902C<369080619406")).toThrow(refused);
  });
});
