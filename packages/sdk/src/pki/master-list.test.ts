import { describe, expect, it } from "vitest";
import { readMutants } from "../../test/mutants.js";
import { authority, ECDSA, issue, issued } from "../../test/pki-maker.js";
import { derInteger, derNull, derOid, explicit, sequence, setOf } from "../asn1/encode.js";
import { OID } from "../asn1/oids.js";
import { concat, latin1 } from "../bytes/bytes.js";
import { createCrypto } from "../crypto/engine.js";
import { createPureBackend } from "../crypto/pure.js";
import { algorithmIdentifier } from "../simulator/issuer/algorithms.js";
import { EXTENDED_KEY_USAGE, extendedKeyUsage } from "../simulator/issuer/extensions.js";
import { createMasterList } from "../simulator/issuer/lists.js";
import { createSignedData, type SignedDataSpec } from "../simulator/issuer/signed-data.js";
import { encodeTlv } from "../tlv/tlv.js";
import { parseMasterList, verifyMasterList } from "./master-list.js";

const crypto = createCrypto({ pure: createPureBackend() });
const [old, next] = [authority("C=UT,CN=CSCA", "old"), authority("C=UT,CN=CSCA", "next")];
const signer = authority("C=UT,CN=Master List Signer");
const [oldRoot, nextRoot, link] = [issued(old, old, "ca"), issued(next, next, "ca"), issued(next, old, "ca")];
const certificate = issue(signer, next, "ds", { more: [extendedKeyUsage(true, EXTENDED_KEY_USAGE.masterListSigner)] });
const content = [oldRoot.raw, nextRoot.raw];

type Spec = Parameters<typeof createMasterList>[0];
function list(change: Partial<Spec> = {}): Uint8Array {
  return createMasterList({
    content,
    certificates: [certificate, nextRoot.raw],
    signers: [{ key: signer.key, algorithm: ECDSA, sid: { certificate }, signingTime: "2025-01-02" }],
    ...change,
  });
}
const verify = (bytes: Uint8Array, ...vouchers: (typeof oldRoot)[]): ReturnType<typeof verifyMasterList> =>
  verifyMasterList(parseMasterList(bytes), vouchers, crypto);

describe("parseMasterList", () => {
  it("cuts out the certificates of DER and BER lists", () => {
    for (const lengths of ["definite", "indefinite"] as const) {
      const read = parseMasterList(list({ lengths }));
      expect(read).toMatchObject({ signed: true, version: 0 });
      expect([...read.certificates].sort()).toEqual([...content].sort());
    }
    expect(parseMasterList(list({ lengths: "indefinite", contentSegments: 50 })).certificates.length).toBe(2);
    expect(parseMasterList(list({ content: [] })).certificates).toEqual([]);
  });

  it("tells the bare list apart", () => {
    const bare = parseMasterList(sequence(derInteger(0), setOf(...content)));
    expect(bare).toMatchObject({ signed: false, signedData: undefined });
    expect(bare.certificates.length).toBe(2);
    expect(() => verifyMasterList(bare, [oldRoot], crypto)).toThrow(expect.objectContaining({ code: "ml.structure" }));
  });

  it.each([
    ["nothing", new Uint8Array(0), /it is empty/],
    ["a PDF", latin1("%PDF-1.7 and so on"), /PDF/],
    ["a ZIP archive", latin1("PK\u0003\u0004rest"), /ZIP/],
    ["PEM text", latin1("-----BEGIN CMS-----"), /PEM/],
    ["a web page", latin1("<!DOCTYPE html>"), /HTML/],
    ["a certificate", certificate, /not a master list/],
    ["a list of version 1", sequence(derInteger(1), setOf()), /version 0/],
    ["bytes behind the bare list", concat(sequence(derInteger(0), setOf()), Uint8Array.of(0)), /follow/],
    ["a field too many", sequence(derInteger(0), setOf(), derNull()), /field/],
    ["what is no certificate", sequence(derInteger(0), setOf(derInteger(1))), /malformed/],
    ["a certificate of 64 KB", sequence(derInteger(0), setOf(sequence(new Uint8Array(66_000)))), /64 KB/],
    [
      "20,001 certificates",
      sequence(
        derInteger(0),
        encodeTlv(
          0x31,
          new Uint8Array(40_002).map((_, i) => (i % 2 === 0 ? 0x30 : 0)),
        ),
      ),
      /20000/,
    ],
    ["CMS over other data", list().length > 0 ? other(OID.ldsSecurityObject) : new Uint8Array(0), /not a master list/],
    ["no SignedData", sequence(derOid(OID.data), explicit(0, derNull())), /SignedData/],
  ])("refuses %s in one sentence", (_, bytes, message) => {
    expect(() => parseMasterList(bytes)).toThrow(
      expect.objectContaining({ code: "ml.structure", message: expect.stringMatching(message) }),
    );
  });

  function other(eContentType: string): Uint8Array {
    return createSignedData({
      eContentType,
      eContent: sequence(derInteger(0), setOf()),
      certificates: [],
      signers: [],
    });
  }

  it("throws nothing but ChipidError for mutated input", () => {
    const seed = list({ content: [sequence(derInteger(1))], certificates: [] });
    readMutants(seed, { code: /^ml\.structure$/, seed: 20268, runs: 3000 }, parseMasterList);
  });
});

