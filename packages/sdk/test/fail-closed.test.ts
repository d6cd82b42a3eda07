import { describe, expect, it } from "vitest";
import { derBoolean, derInteger, derOid, implicit, implicitConstructed, sequence } from "../src/asn1/encode.js";
import { latin1 } from "../src/bytes/bytes.js";
import { type InspectionOptions, inspectFiles } from "../src/inspection/inspect.js";
import type { Policy } from "../src/inspection/policy.js";
import { writeDg12 } from "../src/lds/dg12.js";
import type { DataGroupNumber, ElementaryFileName } from "../src/lds/files.js";
import { nodeCrypto } from "../src/node/crypto.js";
import { importTrust } from "../src/pki/trust-import.js";
import { TrustStore } from "../src/pki/trust-store.js";
import * as issuer from "../src/simulator/index.js";
import { encodeTlv } from "../src/tlv/tlv.js";

// Documents and trust data by which a check could be passed over without being noticed. Beside the cases of
// fixtures/cases: each is here since it once gave green, or red without evidence.

const crypto = nodeCrypto();
const AT = Date.parse("2026-06-01T12:00:00Z");
const ECDSA = { kind: "ecdsa", hash: "sha-256", encoding: "der" } as const;
const span = { notBefore: "2020-01-01", notAfter: "2035-01-01", signsUntil: "2025-01-01" };
const PASSPORT: issuer.DocumentProfile = issuer.PROFILES["passport-bac"];

function csca(country: string, changes: Partial<issuer.AuthoritySpec> = {}): issuer.Authority {
  return issuer.createCsca({
    subject: `C=${country},O=Test State,CN=CSCA ${country}`,
    key: issuer.ecKey(`fail closed csca ${country}`, "P-256"),
    algorithm: ECDSA,
    serial: 1,
    ...span,
    ...changes,
  });
}

function documentSigner(by: issuer.Authority, ...extra: readonly Uint8Array[]): issuer.Authority {
  return changedSigner(by, { extra });
}

function changedSigner(by: issuer.Authority, extensions: issuer.ExtensionChanges): issuer.Authority {
  return issuer.createDocumentSigner(by, {
    subject: `${by.subject.slice(0, 4)},O=Test State,CN=DS`,
    key: issuer.ecKey(`fail closed ds ${by.subject}`, "P-256"),
    algorithm: ECDSA,
    serial: 77,
    ...span,
    notAfter: "2034-01-01",
    documentTypes: null,
    extensions,
  });
}

interface DocumentChanges {
  readonly profile?: issuer.DocumentProfile;
  readonly groups?: readonly (readonly [DataGroupNumber, Uint8Array])[];
  readonly eContentType?: string;
}

function document(signer: issuer.Authority, changes: DocumentChanges = {}): Map<ElementaryFileName, Uint8Array> {
  const { profile, dataGroups, com } = issuer.personalise(changes.profile ?? PASSPORT);
  const groups = new Map([...dataGroups, ...(changes.groups ?? [])]);
  const spec = issuer.sodSpec({ profile, dataGroups: groups }, signer, "2021-02-20");
  const { eContentType } = changes;
  const sod = issuer.createSod(eContentType === undefined ? spec : { ...spec, eContentType });
  const files = new Map<ElementaryFileName, Uint8Array>([
    ["EF.COM", com],
    ["EF.SOD", sod],
  ]);
  for (const [number, bytes] of groups) files.set(`DG${number}`, bytes);
  return files;
}

function storeOf(...files: readonly Uint8Array[]): TrustStore {
  const named = files.map((bytes, i) => ({ name: `file ${i + 1}`, bytes }));
  const { store, report } = importTrust(TrustStore.empty, named, { crypto, now: AT });
  expect(report.files.map((file) => file.refused)).toEqual(files.map(() => undefined));
  return store;
}

function judge(
  files: Map<ElementaryFileName, Uint8Array>,
  trust: TrustStore,
  options: Partial<InspectionOptions> = {},
): { verdict: string; codes: readonly string[]; expires: string | null | undefined } {
  const result = inspectFiles({ files }, { trust, crypto, at: AT, ...options });
  const codes = result.reasons
    .filter(({ effect }) => effect !== "genuine" && effect !== "note")
    .map(({ code }) => code);
  return { verdict: result.verdict, codes, expires: result.document?.expires };
}

const de = csca("DE");
const ds = documentSigner(de);
const REVOKED = [{ serial: 77, date: "2026-04-01" }];

interface CrlChanges {
  readonly revoked?: typeof REVOKED;
  readonly extra?: readonly Uint8Array[];
  readonly thisUpdate?: string;
  readonly nextUpdate?: string | null;
  readonly hash?: "sha-1" | "sha-256";
  readonly by?: issuer.Authority;
}

