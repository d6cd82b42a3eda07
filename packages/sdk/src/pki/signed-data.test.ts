import { describe, expect, it } from "vitest";
import { authority, ECDSA, issue } from "../../test/pki-maker.js";
import { parseSignedData } from "../asn1/cms.js";
import { derInteger, derNull, derOctetString, derOid, derTime, sequence } from "../asn1/encode.js";
import { OID } from "../asn1/oids.js";
import { concat, utf8 } from "../bytes/bytes.js";
import { curveByName } from "../crypto/curves.js";
import { encodeDerSignature, encodePlainSignature, readEcdsaSignature } from "../crypto/ecdsa-signature.js";
import { createCrypto } from "../crypto/engine.js";
import { createPureBackend } from "../crypto/pure.js";
import type { SignatureAlgorithm } from "../crypto/types.js";
import { algorithmIdentifier, pssParameters } from "../simulator/issuer/algorithms.js";
import { createCertificate } from "../simulator/issuer/certificate.js";
import { keyIdentifierOf, subjectKeyIdentifier } from "../simulator/issuer/extensions.js";
import { publicKeyInfo, rsaKey, type SigningKey } from "../simulator/issuer/keys.js";
import { encodeName } from "../simulator/issuer/name.js";
import { attribute, createSignedData, type SignedDataSpec, type SignerSpec } from "../simulator/issuer/signed-data.js";
import { encodeTlv } from "../tlv/tlv.js";
import { parseCertificate } from "./certificate.js";
import type { Certificate } from "./certificate-types.js";
import { findSigner, type SignerInfoCheck, verifySignerInfo } from "./signed-data.js";

const crypto = createCrypto({ pure: createPureBackend() });
const csca = authority("C=UT,CN=CSCA");
const ds = authority("C=UT,CN=DS");
const certificate = issue(ds, csca, "ds");
const content = utf8("the content");

function check(
  signer: Partial<SignerSpec> = {},
  change: Partial<SignedDataSpec> = {},
  by: { key: SigningKey; certificate: Uint8Array; algorithm: SignatureAlgorithm } = {
    key: ds.key,
    certificate,
    algorithm: ECDSA,
  },
): SignerInfoCheck {
  const signedData = parseSignedData(
    createSignedData({
      eContentType: OID.ldsSecurityObject,
      eContent: content,
      certificates: [by.certificate],
      signers: [{ key: by.key, algorithm: by.algorithm, sid: { certificate: by.certificate }, ...signer }],
      ...change,
    }),
    { mode: "ber" },
  );
  const [info] = signedData.signerInfos;
  if (info === undefined) throw new Error("no signer");
  return verifySignerInfo(signedData, info, parseCertificate(by.certificate), crypto);
}

function rsaSigner(pss?: { hash: "sha-256"; mgfHash: "sha-256" | "sha-1"; saltLength: number }): {
  key: SigningKey;
  certificate: Uint8Array;
} {
  const key = rsaKey("rsa2048-ds");
  const spki = publicKeyInfo(key, pss === undefined ? {} : { pss });
  const raw = createCertificate({
    subject: encodeName("C=UT,CN=RSA DS"),
    issuer: encodeName(csca.name),
    serial: 77,
    notBefore: "2020-01-01",
    notAfter: "2035-01-01",
    publicKey: spki,
    extensions: [subjectKeyIdentifier(keyIdentifierOf(spki))],
    signWith: csca.key,
    algorithm: ECDSA,
  });
  return { key, certificate: raw };
}

