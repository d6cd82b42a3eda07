import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toHex } from "../../bytes/bytes.js";
import { createCrypto } from "../../crypto/engine.js";
import { createPureBackend } from "../../crypto/pure.js";
import type { SignatureAlgorithm } from "../../crypto/types.js";
import { parseCertificate, verifyCertificateSignature } from "../../pki/certificate.js";
import { type CertificateSpec, createCertificate, instant } from "./certificate.js";
import {
  authorityKeyIdentifier,
  basicConstraints,
  crlDistributionPoints,
  documentTypeList,
  extendedKeyUsage,
  issuerAltName,
  keyIdentifierOf,
  keyUsage,
  nameChange,
  privateKeyUsagePeriod,
  subjectKeyIdentifier,
  unknownExtension,
} from "./extensions.js";
import { ecKey, publicKeyInfo } from "./keys.js";
import { encodeName } from "./name.js";

const crypto = createCrypto({ pure: createPureBackend() });
const key = ecKey("certificate test", "P-256");
const algorithm: SignatureAlgorithm = { kind: "ecdsa", hash: "sha-256", encoding: "der" };
const name = encodeName("C=DE,O=chipid,CN=CSCA Alpha");
const spec: CertificateSpec = {
  subject: name,
  issuer: name,
  serial: 0x80,
  notBefore: "2021-01-19",
  notAfter: "2061-04-13",
  publicKey: publicKeyInfo(key),
  signWith: key,
  algorithm,
};

function signatureHolds(raw: Uint8Array): boolean {
  const certificate = parseCertificate(raw);
  const reading = certificate.publicKey;
  return reading.ok && verifyCertificateSignature(certificate, reading.key, crypto).valid;
}

describe("createCertificate", () => {
  it("says what its specification says, and its signature holds", () => {
    const identifier = keyIdentifierOf(spec.publicKey);
    const raw = createCertificate({
      ...spec,
      extensions: [
        authorityKeyIdentifier(identifier),
        subjectKeyIdentifier(identifier),
        basicConstraints(true, 0),
        keyUsage("keyCertSign", "cRLSign"),
        privateKeyUsagePeriod(instant("2021-01-19"), instant("2026-01-21")),
        extendedKeyUsage(true, "2.23.136.1.1.3"),
        documentTypeList("P", "ID"),
        nameChange(),
        crlDistributionPoints("http://example.org/a.crl"),
        issuerAltName("csca@example.org"),
        unknownExtension(true),
      ],
    });
    expect(parseCertificate(raw)).toMatchObject({
      version: 3,
      serial: "0080",
      notBefore: Date.UTC(2021, 0, 19),
      notAfter: Date.UTC(2061, 3, 13),
      algorithmsAgree: true,
      subjectKeyIdentifier: identifier,
      authorityKeyIdentifier: { keyIdentifier: identifier },
      basicConstraints: { ca: true, pathLength: 0 },
      keyUsage: { keyCertSign: true, cRLSign: true, digitalSignature: false },
      extendedKeyUsage: ["2.23.136.1.1.3"],
      privateKeyUsagePeriod: { notBefore: Date.UTC(2021, 0, 19), notAfter: Date.UTC(2026, 0, 21) },
      documentTypes: ["P", "ID"],
      nameChange: true,
      crlDistributionPoints: ["http://example.org/a.crl"],
      unknownCritical: ["1.3.6.1.4.1.99999.48"],
      quirks: [],
      selfIssued: true,
    });
    expect(signatureHolds(raw)).toBe(true);
  });

  it("is the same bytes each time, and DER, whatever serial and dates", () => {
    const day = fc.date({ min: new Date("1980-01-01"), max: new Date("2090-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 2n ** 160n }), day, day, (serial, from, to) => {
        const dates = { notBefore: from.toISOString().slice(0, 10), notAfter: to.toISOString().slice(0, 10) };
        const raw = createCertificate({ ...spec, serial, ...dates });
        expect(toHex(createCertificate({ ...spec, serial, ...dates }))).toBe(toHex(raw));
        const read = parseCertificate(raw);
        expect(BigInt(`0x${read.serial}`)).toBe(serial);
        expect(read).toMatchObject({ notBefore: instant(dates.notBefore), quirks: [], negativeSerial: false });
      }),
      { seed: 7, numRuns: 15 },
    );
  });

  it("departs where it is told to", () => {
    expect(parseCertificate(createCertificate({ ...spec, serial: Uint8Array.of(0x80) }))).toMatchObject({
      negativeSerial: true,
    });
    const padded = createCertificate({ ...spec, serial: Uint8Array.of(0, 0, 5) });
    expect(parseCertificate(padded).quirks).toEqual(["non-minimal-integer"]);
    expect(signatureHolds(padded)).toBe(true);
    const mangled = createCertificate({
      ...spec,
      quirks: { mangleSignature: (s) => s.map((b, i) => (i === 40 ? b ^ 1 : b)) },
    });
    expect(signatureHolds(mangled)).toBe(false);
  });
});
