import { describe, expect, it } from "vitest";
import { derBitString, derInteger, derOctetString, derOid, sequence } from "../asn1/encode.js";
import { fromHex, toHex } from "../bytes/bytes.js";
import { standardisedDomain } from "../crypto/domain-parameters.js";
import { createPureKeyAgreements } from "../crypto/key-agreement.js";
import { isChipidError } from "../errors/chipid-error.js";
import { readKeyAgreementKey } from "./key-agreement-key.js";

const standardised = (id: number) => sequence(derOid("0.4.0.127.0.7.1.2"), derInteger(id));
const dh = standardisedDomain(1);
if (dh?.family !== "dh") throw new Error("no DH group");

describe("key agreement keys", () => {
  it("of ICAO 9303-11 appendix I", () => {
    const { domain, publicKey } = readKeyAgreementKey(
      fromHex(
        "3052300C060704007F0007010202010D034200041872709494399E7470A6431BE25E83EEE24FEA568C2ED28DB48E05DB3A610DC884D256A40E35EFCB59BF6753D3A489D28C7A4D973C2DA138A6E7A4A08F68E16F",
      ),
    );
    expect(domain).toBe(standardisedDomain(13));
    expect(toHex(publicKey).slice(0, 10)).toBe("0418727094");
  });

  it("of a DH group", () => {
    const agreement = createPureKeyAgreements()(dh);
    const key = agreement.publicKey(0x1234_5678n);
    const spki = sequence(standardised(1), derBitString(derInteger(key.family === "dh" ? key.value : 0n)));
    const { domain, publicKey } = readKeyAgreementKey(spki);
    expect(domain).toBe(dh);
    expect(agreement.decode(publicKey)).toEqual(key);
    expect(() => readKeyAgreementKey(sequence(standardised(1), derBitString(derInteger(-5))))).toThrow(
      expect.toSatisfy((error: unknown) => isChipidError(error, "crypto.key")),
    );
    expect(() => readKeyAgreementKey(sequence(standardised(1), derBitString(derOctetString(publicKey))))).toThrow(
      expect.toSatisfy((error: unknown) => isChipidError(error)),
    );
  });
});
