import { createHash } from "node:crypto";
import { equalBytes } from "../src/bytes/bytes.js";
import type { SignatureAlgorithm } from "../src/crypto/types.js";
import { parseCertificate } from "../src/pki/certificate.js";
import type { Certificate } from "../src/pki/certificate-types.js";
import type { TrustedCertificate, TrustView } from "../src/pki/trust-types.js";
import { type CertificateSpec, createCertificate } from "../src/simulator/issuer/certificate.js";
import {
  authorityKeyIdentifier,
  basicConstraints,
  keyIdentifierOf,
  keyUsage,
  subjectKeyIdentifier,
} from "../src/simulator/issuer/extensions.js";
import { ecKey, publicKeyInfo, type SigningKey } from "../src/simulator/issuer/keys.js";
import { encodeName } from "../src/simulator/issuer/name.js";

// Small synthetic PKIs for the tests of pki: every key derives from a label, so every run makes the same bytes.

export const ECDSA: SignatureAlgorithm = { kind: "ecdsa", hash: "sha-256", encoding: "der" };

export interface Authority {
  readonly name: string;
  readonly key: SigningKey;
  readonly spki: Uint8Array;
  readonly keyIdentifier: Uint8Array;
}

export function authority(name: string, label = name): Authority {
  const key = ecKey(label, "P-256");
  const spki = publicKeyInfo(key);
  return { name, key, spki, keyIdentifier: keyIdentifierOf(spki) };
}

/** Of what the certificate says, so that it is the same whatever else was issued before. */
function serialOf(...parts: readonly (Uint8Array | string)[]): number {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest().readUIntBE(0, 3);
}

/** A certificate for `subject` signed by `issuer`; `extensions` replaces the standard ones of the kind. */
export function issue(
  subject: Authority,
  issuer: Authority,
  kind: "ca" | "ds",
  change: Partial<CertificateSpec> & { readonly more?: readonly Uint8Array[] } = {},
): Uint8Array {
  const { more = [], ...rest } = change;
  const ca = kind === "ca";
  const [notBefore, notAfter] = [rest.notBefore ?? "2020-01-01", rest.notAfter ?? "2035-01-01"];
  const extensions = rest.extensions ?? [
    subjectKeyIdentifier(subject.keyIdentifier),
    authorityKeyIdentifier(issuer.keyIdentifier),
    ...(ca ? [basicConstraints(true, 0), keyUsage("keyCertSign", "cRLSign")] : [keyUsage("digitalSignature")]),
    ...more,
  ];
  return createCertificate({
    subject: encodeName(subject.name),
    issuer: encodeName(issuer.name),
    serial: serialOf(subject.name, subject.spki, issuer.name, `${notBefore} ${notAfter}`, ...extensions),
    publicKey: subject.spki,
    signWith: issuer.key,
    algorithm: ECDSA,
    ...rest,
    notBefore,
    notAfter,
    extensions,
  });
}

export function issued(...args: Parameters<typeof issue>): Certificate {
  return parseCertificate(issue(...args));
}

/** A trust view over certificates taken as given: what path building asks of a store, and nothing else. */
export function trustOf(...certificates: readonly Certificate[]): TrustView {
  const all: TrustedCertificate[] = certificates.map((certificate) => ({
    certificate,
    flags: [],
    provenance: [{ source: "test", kind: "certificate", status: "given", date: undefined, signer: undefined }],
  }));
  return {
    bySubject: (key) => all.filter(({ certificate }) => certificate.subject.key === key),
    byKeyIdentifier: (identifier) =>
      all.filter(({ certificate: { subjectKeyIdentifier: own } }) => own !== undefined && equalBytes(own, identifier)),
    byCountry: (country) => all.filter(({ certificate }) => certificate.subject.country === country),
    byIssuerSerial: (key, serialHex) =>
      all.filter(({ certificate }) => certificate.issuer.key === key && certificate.serial === serialHex),
    crlsOf: () => [],
    deviations: () => [],
    refusedCrls: [],
    newest: undefined,
    size: all.length,
  };
}
