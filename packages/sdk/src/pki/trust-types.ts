import type { HashName } from "../crypto/types.js";
import type { Certificate } from "./certificate-types.js";

/** Where a certificate of the store came from, and what that is worth (contract.md §4, Trust). */
export interface Provenance {
  /** File or list it came from, as a person would name it. */
  readonly source: string;
  readonly kind: "certificate" | "master-list" | "ldif" | "deviation-list";
  /** `given`: trusted as given. `verified`: in a list whose signer is vouched for. `unverified`: in any other list. */
  readonly status: "given" | "verified" | "unverified";
  /** CMS signing time of the list, or the certificate's import time; milliseconds since 1970. */
  readonly date: number | undefined;
  /** Subject of the list's signer. */
  readonly signer: string | undefined;
}

/** Things worth knowing about an anchor (T35, T91b); they never remove it, the inspection judges them. */
export type AnchorFlag =
  | "no-ca-flag"
  | "test-name"
  | "expired-long-ago"
  | "self-signature-invalid"
  | "key-unusable"
  | "not-der"
  | "link";

export interface TrustedCertificate {
  readonly certificate: Certificate;
  /** Every place that vouches for it, best first (given, verified, unverified; newer first). */
  readonly provenance: readonly Provenance[];
  readonly flags: readonly AnchorFlag[];
}

/** A CRL whose signature was checked under a CSCA of the store (ICAO 9303-12 §7.1.4, RFC 5280 §5). */
export interface TrustedCrl {
  readonly issuerKey: string;
  readonly country: string | undefined;
  readonly thisUpdate: number;
  readonly nextUpdate: number | undefined;
  readonly source: string;
  /** Serial as in Certificate.serial → revocation date and reason. */
  lookup(serial: string): { readonly date: number; readonly reason: string | undefined } | undefined;
  readonly revokedCount: number;
  /**
   * Whether the list speaks of this certificate (RFC 5280 §6.3.3 b): one for CAs only, or for another distribution
   * point, does not, and its silence says nothing.
   */
  covers(certificate: Certificate): boolean;
  /** Hash function of its signature. */
  readonly signatureHash: HashName | undefined;
  /** The CSCA that signed it. */
  readonly signer: Certificate;
}

/** The documents a deviation is known for; all that is given must hold. Absent: all of the issuer's. */
export interface DeviationScope {
  /** Document signer by issuer name key and serial number as in Certificate. */
  readonly issuerKey?: string;
  readonly serial?: string;
  /** Document signer by subjectKeyIdentifier, lower-case hex. */
  readonly keyIdentifier?: string;
  /** Document signer by the hash of its certificate, lower-case hex; the length tells the function. */
  readonly certificateDigest?: string;
  /** Document code of the MRZ without fillers. */
  readonly documentType?: string;
  /** eContentType of EF.SOD, dotted. */
  readonly contentType?: string;
  /** Days of issue, milliseconds since 1970, both included. */
  readonly issuedFrom?: number;
  readonly issuedTo?: number;
  readonly documentNumbers?: readonly string[];
}

/** A deviation an issuer is known for: from the project's data file or a signed ICAO deviation list. */
export interface KnownDeviation {
  /** Two-letter country code of the issuer, upper case. */
  readonly country: string;
  /** Reason code it turns into a note. */
  readonly code: string;
  readonly source: string;
  readonly scope?: DeviationScope;
}

/** What the inspection asks of trust data. Read-only; building and storing are pki's business. */
export interface TrustView {
  /** CSCA candidates whose subject equals the name. */
  bySubject(nameKey: string): readonly TrustedCertificate[];
  /** CSCA candidates with this subjectKeyIdentifier. */
  byKeyIdentifier(keyIdentifier: Uint8Array): readonly TrustedCertificate[];
  /** All of a country (two-letter, upper case). */
  byCountry(country: string): readonly TrustedCertificate[];
  /** A certificate by issuer and serial, for a SOD without certificates (T36d). */
  byIssuerSerial(issuerKey: string, serial: string): readonly TrustedCertificate[];
  /** CRLs issued under this name, newest first. */
  crlsOf(issuerKey: string): readonly TrustedCrl[];
  deviations(country: string): readonly KnownDeviation[];
  /** CRL files that were given for this run and refused, with the reason (T45). */
  readonly refusedCrls: readonly { readonly source: string; readonly why: string; readonly code: string }[];
  /** Newest date of the trust data, milliseconds since 1970; undefined when empty. */
  readonly newest: number | undefined;
  readonly size: number;
}
