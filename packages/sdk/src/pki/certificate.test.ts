import { describe, expect, it } from "vitest";
import { readMutants } from "../../test/mutants.js";
import { authority, ECDSA, issue, issued } from "../../test/pki-maker.js";
import {
  derBoolean,
  derInteger,
  derNull,
  derOctetString,
  derOid,
  explicit,
  implicit,
  implicitConstructed,
  sequence,
} from "../asn1/encode.js";
import { readAsn1 } from "../asn1/node.js";
import { OID } from "../asn1/oids.js";
import { concat, latin1, toHex } from "../bytes/bytes.js";
import { createCrypto } from "../crypto/engine.js";
import { createPureBackend } from "../crypto/pure.js";
import { algorithmIdentifier, signatureAlgorithmIdentifier } from "../simulator/issuer/algorithms.js";
import { createCertificate } from "../simulator/issuer/certificate.js";
import {
  basicConstraints,
  crlDistributionPoints,
  documentTypeList,
  extendedKeyUsage,
  extension,
  issuerAltName,
  keyUsage,
  nameChange,
  privateKeyUsagePeriod,
  unknownExtension,
} from "../simulator/issuer/extensions.js";
import { encodeName } from "../simulator/issuer/name.js";
import { encodeTlv } from "../tlv/tlv.js";
import { parseCertificate, sameCertificate, verifyCertificateSignature } from "./certificate.js";

const crypto = createCrypto({ pure: createPureBackend() });
const csca = authority("C=UT,O=Utopia,CN=CSCA");
const ds = authority("C=UT,O=Utopia,CN=DS 1");

/** The certificate with its bytes changed from outside in: `change` gets the three parts. */
function rebuilt(raw: Uint8Array, change: (tbs: readonly Uint8Array[]) => readonly Uint8Array[]): Uint8Array {
  const [tbs, ...rest] = readAsn1(raw).children;
  if (tbs === undefined) throw new Error("no tbs");
  return sequence(sequence(...change(tbs.children.map((field) => field.raw))), ...rest.map((part) => part.raw));
}

