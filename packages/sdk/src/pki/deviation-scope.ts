import { toHex } from "../bytes/bytes.js";
import type { Crypto, HashName } from "../crypto/types.js";
import type { Certificate } from "./certificate-types.js";
import type { DeviationScope } from "./trust-types.js";

/** What is known of the document in hand. Only facts from signed data belong in here. */
export interface DeviationFacts {
  readonly signer: Certificate;
  /** Document code of the MRZ, without fillers. */
  readonly documentType?: string;
  readonly documentNumber?: string;
  /** eContentType of EF.SOD, dotted. */
  readonly contentType?: string;
  /** Date of issue, milliseconds since 1970. */
  readonly issued?: number;
}

const BY_LENGTH: Readonly<Record<number, HashName>> = {
  40: "sha-1",
  56: "sha-224",
  64: "sha-256",
  96: "sha-384",
  128: "sha-512",
};

/** Whether a deviation's scope covers the document (ICAO 9303-12 §10): every given part must hold; an unknown fact does not. */
export function scopeCovers(scope: DeviationScope | undefined, facts: DeviationFacts, crypto: Crypto): boolean {
  if (scope === undefined) return true;
  const { signer, documentType, documentNumber, issued } = facts;
  const own = signer.subjectKeyIdentifier;
  if (scope.issuerKey !== undefined && scope.issuerKey !== signer.issuer.key) return false;
  if (scope.serial !== undefined && scope.serial !== signer.serial) return false;
  if (scope.keyIdentifier !== undefined && (own === undefined || toHex(own) !== scope.keyIdentifier)) return false;
  if (scope.certificateDigest !== undefined) {
    const hash = BY_LENGTH[scope.certificateDigest.length];
    if (hash === undefined || toHex(crypto.digest(hash, signer.raw)) !== scope.certificateDigest) return false;
  }
  if (scope.documentType !== undefined && scope.documentType !== documentType) return false;
  if (scope.contentType !== undefined && scope.contentType !== facts.contentType) return false;
  if (scope.issuedFrom !== undefined && (issued === undefined || issued < scope.issuedFrom)) return false;
  if (scope.issuedTo !== undefined && (issued === undefined || issued > scope.issuedTo)) return false;
  if (scope.documentNumbers === undefined) return true;
  return documentNumber !== undefined && scope.documentNumbers.includes(documentNumber);
}
