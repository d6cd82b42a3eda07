import { describe, expect, it } from "vitest";
import { readMutants } from "../../test/mutants.js";
import { type Authority, authority, ECDSA, issued } from "../../test/pki-maker.js";
import { derBoolean, derInteger, derTime, implicit, implicitConstructed, sequence } from "../asn1/encode.js";
import { readAsn1 } from "../asn1/node.js";
import { OID } from "../asn1/oids.js";
import { concat, latin1 } from "../bytes/bytes.js";
import { createCrypto } from "../crypto/engine.js";
import { createPureBackend } from "../crypto/pure.js";
import { algorithmIdentifier } from "../simulator/issuer/algorithms.js";
import { type CrlSpec, createCrl } from "../simulator/issuer/crl.js";
import {
  authorityKeyIdentifier,
  basicConstraints,
  crlDistributionPoints,
  crlNumber,
  deltaCrlIndicator,
  extension,
  keyUsage,
  subjectKeyIdentifier,
  unknownExtension,
} from "../simulator/issuer/extensions.js";
import { encodeName } from "../simulator/issuer/name.js";
import { encodeTlv } from "../tlv/tlv.js";
import { parseCrl, verifyCrl } from "./crl.js";
import { crlCovers } from "./validate-path.js";

const crypto = createCrypto({ pure: createPureBackend() });
const csca = authority("C=UT,CN=CSCA");

function list(change: Partial<CrlSpec> = {}, by: Authority = csca): Uint8Array {
  return createCrl({
    issuer: encodeName(by.name),
    thisUpdate: "2025-01-01",
    nextUpdate: "2025-04-01",
    revoked: [
      { serial: 5, date: "2024-05-05", reason: 1 },
      { serial: 0x80, date: "2024-06-06" },
      { serial: -1, date: "2024-07-07", reason: 4 },
    ],
    extensions: [authorityKeyIdentifier(by.keyIdentifier), crlNumber(7)],
    signWith: by.key,
    algorithm: ECDSA,
    ...change,
  });
}

const idp = (...fields: Uint8Array[]): Uint8Array => extension(OID.issuingDistributionPoint, true, sequence(...fields));
const flag = (n: number): Uint8Array => implicit(n, Uint8Array.of(0xff));