function crl(changes: CrlChanges = {}): Uint8Array {
  const { revoked = [], extra = [], thisUpdate = "2026-05-01", nextUpdate = "2026-08-01" } = changes;
  return issuer.issueCrl(changes.by ?? de, {
    number: 1,
    thisUpdate,
    ...(nextUpdate === null ? {} : { nextUpdate }),
    revoked,
    extra,
    algorithm: { ...ECDSA, hash: changes.hash ?? "sha-256" },
  });
}

function issuingDistributionPoint(...fields: readonly Uint8Array[]): Uint8Array {
  return issuer.extension("2.5.29.28", true, sequence(...fields));
}

function forPoint(uri: string): Uint8Array {
  return issuingDistributionPoint(implicitConstructed(0, implicitConstructed(0, implicit(6, latin1(uri)))));
}

const forCas = issuingDistributionPoint(implicit(2, Uint8Array.of(0xff)));
const green = { verdict: "genuine-copyable", codes: ["chip.proof.not-offered"] };

it("gives green to the document that the others are changed from", () => {
  expect(judge(document(ds), storeOf(de.certificate))).toMatchObject(green);
});

describe("revocation lists", () => {
  const required = { policy: { crl: "required" } } as const;

  it.each([
    ["for CAs only", crl({ thisUpdate: "2026-05-20", extra: [forCas] })],
    ["of another distribution point", crl({ thisUpdate: "2026-05-20", extra: [forPoint("http://crl.test/2")] })],
  ])("does not let a newer list %s hide that the signer is revoked", (_, newer) => {
    const { verdict, codes } = judge(document(ds), storeOf(de.certificate, crl({ revoked: REVOKED }), newer));
    expect([verdict, codes]).toEqual(["not-genuine", ["crl.ds.revoked", "chip.proof.not-offered"]]);
  });

  it("keeps the newer of two lists of one scope", () => {
    const older = crl({ thisUpdate: "2026-04-20", extra: [forCas] });
    const store = storeOf(de.certificate, crl({ thisUpdate: "2026-05-20", extra: [forCas] }), older);
    expect(store.data.crls.map(({ thisUpdate }) => thisUpdate)).toEqual([Date.parse("2026-05-20")]);
  });

  it("takes the silence of a list only when it speaks of the signer", () => {
    expect(judge(document(ds), storeOf(de.certificate, crl()), required)).toMatchObject(green);
    const point = crl({ extra: [forPoint("http://crl.test/2")] });
    expect(judge(document(ds), storeOf(de.certificate, point), required).codes).toContain("crl.list.missing");
    const named = documentSigner(de, issuer.crlDistributionPoints("http://crl.test/2"));
    expect(judge(document(named), storeOf(de.certificate, point), required)).toMatchObject(green);
  });

  it("does not take a list signed with SHA-1 for the one that policy requires", () => {
    const trust = storeOf(de.certificate, crl({ hash: "sha-1" }));
    expect(judge(document(ds), trust, required).codes).toContain("crl.signature.sha1");
    expect(judge(document(ds), trust, { policy: { crl: "required", sha1: "allow" } })).toMatchObject(green);
    expect(judge(document(ds), trust)).toMatchObject(green);
  });

  it("calls a list stale after 90 days when it does not say when the next one comes", () => {
    const of = (thisUpdate: string) => storeOf(de.certificate, crl({ thisUpdate, nextUpdate: null }));
    expect(judge(document(ds), of("2026-03-10"), required)).toMatchObject(green);
    expect(judge(document(ds), of("2026-03-01"), required).codes).toContain("crl.list.stale");
  });

  it("looks under the new name of the CSCA too", () => {
    const renamed = csca("DE", { subject: "C=DE,O=Test State,CN=CSCA with a new name" });
    const trust = storeOf(renamed.certificate, crl({ by: renamed, revoked: REVOKED }));
    expect(judge(document(ds), trust)).toMatchObject({ verdict: "not-genuine" });
  });
});

it("makes unconfirmed what rests on a list without a date when policy bounds its age", () => {
  const by = documentSigner(de, issuer.extendedKeyUsage(true, issuer.EXTENDED_KEY_USAGE.masterListSigner));
  const fr = csca("FR");
  const list = issuer.createMasterList({
    content: [fr.certificate],
    certificates: [by.certificate],
    signers: [{ key: by.key, algorithm: ECDSA, sid: { certificate: by.certificate } }],
  });
  const trust = storeOf(de.certificate, list);
  const files = document(documentSigner(fr), { profile: { ...PASSPORT, state: "FRA" } });
  expect(judge(files, trust)).toMatchObject(green);
  expect(judge(files, trust, { policy: { trustAge: 30 } }).codes).toContain("trust.list.old");
});

