import { describe, expect, it } from "vitest";
import { derBitString, derInteger, derNull, derOid, sequence } from "../asn1/encode.js";
import { concat, fromHex } from "../bytes/bytes.js";
import { encodeTlv } from "../tlv/tlv.js";
import { readDg15, writeDg15 } from "./dg15.js";

const MODULUS = (1n << 2047n) | 0x10001n;
const SPKI = sequence(
  sequence(derOid("1.2.840.113549.1.1.1"), derNull()),
  derBitString(sequence(derInteger(MODULUS), derInteger(65537))),
);

describe("DG15", () => {
  it("gives the key as received and read", () => {
    const dg15 = readDg15(writeDg15(SPKI));
    expect(dg15.spki).toEqual(SPKI);
    expect(dg15.publicKey).toMatchObject({
      ok: true,
      key: { kind: "rsa", modulus: MODULUS, exponent: 65537n, bits: 2048 },
    });
    expect(dg15.publicKey).toBe(dg15.publicKey);
  });

  it("says why a key is none", () => {
    const unknown = sequence(sequence(derOid("1.2.3")), derBitString(Uint8Array.of(1)));
    expect(readDg15(writeDg15(unknown)).publicKey).toEqual({ ok: false, why: "algorithm", oid: "1.2.3" });
  });

  it("holds one SEQUENCE", () => {
    expect(() => readDg15(fromHex("6f00"))).toThrow(expect.objectContaining({ code: "lds.structure" }));
    expect(() => readDg15(fromHex("70023000"))).toThrow(expect.objectContaining({ code: "lds.tag" }));
    expect(() => readDg15(fromHex("6f020500"))).toThrow(expect.objectContaining({ code: "asn1.tag" }));
    expect(() => readDg15(encodeTlv(0x6f, concat(SPKI, fromHex("00"))))).toThrow(
      expect.objectContaining({ code: "asn1.trailing" }),
    );
    expect(() => readDg15(fromHex("6f84ffffffff"))).toThrow(expect.objectContaining({ code: "tlv.length" }));
  });
});
