import type { Asn1Quirk } from "../asn1/node.js";
import type {
  AlgorithmIdentifier,
  AuthorityKeyIdentifier,
  DistinguishedName,
  SignatureAlgorithmReading,
} from "./certificate-types.js";

export interface Revocation {
  /** Serial number's content bytes in lower-case hex, as in the list. */
  readonly serial: string;
  /** Milliseconds since 1970; the list's thisUpdate when the entry's own date cannot be read. */
  readonly date: number;
  /** CRLReason by name (RFC 5280 §5.3.1), e.g. `keyCompromise`; undefined when the entry gives none. */
  readonly reason: string | undefined;
}

/** issuingDistributionPoint (RFC 5280 §5.2.5). */
export interface IssuingDistributionPoint {
  readonly names: readonly string[];
  readonly onlyUserCertificates: boolean;
  readonly onlyCaCertificates: boolean;
  readonly onlyAttributeCertificates: boolean;
  /** The list is partial: it holds only some revocation reasons. */
  readonly onlySomeReasons: boolean;
  /** Entries of other issuers are in the list. */
  readonly indirect: boolean;
}

/** A certificate revocation list (RFC 5280 §5) over the bytes as received. Its signature is checked by `verifyCrl`. */
export interface Crl {
  readonly raw: Uint8Array;
  /** tbsCertList as received: what the signature covers. */
  readonly tbs: Uint8Array;
  readonly version: number;
  readonly issuer: DistinguishedName;
  /** Milliseconds since 1970. */
  readonly thisUpdate: number;
  readonly nextUpdate: number | undefined;
  /** cRLNumber, decimal. */
  readonly crlNumber: string | undefined;
  readonly authorityKeyIdentifier: AuthorityKeyIdentifier | undefined;
  readonly issuingDistributionPoint: IssuingDistributionPoint | undefined;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly algorithmsAgree: boolean;
  readonly signatureReading: SignatureAlgorithmReading;
  readonly signature: Uint8Array;
  readonly revokedCount: number;
  /** OIDs of critical extensions, of the list or of an entry, that this SDK does not process. */
  readonly unknownCritical: readonly string[];
  readonly quirks: readonly Asn1Quirk[];
  /** The entry of a serial number written as in `Certificate.serial`; compared as an integer. */
  lookup(serial: string): Revocation | undefined;
  /** All entries in the order of the list. */
  revocations(): Iterable<Revocation>;
}
