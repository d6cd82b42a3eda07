import { describe, expect, it } from "vitest";
import { derBitString, derInteger, derOctetString, derOid, sequence } from "../asn1/encode.js";
import { fromBigInt, fromHex, toHex } from "../bytes/bytes.js";
import { curveByName } from "../crypto/curves.js";
import { STANDARDISED_DOMAIN_IDS, standardisedDomain } from "../crypto/domain-parameters.js";
import { createPureKeyAgreements } from "../crypto/key-agreement.js";
import { encodePoint } from "../crypto/points.js";
import { isChipidError } from "../errors/chipid-error.js";
import { readDomainParameters, readKeyAgreementKey } from "./key-agreement-key.js";

const standardised = (id: number) => sequence(derOid("0.4.0.127.0.7.1.2"), derInteger(id));
const refused = (code: "crypto.algorithm" | "crypto.curve" | "crypto.key") =>
  expect.toSatisfy((error: unknown) => isChipidError(error, code));
const dh = standardisedDomain(1);
if (dh?.family !== "dh" || dh.q === undefined) throw new Error("no DH group");
const { p, g, q } = dh;

function explicitCurve(change: { readonly b?: bigint; readonly h?: bigint } = {}): Uint8Array {
  const { parameters, fieldBytes } = curveByName("brainpoolP256r1");
  const b = change.b ?? parameters.b;
  return sequence(
    derOid("1.2.840.10045.2.1"),
    sequence(
      derInteger(1),
      sequence(derOid("1.2.840.10045.1.1"), derInteger(parameters.p)),
      sequence(derOctetString(fromBigInt(parameters.a, fieldBytes)), derOctetString(fromBigInt(b, fieldBytes))),
      derOctetString(encodePoint(parameters, { x: parameters.gx, y: parameters.gy })),
      derInteger(parameters.n),
      derInteger(change.h ?? 1n),
    ),
  );
}

describe("domain parameters of an AlgorithmIdentifier", () => {
  it("standardised, named, explicit: the same domain is the same object", () => {
    for (const id of STANDARDISED_DOMAIN_IDS)
      expect(readDomainParameters(standardised(id))).toBe(standardisedDomain(id));
    expect(readDomainParameters(sequence(derOid("1.2.840.10045.2.1"), derOid("1.3.36.3.3.2.8.1.1.7")))).toBe(
      standardisedDomain(13),
    );
    expect(readDomainParameters(explicitCurve())).toBe(standardisedDomain(13));
    const twisted = readDomainParameters(sequence(derOid("1.2.840.10045.2.1"), derOid("1.3.36.3.3.2.8.1.1.8")));
    expect(twisted).toMatchObject({ family: "ecdh", id: undefined, curve: { name: "brainpoolP256t1" } });
  });

  it("X9.42 and PKCS #3 groups", () => {
    const x942 = sequence(derOid("1.2.840.10046.2.1"), sequence(derInteger(p), derInteger(g), derInteger(q)));
    expect(readDomainParameters(x942)).toBe(dh);
    const pkcs3 = sequence(derOid("1.2.840.113549.1.3.1"), sequence(derInteger(p), derInteger(g)));
    expect(readDomainParameters(pkcs3)).toBe(dh);
    const other = sequence(derOid("1.2.840.113549.1.3.1"), sequence(derInteger(p), derInteger(4)));
    expect(readDomainParameters(other)).toEqual({ family: "dh", id: undefined, p, g: 4n, q: undefined });
  });

  it.each([3, 7, 19, 31, 32, 255])("reserved number %i is refused", (id) => {
    expect(() => readDomainParameters(standardised(id))).toThrow(refused("crypto.algorithm"));
  });

  it("forged and unknown curves are refused", () => {
    expect(() => readDomainParameters(explicitCurve({ b: 7n }))).toThrow(refused("crypto.curve"));
    expect(() => readDomainParameters(explicitCurve({ h: 2n }))).toThrow(refused("crypto.curve"));
    expect(() => readDomainParameters(sequence(derOid("1.2.840.10045.2.1"), derOid("1.3.132.0.10")))).toThrow(
      refused("crypto.curve"),
    );
  });

  it("impossible DH groups and other algorithms are refused", () => {
    const group = (...numbers: readonly bigint[]) =>
      sequence(derOid("1.2.840.10046.2.1"), sequence(...numbers.map((number) => derInteger(number))));
    for (const numbers of [[p, 1n, q] as const, [p, p, q] as const, [p, g, p] as const, [p, g, q + 2n] as const]) {
      expect(() => readDomainParameters(group(...numbers))).toThrow(refused("crypto.key"));
    }
    expect(() => readDomainParameters(group((1n << 8192n) + 1n, g, q))).toThrow(refused("crypto.key"));
    expect(() => readDomainParameters(group(-p, g, q))).toThrow(refused("crypto.key"));
    expect(() => readDomainParameters(sequence(derOid("1.2.840.113549.1.1.1"), derInteger(1)))).toThrow(
      refused("crypto.algorithm"),
    );
    expect(() => readDomainParameters(sequence(derOid("0.4.0.127.0.7.1.2")))).toThrow(refused("crypto.algorithm"));
    expect(() => readDomainParameters(fromHex("30"))).toThrow(
      expect.toSatisfy((error: unknown) => isChipidError(error)),
    );
  });
});

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
      refused("crypto.key"),
    );
    expect(() => readKeyAgreementKey(sequence(standardised(1), derBitString(derOctetString(publicKey))))).toThrow(
      expect.toSatisfy((error: unknown) => isChipidError(error)),
    );
  });
});