describe("parseCrl", () => {
  it("reads the fields and the entries", () => {
    const read = parseCrl(list());
    expect(read).toMatchObject({
      version: 2,
      thisUpdate: Date.UTC(2025, 0, 1),
      nextUpdate: Date.UTC(2025, 3, 1),
      crlNumber: "7",
      revokedCount: 3,
      unknownCritical: [],
      quirks: [],
      algorithmsAgree: true,
    });
    expect([...read.revocations()]).toEqual([
      { serial: "05", date: Date.UTC(2024, 4, 5), reason: "keyCompromise" },
      { serial: "0080", date: Date.UTC(2024, 5, 6), reason: undefined },
      { serial: "ff", date: Date.UTC(2024, 6, 7), reason: "superseded" },
    ]);
  });

  it("compares serial numbers as integers, sign and all", () => {
    const read = parseCrl(list());
    expect(read.lookup("0005")?.reason).toBe("keyCompromise");
    expect(read.lookup("000080")?.serial).toBe("0080");
    expect(read.lookup("80")).toBeUndefined();
    expect(read.lookup("ffffff")?.serial).toBe("ff");
    expect(read.lookup("00ff")).toBeUndefined();
    expect(read.lookup("06")).toBeUndefined();
  });

  it("reads a list without entries, nextUpdate or extensions", () => {
    expect(parseCrl(list({ revoked: [] }))).toMatchObject({ revokedCount: 0 });
    const bare = createCrl({
      issuer: encodeName(csca.name),
      thisUpdate: "2025-01-01",
      revoked: [],
      extensions: [],
      signWith: csca.key,
      algorithm: ECDSA,
    });
    expect(parseCrl(bare)).toMatchObject({ crlNumber: undefined, nextUpdate: undefined, revokedCount: 0 });
    expect(parseCrl(bare).lookup("05")).toBeUndefined();
  });

  it("refuses a delta list (T45)", () => {
    expect(() => parseCrl(list({ extensions: [deltaCrlIndicator(6)] }))).toThrow(
      expect.objectContaining({ code: "crl.delta" }),
    );
  });

  it("names unknown critical extensions of the list and of an entry", () => {
    expect(parseCrl(list({ extensions: [unknownExtension(true)] })).unknownCritical).toEqual(["1.3.6.1.4.1.99999.48"]);
    expect(parseCrl(list({ extensions: [unknownExtension(false)] })).unknownCritical).toEqual([]);
    const [tbs, algorithm, signature] = readAsn1(list({ revoked: [] })).children;
    if (!tbs || !algorithm || !signature) throw new Error("no list");
    const entry = sequence(derInteger(9), derTime(0), sequence(extension(OID.certificateIssuer, true, sequence())));
    const parts = tbs.children.map(({ raw }) => raw);
    const indirect = sequence(
      sequence(...parts.slice(0, 5), sequence(entry), ...parts.slice(5)),
      algorithm.raw,
      signature.raw,
    );
    expect(parseCrl(indirect).unknownCritical).toEqual([OID.certificateIssuer]);
  });

  it("an entry whose date cannot be read is still a revocation", () => {
    const bytes = list({ revoked: [{ serial: 5, date: "2024-05-05" }] });
    const text = latin1("240505000000Z");
    const at = bytes.findIndex((_, i) => text.every((byte, j) => bytes[i + j] === byte));
    bytes.set(latin1("249905"), at);
    expect(parseCrl(bytes).lookup("05")).toEqual({ serial: "05", date: Date.UTC(2025, 0, 1), reason: undefined });
  });

  it("walks a list of 200,000 entries and finds the last", () => {
    const count = 200_000;
    const first = 0x01000000;
    const size = sequence(derInteger(first), derTime(0)).length;
    const entries = new Uint8Array(count * size);
    for (let i = 0; i < count; i++) entries.set(sequence(derInteger(first + i), derTime(0)), i * size);
    const tbs = sequence(
      derInteger(1),
      algorithmIdentifier(OID.ecdsaWithSha256),
      encodeName("C=UT"),
      derTime(0),
      sequence(entries),
    );
    const read = parseCrl(sequence(tbs, algorithmIdentifier(OID.ecdsaWithSha256), encodeTlv(3, Uint8Array.of(0))));
    expect(read.revokedCount).toBe(count);
    expect(read.lookup("01030d3f")?.serial).toBe("01030d3f");
    expect(read.lookup("01030d40")).toBeUndefined();
  });

  it("refuses a million and one entries", () => {
    const one = concat(sequence(derInteger(1), derTime(0)));
    const many = new Uint8Array(one.length * 1_000_001);
    for (let at = 0; at < many.length; at += one.length) many.set(one, at);
    const tbs = sequence(algorithmIdentifier(OID.ecdsaWithSha256), encodeName("C=UT"), derTime(0), sequence(many));
    const bytes = sequence(tbs, algorithmIdentifier(OID.ecdsaWithSha256), encodeTlv(3, Uint8Array.of(0)));
    expect(() => parseCrl(bytes)).toThrow(/More than 1000000/);
  });

  it.each([
    ["nothing", new Uint8Array(0)],
    ["bytes behind it", concat(list(), Uint8Array.of(0))],
    ["an extension twice", list({ extensions: [crlNumber(1), crlNumber(2)] })],
    ["an issuingDistributionPoint that is none", list({ extensions: [idp(derBoolean(true))] })],
  ])("refuses %s", (_, bytes) => {
    expect(() => parseCrl(bytes)).toThrow(expect.objectContaining({ code: "crl.structure" }));
  });

  it("throws nothing but ChipidError for mutated input", () => {
    const seed = list();
    readMutants(seed, { code: /^crl\./, seed: 20267, runs: 3000 }, (bytes) => {
      const read = parseCrl(bytes);
      expect([...read.revocations()].length).toBe(read.revokedCount);
      read.lookup("05");
    });
  });
});

