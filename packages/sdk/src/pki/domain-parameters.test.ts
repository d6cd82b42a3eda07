import { describe, expect, it } from "vitest";
import { explicitDomain } from "../../test/explicit-domain.js";
import { derBitString, derInteger, derNull, derOid, sequence } from "../asn1/encode.js";
import { fromHex } from "../bytes/bytes.js";
import { curveByName, KNOWN_CURVES } from "../crypto/curves.js";
import { curveDomain, STANDARDISED_DOMAIN_IDS, standardisedDomain } from "../crypto/domain-parameters.js";
import { isChipidError } from "../errors/chipid-error.js";
import { readDomainParameters } from "./domain-parameters.js";

const EC = derOid("1.2.840.10045.2.1");
const X942 = derOid("1.2.840.10046.2.1");
const PKCS3 = derOid("1.2.840.113549.1.3.1");

const standardised = (id: number) => sequence(derOid("0.4.0.127.0.7.1.2"), derInteger(id));
const refused = (code: "crypto.algorithm" | "crypto.curve" | "crypto.key") =>
  expect.toSatisfy((error: unknown) => isChipidError(error, code));
const dh = standardisedDomain(1);
if (dh?.family !== "dh" || dh.q === undefined) throw new Error("no DH group");
const { p, g, q } = dh;
const brainpool = curveByName("brainpoolP256r1").parameters;
const p256 = curveByName("P-256").parameters;

describe("domain parameters of an AlgorithmIdentifier", () => {
  it("standardised, named, explicit: the same domain is the same object", () => {
    for (const id of STANDARDISED_DOMAIN_IDS)
      expect(readDomainParameters(standardised(id))).toBe(standardisedDomain(id));
    expect(readDomainParameters(sequence(derOid("1.2.840.10045.2.1"), derOid("1.3.36.3.3.2.8.1.1.7")))).toBe(
      standardisedDomain(13),
    );
    expect(readDomainParameters(explicitDomain(brainpool))).toBe(standardisedDomain(13));
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
    expect(() => readDomainParameters(explicitDomain(brainpool, { b: 7n }))).toThrow(refused("crypto.curve"));
    expect(() => readDomainParameters(explicitDomain(brainpool, { h: 2n }))).toThrow(refused("crypto.curve"));
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

  it.each(KNOWN_CURVES.map((curve) => [curve.name, curve] as const))("%s by name and explicitly", (name, curve) => {
    expect(readDomainParameters(sequence(EC, derOid(curve.oid)))).toEqual(curveDomain(name));
    expect(readDomainParameters(explicitDomain(curve.parameters))).toEqual(curveDomain(name));
  });

  it.each([0, 1, 2])("DH group %i explicitly, with and without its order, never with another", (id) => {
    const group = standardisedDomain(id);
    if (group?.family !== "dh" || group.q === undefined) throw new Error("not DH");
    const numbers = [derInteger(group.p), derInteger(group.g)];
    expect(readDomainParameters(sequence(X942, sequence(...numbers, derInteger(group.q))))).toBe(group);
    expect(readDomainParameters(sequence(PKCS3, sequence(...numbers)))).toBe(group);
    const lying = sequence(X942, sequence(...numbers, derInteger(7)));
    expect(() => readDomainParameters(lying)).toThrow(refused("crypto.key"));
    const squared = (group.g * group.g) % group.p;
    const other = sequence(X942, sequence(derInteger(group.p), derInteger(squared), derInteger(group.q)));
    expect(readDomainParameters(other)).toEqual({ ...group, id: undefined, g: squared });
  });

  it.each([
    ["another generator on a known curve", explicitDomain(p256, { gx: 1n })],
    ["another order", explicitDomain(p256, { n: p256.n - 2n })],
    ["no parameters", sequence(EC)],
    ["NULL", sequence(EC, derNull())],
    ["a prime of 5000 bits", sequence(PKCS3, sequence(derInteger(1n << 5000n), derInteger(2)))],
    ["a bit string", derBitString(Uint8Array.of(1, 2, 3))],
    ["nothing", new Uint8Array(0)],
  ])("refused: %s", (_, bytes) => {
    expect(() => readDomainParameters(bytes)).toThrow(expect.toSatisfy((error: unknown) => isChipidError(error)));
  });
});