describe("parseCertificate", () => {
  it("reads every field of a document signer", () => {
    const [from, to] = [Date.UTC(2024, 0, 1), Date.UTC(2024, 3, 1)];
    const raw = issue(ds, csca, "ds", {
      serial: 0x1234,
      notBefore: "2024-01-01",
      notAfter: "2034-03-31",
      more: [
        privateKeyUsagePeriod(from, to),
        documentTypeList("P", "ID"),
        extendedKeyUsage(false, "1.2.3.4"),
        crlDistributionPoints("http://example.test/crl"),
        issuerAltName("csca@example.test"),
        nameChange(),
      ],
    });
    const read = parseCertificate(raw);
    expect(read).toMatchObject({
      version: 3,
      serial: "1234",
      negativeSerial: false,
      notBefore: Date.UTC(2024, 0, 1),
      notAfter: Date.UTC(2034, 2, 31),
      algorithmsAgree: true,
      signatureReading: { ok: true, algorithm: ECDSA },
      keyUsage: { digitalSignature: true, keyCertSign: false, names: ["digitalSignature"] },
      basicConstraints: undefined,
      extendedKeyUsage: ["1.2.3.4"],
      privateKeyUsagePeriod: { notBefore: from, notAfter: to },
      documentTypes: ["P", "ID"],
      issuerAltNames: ["email:csca@example.test"],
      subjectAltNames: [],
      crlDistributionPoints: ["http://example.test/crl"],
      nameChange: true,
      unknownCritical: [],
      repeatedExtensions: [],
      malformedExtensions: [],
      quirks: [],
      selfIssued: false,
    });
    expect(read.raw).toEqual(raw);
    expect(read.subject.text).toBe("C=UT,O=Utopia,CN=DS 1");
    expect(toHex(read.subjectKeyIdentifier ?? new Uint8Array())).toBe(toHex(ds.keyIdentifier));
    expect(toHex(read.authorityKeyIdentifier?.keyIdentifier ?? new Uint8Array())).toBe(toHex(csca.keyIdentifier));
    expect(read.publicKey).toMatchObject({ ok: true, key: { kind: "ec", curve: "P-256" } });
  });

  it("reads a CSCA, and verifies both by key", () => {
    const above = issued(csca, csca, "ca");
    expect(above).toMatchObject({
      basicConstraints: { ca: true, pathLength: 0 },
      keyUsage: { keyCertSign: true, cRLSign: true },
      selfIssued: true,
    });
    if (!above.publicKey.ok) throw new Error("no key");
    expect(verifyCertificateSignature(above, above.publicKey.key, crypto)).toMatchObject({
      checked: true,
      valid: true,
    });
    const below = issued(ds, csca, "ds");
    expect(verifyCertificateSignature(below, above.publicKey.key, crypto)).toMatchObject({
      checked: true,
      valid: true,
    });
    if (!below.publicKey.ok) throw new Error("no key");
    expect(verifyCertificateSignature(below, below.publicKey.key, crypto)).toMatchObject({
      checked: true,
      valid: false,
      fault: "mismatch",
    });
    expect(sameCertificate(below, parseCertificate(below.raw.slice()))).toBe(true);
    expect(sameCertificate(below, above)).toBe(false);
  });

  it("does not compute a signature whose algorithm it does not know, or that is named in two ways", () => {
    const key = issued(csca, csca, "ca").publicKey;
    if (!key.ok) throw new Error("no key");
    const unknown = issued(ds, csca, "ds", { quirks: { algorithmIdentifier: algorithmIdentifier("1.3.101.112") } });
    expect(verifyCertificateSignature(unknown, key.key, crypto)).toEqual({
      checked: false,
      valid: false,
      why: "algorithm",
    });
    const parameters = issued(ds, csca, "ds", { quirks: { algorithmIdentifier: algorithmIdentifier(OID.rsassaPss) } });
    expect(verifyCertificateSignature(parameters, key.key, crypto)).toEqual({
      checked: false,
      valid: false,
      why: "parameters",
    });
    const inner = signatureAlgorithmIdentifier({ kind: "ecdsa", hash: "sha-384", encoding: "der" });
    const differing = issued(ds, csca, "ds", { quirks: { innerAlgorithm: inner } });
    expect(differing.algorithmsAgree).toBe(false);
    expect(verifyCertificateSignature(differing, key.key, crypto)).toEqual({
      checked: false,
      valid: false,
      why: "algorithms-differ",
    });
  });

  it("names unknown critical extensions, repeated and malformed ones (T48)", () => {
    const broken = extension(OID.basicConstraints, true, sequence(derNull()));
    const read = issued(ds, csca, "ds", {
      extensions: [
        unknownExtension(true),
        unknownExtension(false),
        broken,
        extension(OID.extendedKeyUsage, false, sequence()),
        extension(OID.policyConstraints, true, sequence()),
      ],
    });
    expect(read.unknownCritical).toEqual(["1.3.6.1.4.1.99999.48", OID.basicConstraints, OID.policyConstraints]);
    expect(read.repeatedExtensions).toEqual(["1.3.6.1.4.1.99999.48"]);
    expect([...read.malformedExtensions].sort()).toEqual([OID.basicConstraints, OID.extendedKeyUsage].sort());
    expect([read.basicConstraints, read.extendedKeyUsage]).toEqual([undefined, undefined]);
    expect(issued(ds, csca, "ds", { extensions: [unknownExtension(false)] }).unknownCritical).toEqual([]);
  });

  it("of a repeated extension the first is read, and the repetition named", () => {
    const read = issued(ds, csca, "ds", { extensions: [basicConstraints(false), basicConstraints(true)] });
    expect(read.basicConstraints?.ca).toBe(false);
    expect(read.repeatedExtensions).toEqual([OID.basicConstraints]);
  });

  it("reads negative and non-minimal serial numbers and reports them (T49)", () => {
    const negative = issued(ds, csca, "ds", { serial: Uint8Array.of(0xff, 0x01) });
    expect(negative).toMatchObject({ serial: "ff01", negativeSerial: true, quirks: [] });
    const long = issued(ds, csca, "ds", { serial: Uint8Array.of(0, 0, 1) });
    expect(long).toMatchObject({ serial: "000001", negativeSerial: false, quirks: ["non-minimal-integer"] });
    const key = issued(csca, csca, "ca").publicKey;
    if (!key.ok) throw new Error("no key");
    expect(verifyCertificateSignature(long, key.key, crypto).valid).toBe(true);
  });

  it("finds quirks wherever they are, also in values that nobody asked for", () => {
    const loose = (content: Uint8Array): Uint8Array => concat(Uint8Array.of(0x30, 0x81, content.length), content);
    const read = issued(ds, csca, "ds", {
      extensions: [
        extension(OID.basicConstraints, true, sequence(encodeTlv(0x01, Uint8Array.of(1)))),
        extension("1.2.3.4", false, derNull()),
        extension(OID.authorityKeyIdentifier, false, loose(implicit(0, csca.keyIdentifier))),
        extension(OID.privateKeyUsagePeriod, false, sequence(implicit(0, latin1("240101000000Z")))),
      ],
    });
    expect([...read.quirks].sort()).toEqual(["boolean-value", "non-minimal-length", "time-format"]);
    expect(read.basicConstraints?.ca).toBe(true);
    expect(read.privateKeyUsagePeriod).toEqual({ notBefore: Date.UTC(2024, 0, 1), notAfter: undefined });
  });

  it("reads the other forms of alternative names and key identifiers", () => {
    const names = sequence(
      implicit(1, latin1("a@example.test")),
      implicit(2, latin1("example.test")),
      implicit(6, latin1("http://example.test")),
      implicit(7, Uint8Array.of(127, 0, 0, 1)),
      implicitConstructed(4, encodeName("C=UT,O=ICAO")),
    );
    const identifier = sequence(
      implicitConstructed(1, implicitConstructed(4, encodeName("C=UT,CN=Above"))),
      encodeTlv(0x82, Uint8Array.of(0x12)),
    );
    const read = issued(ds, csca, "ds", {
      extensions: [
        extension(OID.subjectAltName, false, names),
        extension(OID.authorityKeyIdentifier, false, identifier),
      ],
    });
    expect(read.subjectAltNames).toEqual([
      "email:a@example.test",
      "dns:example.test",
      "uri:http://example.test",
      "ip:7f000001",
      "directory:C=UT,O=ICAO",
    ]);
    expect(read.authorityKeyIdentifier).toMatchObject({
      keyIdentifier: undefined,
      issuer: { text: "C=UT,CN=Above" },
      serial: "12",
    });
  });

  it("reads version 1 and unique identifiers", () => {
    const plain = createCertificate({
      subject: encodeName(ds.name),
      issuer: encodeName(csca.name),
      serial: 5,
      notBefore: "2020-01-01",
      notAfter: "2055-01-01",
      publicKey: ds.spki,
      signWith: csca.key,
      algorithm: ECDSA,
    });
    const old = parseCertificate(rebuilt(plain, (fields) => fields.slice(1)));
    expect(old).toMatchObject({ version: 1, extensionOids: [], notAfter: Date.UTC(2055, 0, 1) });
    const unique = rebuilt(plain, (fields) => [
      ...fields,
      implicit(1, Uint8Array.of(0, 1)),
      implicit(2, Uint8Array.of(0, 2)),
    ]);
    expect(parseCertificate(unique).serial).toBe("05");
  });

  const good = issue(ds, csca, "ds");
  it.each([
    ["bytes behind it", concat(good, Uint8Array.of(0))],
    ["a certificate cut short", good.subarray(0, good.length - 1)],
    ["nothing", new Uint8Array(0)],
    ["text", latin1("-----BEGIN CERTIFICATE-----")],
    ["two parts", sequence(sequence(), sequence())],
    ["version 4", rebuilt(good, ([, ...fields]) => [explicit(0, derInteger(3)), ...fields])],
    ["a field too many", rebuilt(good, (fields) => [...fields, derNull()])],
    ["no extensions in the tag", rebuilt(good, (fields) => [...fields.slice(0, -1), explicit(3, derNull())])],
    ["65 extensions", issue(ds, csca, "ds", { extensions: new Array<Uint8Array>(65).fill(unknownExtension(false)) })],
    [
      "an extension without value",
      issue(ds, csca, "ds", { extensions: [sequence(derOid("1.2.3"), derBoolean(true))] }),
    ],
    ["an extension with a wrong value", issue(ds, csca, "ds", { extensions: [sequence(derOid("1.2.3"), derNull())] })],
    ["one time", rebuilt(good, (fields) => fields.map((field, i) => (i === 4 ? sequence() : field)))],
    ["an empty serial number", issue(ds, csca, "ds", { serial: new Uint8Array(0) })],
    ["no name", rebuilt(good, (fields) => fields.map((field, i) => (i === 3 ? derOctetString(field) : field)))],
  ])("refuses %s", (_, bytes) => {
    expect(() => parseCertificate(bytes)).toThrow(expect.objectContaining({ code: "cert.structure" }));
  });

  it("throws nothing but ChipidError for mutated input, at once or never", () => {
    const seed = issue(ds, csca, "ds", {
      more: [
        privateKeyUsagePeriod(0, 1e12),
        documentTypeList("P"),
        crlDistributionPoints("http://example.test"),
        issuerAltName("a@example.test"),
        extendedKeyUsage(true, "1.2.3"),
        basicConstraints(false),
        keyUsage("digitalSignature"),
      ],
    });
    let read = 0;
    readMutants(seed, { code: /^cert\.structure$/, seed: 20264, runs: 4000 }, parseCertificate, (certificate) => {
      read++;
      const names = Object.getOwnPropertyNames(Object.getPrototypeOf(certificate));
      for (const name of names) if (name !== "constructor") Reflect.get(certificate, name);
      expect(certificate.quirks).toBeInstanceOf(Array);
    });
    expect(read).toBeGreaterThan(1000);
  });
});