describe("verifyCrl", () => {
  const own = issued(csca, csca, "ca");
  const sameName = issued(authority(csca.name, "other key"), authority(csca.name, "other key"), "ca");
  const otherName = authority("C=UT,CN=Other");

  it("finds the signer by name and key, whatever the order", () => {
    for (const candidates of [[own], [sameName, own], [own, sameName]]) {
      expect(verifyCrl(parseCrl(list()), candidates, crypto)).toEqual({ ok: true, signer: own });
    }
  });

  it("refuses what no candidate signed (T45)", () => {
    const renamed = issued(otherName, otherName, "ca", { publicKey: csca.spki });
    expect(verifyCrl(parseCrl(list()), [], crypto)).toEqual({ ok: false, why: "issuer-unknown" });
    expect(verifyCrl(parseCrl(list()), [renamed], crypto)).toEqual({ ok: false, why: "issuer-unknown" });
    expect(verifyCrl(parseCrl(list()), [sameName], crypto)).toEqual({ ok: false, why: "signature" });
  });

  it("refuses a signer that may not sign lists", () => {
    const extensions = [subjectKeyIdentifier(csca.keyIdentifier), basicConstraints(true), keyUsage("keyCertSign")];
    const barred = issued(csca, csca, "ca", { extensions });
    expect(verifyCrl(parseCrl(list()), [barred], crypto)).toEqual({ ok: false, why: "key-usage" });
    const open = issued(csca, csca, "ca", { extensions: extensions.slice(0, 2) });
    expect(verifyCrl(parseCrl(list()), [barred, open], crypto)).toEqual({ ok: true, signer: open });
  });

  it("refuses critical extensions it does not process, and lists of another scope", () => {
    const refusal = (...extensions: Uint8Array[]): unknown => verifyCrl(parseCrl(list({ extensions })), [own], crypto);
    expect(refusal(unknownExtension(true))).toEqual({ ok: false, why: "unknown-critical" });
    expect(refusal(idp(flag(4)))).toEqual({ ok: false, why: "scope" });
    expect(refusal(idp(flag(5)))).toEqual({ ok: false, why: "scope" });
    expect(refusal(idp(implicit(3, Uint8Array.of(1, 0x80))))).toEqual({ ok: false, why: "scope" });
    expect(refusal(idp(flag(1)))).toMatchObject({ ok: true });
  });

  it("refuses an unknown algorithm, and one that is named in two ways", () => {
    const [tbs, algorithm, signature] = readAsn1(list()).children;
    if (!tbs || !algorithm || !signature) throw new Error("no list");
    const swapped = sequence(tbs.raw, algorithmIdentifier(OID.ecdsaWithSha384), signature.raw);
    expect(verifyCrl(parseCrl(swapped), [own], crypto)).toEqual({ ok: false, why: "algorithms-differ" });
    const unknown = sequence(tbs.raw, algorithmIdentifier("1.3.101.112"), signature.raw);
    expect(verifyCrl(parseCrl(unknown), [own], crypto)).toEqual({ ok: false, why: "algorithm" });
  });
});

describe("crlCovers", () => {
  const ds = authority("C=UT,CN=DS");
  const points = (uri: string): Uint8Array => implicitConstructed(0, implicitConstructed(0, implicit(6, latin1(uri))));
  const certificate = issued(ds, csca, "ds", { more: [crlDistributionPoints("http://a.test/1")] });
  const authorityCertificate = issued(csca, csca, "ca");
  const read = (...fields: Uint8Array[]): ReturnType<typeof parseCrl> =>
    parseCrl(list({ extensions: [idp(...fields)] }));

  it("follows the kind of certificate and the distribution points named", () => {
    expect(crlCovers(parseCrl(list()), certificate)).toBe(true);
    expect([crlCovers(read(flag(1)), certificate), crlCovers(read(flag(1)), authorityCertificate)]).toEqual([
      true,
      false,
    ]);
    expect([crlCovers(read(flag(2)), certificate), crlCovers(read(flag(2)), authorityCertificate)]).toEqual([
      false,
      true,
    ]);
    expect(crlCovers(read(points("http://a.test/1")), certificate)).toBe(true);
    expect(crlCovers(read(points("http://a.test/2")), certificate)).toBe(false);
    expect(crlCovers(read(flag(4)), certificate)).toBe(false);
  });
});