describe("verifySignerInfo", () => {
  it("finds a sound signature sound, with its signing time", () => {
    expect(check({ signingTime: "2024-05-06T07:08:09Z" })).toMatchObject({
      over: "received",
      signature: { checked: true, valid: true, backend: "pure" },
      secondLook: undefined,
      messageDigest: "match",
      contentType: "match",
      signingTime: Date.UTC(2024, 4, 6, 7, 8, 9),
      signingTimeState: "present",
      attributesInOrder: true,
      hash: "sha-256",
      digestListed: true,
      hashesAgree: true,
      valid: true,
    });
    expect(check()).toMatchObject({ signingTime: undefined, signingTimeState: "absent", valid: true });
  });

  it("T13: a changed signature", () => {
    const flip = (signature: Uint8Array): Uint8Array =>
      signature.map((byte, i) => (i === signature.length - 1 ? byte ^ 1 : byte));
    expect(check({ mangleSignature: flip })).toMatchObject({
      signature: { checked: true, valid: false, fault: "mismatch" },
      secondLook: undefined,
      messageDigest: "match",
      valid: false,
    });
  });

  it("T14: no signed attributes, the signature over the content itself", () => {
    expect(check({ attributes: "none" })).toMatchObject({
      over: "content",
      signature: { valid: true },
      messageDigest: "none",
      contentType: "none",
      attributesInOrder: true,
      valid: true,
    });
    expect(check({ attributes: "none", mangleSignature: () => new Uint8Array(64) })).toMatchObject({ valid: false });
  });

  it("T15, T16, T17: messageDigest wrong, missing, twice, with two values, malformed", () => {
    expect(check({ messageDigest: new Uint8Array(32) })).toMatchObject({
      signature: { valid: true },
      messageDigest: "differs",
      valid: false,
    });
    const without = (standard: readonly Uint8Array[]): readonly Uint8Array[] => [standard[0] ?? new Uint8Array()];
    expect(check({ attributes: without })).toMatchObject({
      signature: { valid: true },
      messageDigest: "missing",
      valid: false,
    });
    const good = derOctetString(crypto.digest("sha-256", content));
    const attributes =
      (...list: Uint8Array[]): NonNullable<SignerSpec["attributes"]> =>
      (standard) => [...without(standard), ...list];
    const digest = attribute(OID.messageDigest, good);
    for (const [list, expected] of [
      [[digest], "match"],
      [[digest, digest], "repeated"],
      [[digest, attribute(OID.messageDigest, derOctetString(new Uint8Array(32)))], "repeated"],
      [[attribute(OID.messageDigest, good, derOctetString(new Uint8Array(32)))], "repeated"],
      [[attribute(OID.messageDigest)], "missing"],
      [[attribute(OID.messageDigest, derInteger(1))], "malformed"],
      [[attribute(OID.messageDigest, derOctetString(new Uint8Array(0)))], "differs"],
    ] as const) {
      const result = check({ attributes: attributes(...list) });
      expect(result).toMatchObject({
        signature: { valid: true },
        messageDigest: expected,
        valid: expected === "match",
      });
    }
  });

  it("T18: contentType other than eContentType, or missing, or twice", () => {
    expect(check({ contentType: OID.data })).toMatchObject({
      signature: { valid: true },
      contentType: "differs",
      valid: false,
    });
    const drop: SignerSpec["attributes"] = (standard) => standard.slice(1);
    expect(check({ attributes: drop })).toMatchObject({ contentType: "missing", valid: false });
    const twice: SignerSpec["attributes"] = (standard) => [...standard, attribute(OID.contentType, derOid(OID.data))];
    expect(check({ attributes: twice })).toMatchObject({ contentType: "repeated", valid: false });
  });

  it("T19, T20: another digest than the signature's hash, and one that is not listed", () => {
    expect(check({ digest: "sha-512" })).toMatchObject({
      hash: "sha-512",
      hashesAgree: false,
      messageDigest: "match",
      valid: true,
    });
    const listed = [algorithmIdentifier(OID.sha512)];
    expect(check({}, { digestAlgorithms: listed })).toMatchObject({ digestListed: false, valid: true });
    const withNull = [algorithmIdentifier(OID.sha256, derNull())];
    expect(check({}, { digestAlgorithms: withNull })).toMatchObject({ digestListed: true });
  });

  it("T23: attributes out of order, signed as sent, in DER order, or neither", () => {
    const attributes: SignerSpec["attributes"] = (standard) => [...standard].reverse();
    const unordered = { attributes, attributeOrder: "as-given", signingTime: "2024-01-01" } as const;
    expect(check({ ...unordered, signedOrder: "as-sent" })).toMatchObject({
      over: "received",
      attributesInOrder: false,
      valid: true,
    });
    expect(check({ ...unordered, signedOrder: "der" })).toMatchObject({
      over: "sorted",
      attributesInOrder: false,
      valid: true,
    });
    const neither = check({
      ...unordered,
      mangleSignature: (signature) => signature.map((b, i) => (i === 40 ? b ^ 1 : b)),
    });
    expect(neither).toMatchObject({ over: "received", signature: { valid: false }, valid: false });
  });

  it("T24: unknown digest or signature algorithm is not checked and not valid", () => {
    expect(check({ digestAlgorithmIdentifier: algorithmIdentifier("1.2.3") })).toMatchObject({
      hash: undefined,
      messageDigest: "unknown-hash",
      signature: { valid: true },
      valid: false,
    });
    expect(check({ signatureAlgorithmIdentifier: algorithmIdentifier("1.3.101.112") })).toMatchObject({
      signature: { checked: false, valid: false, why: "algorithm" },
      valid: false,
    });
    expect(check({ signatureAlgorithmIdentifier: algorithmIdentifier(OID.rsassaPss) })).toMatchObject({
      signature: { checked: false, why: "parameters" },
    });
  });

  it("T24: a signature algorithm that names a key takes the digest's hash", () => {
    const result = check({ signatureAlgorithmIdentifier: algorithmIdentifier(OID.ecPublicKey) });
    expect(result).toMatchObject({ signature: { valid: true }, hashesAgree: true, valid: true });
  });

  it("T24b: r‖s under its own OID is sound, under a DER OID only on the second look", () => {
    const plain = { ...ECDSA, encoding: "plain" } as const;
    expect(check({ algorithm: plain })).toMatchObject({ valid: true, secondLook: undefined });
    const { n } = curveByName("P-256").parameters;
    const toPlain = (signature: Uint8Array): Uint8Array => {
      const pair = readEcdsaSignature(signature, n, "der");
      if (pair === undefined) throw new Error("no signature");
      return encodePlainSignature(pair, n);
    };
    expect(check({ mangleSignature: toPlain })).toMatchObject({
      signature: { checked: true, valid: false, fault: "encoding" },
      secondLook: ["plain-under-der-oid"],
      valid: false,
    });
  });

  it("T53: a padded INTEGER holds on the second look; r = 0, r ≥ n and a false value never", () => {
    const { n } = curveByName("P-256").parameters;
    const pairOf = (signature: Uint8Array): { r: bigint; s: bigint } => {
      const pair = readEcdsaSignature(signature, n, "der");
      if (pair === undefined) throw new Error("no signature");
      return pair;
    };
    const padded = (value: bigint): Uint8Array => encodeTlv(0x02, Uint8Array.of(0, 0), derInteger(value).subarray(2));
    expect(
      check({
        mangleSignature: (signature) => {
          const { r, s } = pairOf(signature);
          return sequence(padded(r), derInteger(s));
        },
      }),
    ).toMatchObject({
      signature: { valid: false, fault: "encoding" },
      secondLook: ["non-minimal-integer"],
      valid: false,
    });
    const rewritten = (change: (pair: { r: bigint; s: bigint }) => { r: bigint; s: bigint }): SignerInfoCheck =>
      check({ mangleSignature: (signature) => encodeDerSignature(change(pairOf(signature))) });
    for (const change of [
      ({ s }: { s: bigint }) => ({ r: 0n, s }),
      ({ r, s }: { r: bigint; s: bigint }) => ({ r: r + n, s }),
      ({ r, s }: { r: bigint; s: bigint }) => ({ r, s: s + 1n }),
    ]) {
      expect(rewritten(change)).toMatchObject({ signature: { valid: false }, secondLook: undefined, valid: false });
    }
  });

  it("T55, T55b: PSS other than declared holds on the second look; an MGF hash as declared is sound", () => {
    const { key, certificate } = rsaSigner();
    const declared = { kind: "rsa-pss", hash: "sha-256", mgfHash: "sha-256", saltLength: 32 } as const;
    const by = { key, certificate, algorithm: declared };
    expect(check({}, {}, by)).toMatchObject({ valid: true });
    expect(check({}, {}, { ...by, algorithm: { ...declared, mgfHash: "sha-1", saltLength: 20 } })).toMatchObject({
      valid: true,
    });
    const says = (pss: Parameters<typeof pssParameters>[0]): Partial<SignerSpec> => ({
      signatureAlgorithmIdentifier: algorithmIdentifier(OID.rsassaPss, pssParameters(pss)),
    });
    expect(check(says({ ...declared, saltLength: 20 }), {}, by)).toMatchObject({
      signature: { valid: false },
      secondLook: ["pss-salt-length"],
      valid: false,
    });
    expect(check(says({ ...declared, mgfHash: "sha-1" }), {}, by)).toMatchObject({ secondLook: ["pss-mgf-hash"] });
    expect(check(says({ ...declared, hash: "sha-512" }), {}, by)).toMatchObject({
      secondLook: undefined,
      valid: false,
    });
  });

  it("a key restricted to other PSS parameters stays refused on the second look", () => {
    const { key, certificate } = rsaSigner({ hash: "sha-256", mgfHash: "sha-256", saltLength: 32 });
    const algorithm = { kind: "rsa-pss", hash: "sha-256", mgfHash: "sha-1", saltLength: 32 } as const;
    expect(check({}, {}, { key, certificate, algorithm })).toMatchObject({
      signature: { valid: false, fault: "pss-restriction" },
      secondLook: undefined,
    });
  });

  it("T54, T24: PKCS#1 with rsaEncryption, and an EC key under an RSA OID", () => {
    const { key, certificate } = rsaSigner();
    const by = { key, certificate, algorithm: { kind: "rsa-pkcs1", hash: "sha-256" } as const };
    const asKey = { signatureAlgorithmIdentifier: algorithmIdentifier(OID.rsaEncryption, derNull()) };
    expect(check(asKey, {}, by)).toMatchObject({ valid: true });
    expect(check({ signatureAlgorithmIdentifier: algorithmIdentifier(OID.sha256WithRsa, derNull()) })).toMatchObject({
      signature: { checked: true, valid: false, fault: "key-type" },
    });
  });

  it("T26b: verifies a constructed eContent over its value", () => {
    expect(check({}, { lengths: "indefinite", contentSegments: 3 })).toMatchObject({
      messageDigest: "match",
      valid: true,
    });
  });

  it("a signing time twice or malformed is no signing time", () => {
    const time = (...values: Uint8Array[]): Partial<SignerSpec> => ({
      attributes: (standard) => [...standard, ...values.map((value) => attribute(OID.signingTime, value))],
    });
    expect(check(time(derTime(0), derTime(86_400_000)))).toMatchObject({
      signingTime: undefined,
      signingTimeState: "repeated",
    });
    expect(check(time(derInteger(1)))).toMatchObject({
      signingTime: undefined,
      signingTimeState: "malformed",
      valid: true,
    });
  });

  it("a detached content has nothing to be checked against", () => {
    const signedData = parseSignedData(
      createSignedData({
        eContentType: OID.data,
        eContent: content,
        certificates: [],
        signers: [{ key: ds.key, algorithm: ECDSA, sid: { certificate } }],
      }),
    );
    const [info] = signedData.signerInfos;
    if (info === undefined) throw new Error("no signer");
    const detached = { ...signedData, eContent: undefined };
    const signer = parseCertificate(certificate);
    expect(verifySignerInfo(detached, info, signer, crypto)).toMatchObject({ messageDigest: "differs", valid: false });
    expect(verifySignerInfo(detached, { ...info, signedAttributes: undefined }, signer, crypto)).toMatchObject({
      signature: { checked: false, valid: false, why: "content" },
      valid: false,
    });
  });

  it("a certificate whose key cannot be used checks nothing", () => {
    const off = publicKeyInfo(ds.key, { point: Uint8Array.of(0) });
    const bad = issue(ds, csca, "ds", { publicKey: off });
    expect(check({}, {}, { key: ds.key, certificate: bad, algorithm: ECDSA })).toMatchObject({
      signature: { checked: false, valid: false, why: "key" },
      valid: false,
    });
  });
});