describe("verifyMasterList", () => {
  it("is verified when the signer chains to a voucher, whatever is in the list (T89)", () => {
    expect(verify(list(), nextRoot)).toMatchObject({ status: "verified", signedAt: Date.UTC(2025, 0, 2) });
    expect(verify(list())).toMatchObject({ status: "unverified" });
    expect(verify(list(), oldRoot)).toMatchObject({ status: "unverified" });
    const named = parseMasterList(list()).signedData?.certificates[0];
    expect(named).toEqual(certificate);
  });

  it("is verified by an older CSCA over a link certificate in the list", () => {
    const result = verify(list({ content: [...content, link.raw] }), oldRoot);
    expect(result.status === "verified" && result.chain.map(({ serial }) => serial)).toEqual([
      result.status === "verified" && result.signer.serial,
      link.serial,
      oldRoot.serial,
    ]);
  });

  it("a CSCA in the list or in its CMS never vouches for it", () => {
    const forger = authority("C=UT,CN=CSCA", "forger");
    const root = issued(forger, forger, "ca");
    const own = issue(signer, forger, "ds", { more: [extendedKeyUsage(true, EXTENDED_KEY_USAGE.masterListSigner)] });
    const forged = list({
      content: [root.raw],
      certificates: [own, root.raw],
      signers: [{ key: signer.key, algorithm: ECDSA, sid: { certificate: own } }],
    });
    expect(verify(forged, oldRoot, nextRoot)).toMatchObject({ status: "unverified" });
  });

  it("is refused when the signature is false, unknown or over MD5 (T88)", () => {
    const by = (change: Partial<SignedDataSpec["signers"][number]>): Partial<Spec> => ({
      signers: [{ key: signer.key, algorithm: ECDSA, sid: { certificate }, ...change }],
    });
    const refusal = (change: Partial<SignedDataSpec["signers"][number]>): unknown => verify(list(by(change)), nextRoot);
    const refused = { status: "refused", code: "ml.signature" };
    expect(refusal({ key: old.key })).toMatchObject({ ...refused, why: "signature" });
    expect(refusal({ messageDigest: new Uint8Array(32) })).toMatchObject({ ...refused, why: "signature" });
    expect(refusal({ contentType: OID.data })).toMatchObject({ ...refused, why: "signature" });
    expect(refusal({ attributes: "none" })).toMatchObject({ ...refused, why: "signature" });
    expect(refusal({ signatureAlgorithmIdentifier: algorithmIdentifier("1.3.101.112") })).toMatchObject({
      ...refused,
      why: "algorithm",
    });
    expect(refusal({ digest: "md5" })).toMatchObject({ ...refused, why: "algorithm" });
    expect(verify(list({ signers: [] }), nextRoot)).toMatchObject({ ...refused, why: "no-signer-info" });
  });

  it("every SignerInfo must hold", () => {
    const good = { key: signer.key, algorithm: ECDSA, sid: { certificate } } as const;
    expect(verify(list({ signers: [good, { ...good, digest: "sha-512" }] }), nextRoot)).toMatchObject({
      status: "verified",
    });
    expect(verify(list({ signers: [good, { ...good, key: old.key }] }), nextRoot)).toMatchObject({ status: "refused" });
  });

  it("is refused when the signer is no list signer, or its certificate is not there (T91d)", () => {
    for (const more of [[], [extendedKeyUsage(true, EXTENDED_KEY_USAGE.deviationListSigner)]]) {
      const plain = issue(signer, next, "ds", { more });
      const bytes = list({
        certificates: [plain],
        signers: [{ key: signer.key, algorithm: ECDSA, sid: { certificate: plain } }],
      });
      expect(verify(bytes, nextRoot)).toMatchObject({ status: "refused", code: "ml.signer", why: "signer-role" });
    }
    expect(verify(list({ certificates: [nextRoot.raw] }), nextRoot)).toMatchObject({
      status: "refused",
      code: "ml.signer",
      why: "signer-missing",
    });
  });

  it("a signer that is given itself vouches, also when the CMS does not hold it", () => {
    const given = issued(signer, next, "ds", { more: [extendedKeyUsage(true, EXTENDED_KEY_USAGE.masterListSigner)] });
    const bytes = list({
      certificates: [],
      signers: [{ key: signer.key, algorithm: ECDSA, sid: { certificate: given.raw } }],
    });
    expect(verify(bytes, given)).toMatchObject({ status: "verified", chain: [given] });
  });

  it("passes over certificates in the CMS and the list that cannot be read", () => {
    const broken = sequence(derNull());
    const bytes = list({ certificates: [broken, certificate], content: [broken, link.raw] });
    expect(verify(bytes, oldRoot)).toMatchObject({ status: "verified" });
  });
});
