import type { Asn1Quirk } from "./node.js";

/** CMS SignedData (RFC 5652 §5) over the bytes as received. Raw parts; what they mean is pki's and lds's business. */
export interface SignedData {
  readonly version: number;
  /** AlgorithmIdentifier DER of each digestAlgorithms entry, with its OID. */
  readonly digestAlgorithms: readonly { readonly oid: string; readonly raw: Uint8Array }[];
  readonly eContentType: string;
  /** Value of eContent; a constructed OCTET STRING is its segments joined. undefined: detached. */
  readonly eContent: Uint8Array | undefined;
  /** Whole certificates as received. */
  readonly certificates: readonly Uint8Array[];
  /** Whole CRLs as received. */
  readonly crls: readonly Uint8Array[];
  readonly signerInfos: readonly SignerInfo[];
  readonly quirks: readonly Asn1Quirk[];
  /** Bytes found behind the outer element (not part of it, not hashed). */
  readonly trailingBytes: number;
}

export interface SignerInfo {
  readonly version: number;
  readonly sid:
    | { readonly kind: "issuer-serial"; readonly issuer: Uint8Array; readonly serial: string }
    | { readonly kind: "key-identifier"; readonly keyIdentifier: Uint8Array };
  readonly digestAlgorithm: { readonly oid: string; readonly raw: Uint8Array };
  /**
   * The signed attributes. `received`: the element as received with its tag changed to 31 (RFC 5652 §5.4);
   * `sorted`: the same attributes in DER SET OF order, only when that differs (T23).
   */
  readonly signedAttributes:
    | {
        readonly received: Uint8Array;
        readonly sorted: Uint8Array | undefined;
        readonly attributes: readonly CmsAttribute[];
      }
    | undefined;
  readonly signatureAlgorithm: {
    readonly oid: string;
    readonly raw: Uint8Array;
    readonly parameters: Uint8Array | undefined;
  };
  readonly signature: Uint8Array;
}

export interface CmsAttribute {
  readonly oid: string;
  /** Each value as a whole element, as received. */
  readonly values: readonly Uint8Array[];
}