describe("lists under MD5 vouch for nothing", () => {
  const MD5 = { kind: "rsa-pkcs1", hash: "md5" } as const;
  const rsa = csca("DE", { key: issuer.rsaKey("rsa2048-aa"), algorithm: { kind: "rsa-pkcs1", hash: "sha-256" } });
  const list = (by: issuer.Authority, algorithm: issuer.Authority["algorithm"]): Uint8Array =>
    issuer.createMasterList({
      content: [csca("FR").certificate],
      certificates: [by.certificate],
      signers: [
        { key: by.key, algorithm, digest: "sha-256", sid: { certificate: by.certificate }, signingTime: "2026-04-01" },
      ],
    });
  const usage = issuer.extendedKeyUsage(true, issuer.EXTENDED_KEY_USAGE.masterListSigner);
  const importedAs = (...files: readonly Uint8Array[]): unknown => {
    const named = files.map((bytes, i) => ({ name: `file ${i + 1}`, bytes }));
    const { report } = importTrust(TrustStore.empty, named, { crypto, now: AT });
    return report.files.at(-1)?.refused?.code ?? report.files.at(-1)?.lists[0]?.status;
  };

  it("in the signature, whatever the digest algorithm beside it", () => {
    const by = issuer.createDocumentSigner(rsa, {
      subject: "C=DE,O=Test State,CN=List Signer",
      key: issuer.rsaKey("rsa2048-aa"),
      algorithm: { kind: "rsa-pkcs1", hash: "sha-256" },
      serial: 9,
      ...span,
      extensions: { extra: [usage] },
    });
    expect(importedAs(rsa.certificate, list(by, by.algorithm))).toBe("verified");
    expect(importedAs(rsa.certificate, list(by, MD5))).toBe("ml.signature");
  });

  it("in the certificate of the list's signer", () => {
    const by = documentSigner({ ...rsa, algorithm: MD5 }, usage);
    expect(importedAs(rsa.certificate, list(documentSigner(rsa, usage), ECDSA))).toBe("verified");
    expect(importedAs(rsa.certificate, list(by, ECDSA))).toBe("unverified");
  });
});

it("flags control characters in DG1 and shows them inert (T77)", () => {
  const [first = "", second = ""] = issuer.personalise(PASSPORT).mrz;
  const line = `${first.slice(0, 5)}\u001b[2J\u0000${first.slice(10)}`;
  const dg1 = encodeTlv(0x61, encodeTlv(0x5f1f, latin1(line + second)));
  const result = inspectFiles(
    { files: document(ds, { groups: [[1, dg1]] }) },
    { trust: storeOf(de.certificate), crypto, at: AT },
  );
  expect(result.reasons.map(({ code }) => code)).toContain("data.text.hazard");
  expect(JSON.stringify([result.document, result.holder])).not.toMatch(/\\u00/);
  expect(result.document?.mrz[0]).toContain("[U+001B]");
});

describe("dates", () => {
  const expired = { ...PASSPORT, holder: { ...PASSPORT.holder, expiry: "200228" } };

  it.each(["20210101", "25640101", "00150101"])("does not let issue date %s move the expiry", (dateOfIssue) => {
    const files = document(ds, { profile: expired, groups: [[12, writeDg12({ dateOfIssue })]] });
    expect(judge(files, storeOf(de.certificate))).toMatchObject({ verdict: "not-valid", expires: "2020-02-28" });
  });

  it.each(["2026-99-99", "2026-02-30", "0000-00-00"])("refuses %s as the day of judgement", (today) => {
    expect(() => judge(document(ds), storeOf(de.certificate), { today })).toThrow(
      expect.objectContaining({ code: "usage" }),
    );
  });
});

