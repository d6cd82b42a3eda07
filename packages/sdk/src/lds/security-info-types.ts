/** One entry of SecurityInfos (ICAO 9303-11 §9.2, TR-03110-3 A.1.1). `raw` is the element as received. */
export type SecurityInfo =
  | PaceInfo
  | PaceDomainParameterInfo
  | ChipAuthenticationInfo
  | ChipAuthenticationDomainParameterInfo
  | ChipAuthenticationPublicKeyInfo
  | TerminalAuthenticationInfo
  | ActiveAuthenticationInfo
  | EfDirInfo
  | CardInfo
  | MalformedSecurityInfo
  | OtherSecurityInfo;

export type SecurityInfoKind = SecurityInfo["kind"];

interface Entry {
  /** The protocol OID, dotted. */
  readonly oid: string;
  readonly raw: Uint8Array;
}

export type KeyAgreementFamily = "dh" | "ecdh";
export type PaceMapping = "gm" | "im" | "cam";
export type SessionCipher = "3des" | "aes-128" | "aes-192" | "aes-256";

/** PACEInfo (ICAO 9303-11 §9.2.1). */
export interface PaceInfo extends Entry {
  readonly kind: "pace";
  readonly agreement: KeyAgreementFamily;
  readonly mapping: PaceMapping;
  readonly cipher: SessionCipher;
  /** 2 in ICAO documents; 1 in early test cards, with explicit domain parameters of an own entry. */
  readonly version: 1 | 2;
  /** Standardised domain parameters (ICAO 9303-11 §9.5.1), or the number of a PACEDomainParameterInfo. */
  readonly parameterId: number | undefined;
}

/** PACEDomainParameterInfo (ICAO 9303-11 §9.2.2). */
export interface PaceDomainParameterInfo extends Entry {
  readonly kind: "pace-domain-parameters";
  readonly agreement: KeyAgreementFamily;
  readonly mapping: PaceMapping;
  /** AlgorithmIdentifier DER. */
  readonly domainParameter: Uint8Array;
  readonly parameterId: number | undefined;
}

/** ChipAuthenticationInfo (ICAO 9303-11 §9.2.5). */
export interface ChipAuthenticationInfo extends Entry {
  readonly kind: "chip-authentication";
  readonly agreement: KeyAgreementFamily;
  readonly cipher: SessionCipher;
  /** 1 in eMRTDs; 2 and 3 are of TR-03110-2. */
  readonly version: 1 | 2 | 3;
  readonly keyId: bigint | undefined;
}

/** ChipAuthenticationDomainParameterInfo (TR-03110-3 A.1.1.2). */
export interface ChipAuthenticationDomainParameterInfo extends Entry {
  readonly kind: "chip-authentication-domain-parameters";
  readonly agreement: KeyAgreementFamily;
  /** AlgorithmIdentifier DER. */
  readonly domainParameter: Uint8Array;
  readonly keyId: bigint | undefined;
}

/** ChipAuthenticationPublicKeyInfo (ICAO 9303-11 §9.2.6). */
export interface ChipAuthenticationPublicKeyInfo extends Entry {
  readonly kind: "chip-authentication-public-key";
  readonly agreement: KeyAgreementFamily;
  /**
   * SubjectPublicKeyInfo as received. Its algorithm is the standardised domain parameters' OID 0.4.0.127.0.7.1.2
   * with a number in EF.CardSecurity.
   */
  readonly spki: Uint8Array;
  readonly keyId: bigint | undefined;
}

/** TerminalAuthenticationInfo (ICAO 9303-11 §9.2.7). */
export interface TerminalAuthenticationInfo extends Entry {
  readonly kind: "terminal-authentication";
  readonly version: 1 | 2;
  readonly efCvca: FileId | undefined;
}

export interface FileId {
  readonly fid: number;
  readonly sfi: number | undefined;
}

/** ActiveAuthenticationInfo (ICAO 9303-11 §9.2.4): the plain signature algorithm of an ECDSA key. */
export interface ActiveAuthenticationInfo extends Entry {
  readonly kind: "active-authentication";
  readonly version: 1;
  /** OID of TR-03111 §5.2.1, e.g. 0.4.0.127.0.7.1.1.4.1.3 for ecdsa-plain-SHA256. */
  readonly signatureAlgorithm: string;
}

/** EFDIRInfo (ICAO 9303-11 §9.2.8): the signed copy of EF.DIR. */
export interface EfDirInfo extends Entry {
  readonly kind: "ef-dir";
  readonly efDir: Uint8Array;
}

/** CardInfo (TR-03110-3 A.1.1.8). */
export interface CardInfo extends Entry {
  readonly kind: "card-info";
  readonly url: string;
}

/** An entry whose OID is known and whose content does not fit it: it must count as neither offered nor absent. */
export interface MalformedSecurityInfo extends Entry {
  readonly kind: "malformed";
  /** What its OID announces. */
  readonly announces: Exclude<SecurityInfoKind, "malformed" | "other">;
}

/** Any other protocol: kept, never an error. */
export interface OtherSecurityInfo extends Entry {
  readonly kind: "other";
}
