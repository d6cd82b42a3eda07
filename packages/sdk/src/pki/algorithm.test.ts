import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { derInteger, derNull, derOid, explicit, sequence } from "../asn1/encode.js";
import { OID } from "../asn1/oids.js";
import type { HashName } from "../crypto/types.js";
import { hashByOid, hashOid, readHash, readPssParameters, readSignatureAlgorithm } from "./algorithm.js";

const HASHES: readonly HashName[] = ["md5", "sha-1", "sha-224", "sha-256", "sha-384", "sha-512"];

function pss(fields: { hash?: string; mgf?: string; mgfOid?: string; salt?: number; trailer?: number }): Uint8Array {
  return sequence(
    ...(fields.hash === undefined ? [] : [explicit(0, sequence(derOid(fields.hash), derNull()))]),
    ...(fields.mgf === undefined
      ? []
      : [explicit(1, sequence(derOid(fields.mgfOid ?? OID.mgf1), sequence(derOid(fields.mgf), derNull())))]),
    ...(fields.salt === undefined ? [] : [explicit(2, derInteger(fields.salt))]),
    ...(fields.trailer === undefined ? [] : [explicit(3, derInteger(fields.trailer))]),
  );
}

describe("readSignatureAlgorithm", () => {
  it.each([
    ["1.2.840.113549.1.1.4", "md5"],
    ["1.2.840.113549.1.1.5", "sha-1"],
    ["1.3.14.3.2.29", "sha-1"],
    ["1.2.840.113549.1.1.14", "sha-224"],
    ["1.2.840.113549.1.1.11", "sha-256"],
    ["1.2.840.113549.1.1.12", "sha-384"],
    ["1.2.840.113549.1.1.13", "sha-512"],
  ])("%s is RSA PKCS#1 with %s, parameters NULL or absent", (oid, hash) => {
    const expected = { ok: true, algorithm: { kind: "rsa-pkcs1", hash } };
    expect(readSignatureAlgorithm(oid, derNull())).toEqual(expected);
    expect(readSignatureAlgorithm(oid, undefined)).toEqual(expected);
    expect(readSignatureAlgorithm(oid, derInteger(1))).toEqual({ ok: false, oid, why: "parameters" });
  });

  it.each([
    ["1.2.840.10045.4.1", "sha-1", "der"],
    ["1.2.840.10045.4.3.1", "sha-224", "der"],
    ["1.2.840.10045.4.3.2", "sha-256", "der"],
    ["1.2.840.10045.4.3.3", "sha-384", "der"],
    ["1.2.840.10045.4.3.4", "sha-512", "der"],
    ["0.4.0.127.0.7.1.1.4.1.1", "sha-1", "plain"],
    ["0.4.0.127.0.7.1.1.4.1.2", "sha-224", "plain"],
    ["0.4.0.127.0.7.1.1.4.1.3", "sha-256", "plain"],
    ["0.4.0.127.0.7.1.1.4.1.4", "sha-384", "plain"],
    ["0.4.0.127.0.7.1.1.4.1.5", "sha-512", "plain"],
  ])("%s is ECDSA with %s, %s", (oid, hash, encoding) => {
    expect(readSignatureAlgorithm(oid, undefined)).toEqual({ ok: true, algorithm: { kind: "ecdsa", hash, encoding } });
  });

  it("takes the hash of a SignerInfo for OIDs that name a key, and only there", () => {
    expect(readSignatureAlgorithm(OID.rsaEncryption, derNull(), "sha-384")).toEqual({
      ok: true,
      algorithm: { kind: "rsa-pkcs1", hash: "sha-384" },
    });
    expect(readSignatureAlgorithm(OID.ecPublicKey, undefined, "sha-256")).toEqual({
      ok: true,
      algorithm: { kind: "ecdsa", hash: "sha-256", encoding: "der" },
    });
    for (const oid of [OID.rsaEncryption, OID.ecPublicKey]) {
      expect(readSignatureAlgorithm(oid, derNull())).toEqual({ ok: false, oid, why: "unknown" });
    }
    expect(readSignatureAlgorithm(OID.sha256WithRsa, derNull(), "sha-1")).toMatchObject({
      algorithm: { hash: "sha-256" },
    });
  });

  it("reads RSASSA-PSS parameters, absent fields being the defaults (RFC 4055 §3.1)", () => {
    expect(readSignatureAlgorithm(OID.rsassaPss, sequence())).toEqual({
      ok: true,
      algorithm: { kind: "rsa-pss", hash: "sha-1", mgfHash: "sha-1", saltLength: 20 },
    });
    expect(readPssParameters(pss({ hash: OID.sha256, mgf: OID.sha1, salt: 0, trailer: 1 }))).toEqual({
      hash: "sha-256",
      mgfHash: "sha-1",
      saltLength: 0,
    });
    expect(readPssParameters(pss({ hash: OID.sha512 }))).toEqual({ hash: "sha-512", mgfHash: "sha-1", saltLength: 20 });
  });

  it.each([
    ["no parameters", undefined],
    ["NULL", derNull()],
    ["an unknown hash", pss({ hash: "1.2.3" })],
    ["an unknown hash of the mask", pss({ mgf: "1.2.3" })],
    ["another mask function", pss({ mgf: OID.sha256, mgfOid: "1.2.3" })],
    ["another trailer", pss({ trailer: 2 })],
    ["a negative salt", pss({ salt: -1 })],
    ["a salt beyond any key", pss({ salt: 2049 })],
    ["a field twice", sequence(explicit(2, derInteger(1)), explicit(2, derInteger(1)))],
    ["fields out of order", sequence(explicit(2, derInteger(1)), explicit(0, sequence(derOid(OID.sha256))))],
    ["an empty field", sequence(explicit(2))],
    ["a field of no meaning", sequence(explicit(4, derInteger(1)))],
  ])("refuses RSASSA-PSS with %s", (_, parameters) => {
    const oid = OID.rsassaPss;
    expect(readSignatureAlgorithm(oid, parameters)).toEqual({ ok: false, oid, why: "parameters" });
  });

  it("says unknown for what it does not know", () => {
    for (const oid of ["1.2.840.113549.1.1.2", "1.3.101.112", "constructor", ""]) {
      expect(readSignatureAlgorithm(oid, undefined)).toEqual({ ok: false, oid, why: "unknown" });
    }
  });

  it("never throws, whatever the parameters", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        for (const oid of [OID.rsassaPss, OID.sha256WithRsa, OID.ecdsaWithSha256]) readSignatureAlgorithm(oid, bytes);
        readHash(bytes);
      }),
      { seed: 20262, numRuns: 2000 },
    );
  });
});

describe("hashes", () => {
  it("are read with NULL and without", () => {
    for (const hash of HASHES) {
      const oid = hashOid(hash);
      expect(hashByOid(oid)).toBe(hash);
      expect(readHash(sequence(derOid(oid)))).toBe(hash);
      expect(readHash(sequence(derOid(oid), derNull()))).toBe(hash);
      expect(readHash(sequence(derOid(oid), derInteger(1)))).toBeUndefined();
      expect(readHash(sequence(derOid(oid), derNull(), derNull()))).toBeUndefined();
    }
    expect(hashByOid("2.16.840.1.101.3.4.2.8")).toBeUndefined();
    expect(readHash(derNull())).toBeUndefined();
  });
});