describe("the signer's certificate", () => {
  const listSigner = issuer.EXTENDED_KEY_USAGE.masterListSigner;
  const malformed: readonly (readonly [string, issuer.ExtensionChanges])[] = [
    ["extKeyUsage without usages", { extra: [issuer.extension("2.5.29.37", false, sequence())] }],
    [
      "extKeyUsage with a list signer's and something else",
      { extra: [issuer.extension("2.5.29.37", false, sequence(derOid(listSigner), derInteger(1)))] },
    ],
    [
      "basicConstraints with a negative path length",
      { basicConstraints: issuer.extension("2.5.29.19", false, sequence(derBoolean(true), derInteger(-1))) },
    ],
    [
      "documentTypeList without types",
      { documentTypes: issuer.extension("2.23.136.1.1.6.2", false, sequence(derInteger(0))) },
    ],
    [
      "privateKeyUsagePeriod that is no time",
      { privateKeyUsagePeriod: issuer.extension("2.5.29.16", false, sequence(implicit(1, latin1("2")))) },
    ],
  ];

  it.each(malformed)("is not free of a bound that cannot be read: %s", (_, extensions) => {
    const { verdict, codes } = judge(document(changedSigner(de, extensions)), storeOf(de.certificate));
    expect(verdict).toBe("unconfirmed");
    expect(codes).toContain("cert.extension.unknown-critical");
  });

  it.each(["2.23.136.1.1.9.8.1", "2.23.136.1.1.10.1"])("is not for documents with extended key usage %s", (oid) => {
    const signer = documentSigner(de, issuer.extendedKeyUsage(true, oid));
    expect(judge(document(signer), storeOf(de.certificate)).codes).toContain("cert.role.wrong");
  });
});

describe("the chain", () => {
  it("does not pass over an anchor whose key usage is not for certificates", () => {
    const anchor = csca("DE", { extensions: { keyUsage: issuer.keyUsage("digitalSignature") } });
    const { verdict, codes } = judge(document(documentSigner(anchor)), storeOf(anchor.certificate));
    expect([verdict, codes[0]]).toEqual(["unconfirmed", "cert.csca.no-ca-flag"]);
  });

  it("is false under the issuer named, whatever an unverified list holds in its name (T28)", () => {
    const { keyIdentifier } = de;
    const forged = csca("DE", {
      key: issuer.ecKey("fail closed forged", "P-256"),
      extensions: { subjectKeyIdentifier: issuer.subjectKeyIdentifier(keyIdentifier) },
    });
    const trust = storeOf(de.certificate, sequence(derInteger(0), encodeTlv(0x31, forged.certificate)));
    const { verdict, codes } = judge(document(documentSigner({ ...forged, keyIdentifier })), trust);
    expect([verdict, codes[0]]).toEqual(["not-genuine", "chain.signature.invalid"]);
  });

  it.each([
    ["no CA flag", { basicConstraints: null }],
    ["a key usage without keyCertSign", { keyUsage: issuer.keyUsage("digitalSignature", "nonRepudiation") }],
  ])("has no evidence in an unverified link certificate with %s, as Portugal's (T35)", (_, extensions) => {
    const next = csca("DE", { key: issuer.ecKey("fail closed next", "P-256"), serial: 5 });
    const link = issuer.createLink(de, next, { serial: 6, ...span, extensions });
    const trust = storeOf(de.certificate, sequence(derInteger(0), encodeTlv(0x31, link)));
    const { verdict, codes } = judge(document(documentSigner(next)), trust);
    expect(verdict).toBe("unconfirmed");
    expect(codes).toContain("chain.anchor.unverified");
  });
});

describe("known deviations", () => {
  const be = csca("BE");
  const belgian = { ...PASSPORT, state: "BEL" };

  it("excuse the one legacy content type that the issuer is known for", () => {
    const verdictOf = (eContentType: string): string =>
      judge(document(documentSigner(be), { profile: belgian, eContentType }), storeOf(be.certificate)).verdict;
    expect(verdictOf("1.3.27.1.1.1")).toBe("genuine-copyable");
    expect(verdictOf("1.2.528.1.1006.1.20.1")).toBe("unconfirmed");
    expect(verdictOf("1.2.840.113549.1.7.1")).toBe("unconfirmed");
  });

  it("are not lent to a signer that another country's CSCA let sign in the name of theirs", () => {
    const lent = issuer.createDocumentSigner(
      { ...de, name: be.name },
      {
        subject: "C=DE,O=Test State,CN=DS",
        key: issuer.ecKey("fail closed lent", "P-256"),
        algorithm: ECDSA,
        serial: 78,
        ...span,
      },
    );
    const { codes } = judge(document(lent, { eContentType: "1.3.27.1.1.1" }), storeOf(de.certificate));
    expect(codes).toContain("sod.content-type.legacy");
  });
});

it.each([
  ["null", null],
  ["a Map", new Map([["crl", "required"]])],
  ["an object with a prototype", Object.create({ crl: "required" }) as unknown],
  ["a list of words", ["crl=required"]],
  ["a number", 5],
])("refuses %s as a policy, instead of passing over what it says", (_, policy) => {
  expect(() => judge(document(ds), storeOf(de.certificate), { policy: policy as Partial<Policy> })).toThrow(
    expect.objectContaining({ code: "usage" }),
  );
});
