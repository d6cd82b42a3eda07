import { OID } from "../asn1/oids.js";
import { equalBytes } from "../bytes/bytes.js";
import type { Certificate } from "./certificate-types.js";

/** What a certificate is for, by its own content (ICAO 9303-12 §4, §7.1). Who signed it is another question. */
export type CertificateRole =
  | "csca"
  /** A CSCA certificate that another CSCA key signed: old key to new key, or old name to new name (§7.1.2). */
  | "link"
  | "document-signer"
  | "master-list-signer"
  | "deviation-list-signer"
  /** Extended key usages that belong to none of these roles (TLS, LDS2 signers …). */
  | "other";

const LDS2_AND_SPOC = /^2\.23\.136\.1\.1\.(?:9|10|11)(?:\.|$)/;

/**
 * The role of a certificate. Extended key usage decides for the signers that must have one; what may sign certificates
 * is a CSCA or a link; everything else is a document signer. A CSCA without its CA flag (T35) is known by keyCertSign,
 * or, when it has no keyUsage either, by being self-issued.
 */
export function certificateRole(certificate: Certificate): CertificateRole {
  const usages = certificate.extendedKeyUsage;
  if (usages?.includes(OID.masterListSigner) === true) return "master-list-signer";
  if (usages?.includes(OID.deviationListSigner) === true) return "deviation-list-signer";
  if (isCertificateSigner(certificate)) return isLink(certificate) ? "link" : "csca";
  if (usages?.some((usage) => FOREIGN_ROLES.has(usage) || LDS2_AND_SPOC.test(usage)) === true) return "other";
  return "document-signer";
}

/** Extended key usages of another trade: their holder is no document signer (T36b). */
const FOREIGN_ROLES: ReadonlySet<string> = new Set([
  OID.serverAuth,
  OID.clientAuth,
  OID.codeSigning,
  OID.emailProtection,
  OID.timeStamping,
  OID.ocspSigning,
]);

/** Extended key usages of a certificate that have no meaning here: not any of the roles, and not "any". */
export function unknownExtendedKeyUsages(certificate: Certificate): readonly string[] {
  return (certificate.extendedKeyUsage ?? []).filter(
    (usage) =>
      usage !== OID.anyExtendedKeyUsage &&
      usage !== OID.masterListSigner &&
      usage !== OID.deviationListSigner &&
      !FOREIGN_ROLES.has(usage) &&
      !LDS2_AND_SPOC.test(usage),
  );
}

/** CA flag, or keyCertSign; without either extension, self-issued. */
export function isCertificateSigner(certificate: Certificate): boolean {
  const { basicConstraints, keyUsage, selfIssued } = certificate;
  if (basicConstraints?.ca === true || keyUsage?.keyCertSign === true) return true;
  return keyUsage === undefined && selfIssued;
}

/**
 * Names another key than its own as its issuer's: another issuer name, or an authorityKeyIdentifier that differs from
 * the subjectKeyIdentifier (a link certificate often keeps the name).
 */
export function isLink(certificate: Certificate): boolean {
  if (!certificate.selfIssued) return true;
  const own = certificate.subjectKeyIdentifier;
  const issuer = certificate.authorityKeyIdentifier;
  if (issuer?.keyIdentifier !== undefined && own !== undefined) return !equalBytes(issuer.keyIdentifier, own);
  return issuer?.serial !== undefined && issuer.serial !== certificate.serial;
}
