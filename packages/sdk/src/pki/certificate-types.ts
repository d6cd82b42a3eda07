import type { Asn1Quirk } from "../asn1/node.js";
import type { PublicKey, SignatureAlgorithm } from "../crypto/types.js";

/** A distinguished name. Names are compared by `key`, never by `text`. */
export interface DistinguishedName {
  /** DER as received. */
  readonly raw: Uint8Array;
  /** `C=VN,O=…,CN=…` in the order of the certificate, for people. */
  readonly text: string;
  /** Upper-case C attribute, when there is exactly one. */
  readonly country: string | undefined;
  readonly commonName: string | undefined;
  /**
   * Comparison form after RFC 5280 §7.1: attribute types with values case-folded, white space folded, string types
   * levelled (the same CSCA writes C as PrintableString in one certificate and UTF8String in another).
   */
  readonly key: string;
}

export interface AlgorithmIdentifier {
  readonly oid: string;
  /** DER of the parameters as received; undefined when absent. */
  readonly parameters: Uint8Array | undefined;
}

/** What an AlgorithmIdentifier means, or why it means nothing here. */
export type SignatureAlgorithmReading =
  | { readonly ok: true; readonly algorithm: SignatureAlgorithm }
  | { readonly ok: false; readonly oid: string; readonly why: "unknown" | "parameters" };

export type PublicKeyReading =
  | { readonly ok: true; readonly key: PublicKey }
  /**
   * `curve-forged`: a known prime and order with another generator or coefficient (T51). `point`: off the curve or at
   * infinity (T52). `curve-label`: off the curve that is named, but on another known one (T58).
   */
  | {
      readonly ok: false;
      readonly why:
        | "algorithm"
        | "structure"
        | "curve-forged"
        | "curve-unknown"
        | "curve-label"
        | "point"
        | "parameters";
      readonly oid: string;
    };

export interface AuthorityKeyIdentifier {
  readonly keyIdentifier: Uint8Array | undefined;
  readonly issuer: DistinguishedName | undefined;
  readonly serial: string | undefined;
}

/** An X.509 certificate (RFC 5280, ICAO 9303-12 §7.1). Costly parts are read when first asked for. */
export interface Certificate {
  readonly raw: Uint8Array;
  /** tbsCertificate as received: what the signature covers. */
  readonly tbs: Uint8Array;
  /** 1, 2 or 3. */
  readonly version: number;
  /** Serial number's content bytes in lower-case hex, as received. */
  readonly serial: string;
  readonly negativeSerial: boolean;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly spki: Uint8Array;
  readonly publicKey: PublicKeyReading;
  /** signatureAlgorithm outside the TBS; `innerAlgorithm` must equal it (RFC 5280 §4.1.1.2). */
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly algorithmsAgree: boolean;
  readonly signatureReading: SignatureAlgorithmReading;
  readonly signature: Uint8Array;
  readonly subjectKeyIdentifier: Uint8Array | undefined;
  readonly authorityKeyIdentifier: AuthorityKeyIdentifier | undefined;
  /** undefined: no basicConstraints. */
  readonly basicConstraints: { readonly ca: boolean; readonly pathLength: number | undefined } | undefined;
  readonly keyUsage: KeyUsage | undefined;
  /** OIDs. */
  readonly extendedKeyUsage: readonly string[] | undefined;
  /** Milliseconds since 1970. */
  readonly privateKeyUsagePeriod:
    | { readonly notBefore: number | undefined; readonly notAfter: number | undefined }
    | undefined;
  /** Document types of 2.23.136.1.1.6.2 (ICAO 9303-12 §7.1.1.6), e.g. `P`, `ID`. */
  readonly documentTypes: readonly string[] | undefined;
  readonly issuerAltNames: readonly string[];
  readonly subjectAltNames: readonly string[];
  readonly crlDistributionPoints: readonly string[];
  /** 2.23.136.1.1.6.1 name change extension present. */
  readonly nameChange: boolean;
  /** OIDs of all extensions, in the order of the certificate. */
  readonly extensionOids: readonly string[];
  /** OIDs of critical extensions this SDK does not process, or cannot because their value is malformed. */
  readonly unknownCritical: readonly string[];
  /** OIDs of extensions whose value is malformed; they read as absent. */
  readonly malformedExtensions: readonly string[];
  /** OIDs of extensions that appear more than once (RFC 5280 §4.2). */
  readonly repeatedExtensions: readonly string[];
  /** Departures from DER met while reading (T49). */
  readonly quirks: readonly Asn1Quirk[];
  /** Subject and issuer are the same name. Says nothing of who signed. */
  readonly selfIssued: boolean;
}

export interface KeyUsage {
  readonly digitalSignature: boolean;
  readonly nonRepudiation: boolean;
  readonly keyCertSign: boolean;
  readonly cRLSign: boolean;
  /** All set bits by name. */
  readonly names: readonly string[];
}