describe("findSigner", () => {
  const other = parseCertificate(issue(ds, csca, "ds", { serial: 2 }));
  const signer = parseCertificate(certificate);
  const infoOf = (sid: SignerSpec["sid"]): Parameters<typeof findSigner>[0] => {
    const [info] = parseSignedData(
      createSignedData({
        eContentType: OID.data,
        eContent: content,
        certificates: [],
        signers: [{ key: ds.key, algorithm: ECDSA, sid }],
      }),
    ).signerInfos;
    if (info === undefined) throw new Error("no signer");
    return info;
  };

  it("goes by issuer and serial number, or by key identifier", () => {
    const all: Certificate[] = [other, signer];
    expect(findSigner(infoOf({ certificate }), all)).toEqual([signer]);
    expect(findSigner(infoOf({ keyIdentifier: ds.keyIdentifier }), all)).toEqual(all);
    expect(findSigner(infoOf({ keyIdentifier: concat(ds.keyIdentifier, Uint8Array.of(0)) }), all)).toEqual([]);
  });

  it("finds nobody for a name that cannot be read", () => {
    const info = infoOf({ certificate });
    const broken = { ...info, sid: { kind: "issuer-serial", issuer: derInteger(1), serial: signer.serial } as const };
    expect(findSigner(broken, [signer])).toEqual([]);
  });
});
