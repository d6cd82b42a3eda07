import type { CvCertificate } from "../../authentication/terminal/cv-certificate.js";
import type { DomainParameters } from "../../crypto/domain-parameters.js";
import type { EcPrivateKey, RsaPrivateKey } from "../../crypto/signing.js";
import type { HashName } from "../../crypto/types.js";
import type { KeyAgreementFamily, PaceMapping, SessionCipher } from "../../lds/security-info-types.js";

/**
 * When a file may be read: `always`; `access` after BAC or PACE; `pace` after PACE alone (EF.CardSecurity, ICAO 9303-11
 * §9.3); `terminal` after Terminal Authentication that gives the right to it.
 */
export type AccessRule = "always" | "access" | "pace" | "terminal";

export interface ChipFile {
  readonly fid: number;
  /** Short file identifier, 1–30; undefined: the file has none. */
  readonly sfi: number | undefined;
  readonly bytes: Uint8Array;
  readonly read: AccessRule;
}

export interface ChipApplication {
  readonly aid: Uint8Array;
  readonly files: readonly ChipFile[];
}

/** One PACE protocol that the chip carries out. */
export interface ChipPaceProtocol {
  readonly oid: string;
  readonly agreement: KeyAgreementFamily;
  readonly mapping: PaceMapping;
  readonly cipher: SessionCipher;
  /** Reference that DO'84' names. */
  readonly parameterId: number | undefined;
  readonly domain: DomainParameters;
}

/** Static key pair of Chip Authentication or PACE-CAM. */
export interface ChipAgreementKey {
  /** Reference that DO'84' names; undefined: the only key. */
  readonly keyId: bigint | undefined;
  readonly domain: DomainParameters;
  /** Private key, 1 … order − 1. A clone that has no key computes with any other number. */
  readonly secret: bigint;
}

/** One Chip Authentication protocol that the chip carries out by MSE:Set AT and GENERAL AUTHENTICATE. */
export interface ChipAuthenticationProtocol {
  readonly oid: string;
  readonly agreement: KeyAgreementFamily;
  readonly cipher: SessionCipher;
  readonly keyId: bigint | undefined;
}

/** How the chip answers INTERNAL AUTHENTICATE. */
export type ActiveAuthenticationKey =
  | {
      readonly key: RsaPrivateKey;
      readonly hash: HashName;
      /** Trailer BC (SHA-1 without a name) or the two-byte one with the hash's number (ISO/IEC 9796-2). */
      readonly trailer: "implicit" | "explicit";
    }
  | {
      readonly key: EcPrivateKey;
      readonly hash: HashName;
      readonly encoding: "plain" | "der";
    };

/** Passwords; one that is absent is not known to the chip. */
export interface ChipPasswords {
  /** MRZ_information of ICAO 9303-11 §9.7.2: number, birth and expiry with their check digits. */
  readonly mrz?: string | undefined;
  readonly can?: string | undefined;
  readonly pin?: string | undefined;
  readonly puk?: string | undefined;
}

/** A key whose wrong tries a chip counts: a password of PACE, or the key of BAC, apart from PACE with the MRZ. */
export type CountedKey = keyof ChipPasswords | "bac";

/** Wrong tries in a row until a key is blocked, 1–15; one that is absent is not counted. */
export type ChipTries = Readonly<Partial<Record<CountedKey, number>>>;

export interface ChipLimits {
  /** Lc and Le of two bytes are understood. */
  readonly extended: boolean;
  /** Longest command data field; 255 at most without extended length. */
  readonly maxCommandData: number;
  /** Longest response data field; 256 at most without extended length. */
  readonly maxResponseData: number;
}

export const EXTENDED_LIMITS: ChipLimits = { extended: true, maxCommandData: 65535, maxResponseData: 65533 };
export const SHORT_LIMITS: ChipLimits = { extended: false, maxCommandData: 255, maxResponseData: 256 };

/** Behaviours of chips in the field that a reader must get along with (T61, T63, T65, T69b–T69e). */
export interface ChipQuirks {
  /** Status of SELECT MF instead of selecting it. */
  readonly selectMf?: number;
  /** Status of a SELECT that has an Le field. */
  readonly selectWithLe?: number;
  /** Status of an MSE that has an Le field. */
  readonly mseWithLe?: number;
  /** Status of selecting the application, always (T92). */
  readonly selectApplication?: number;
  /** Status of selecting the application before PACE. */
  readonly selectApplicationBeforePace?: number;
  /** The only ways to EF.CardAccess; without them all work. `after-mf`: by FID once the MF was selected by command. */
  readonly cardAccessBy?: readonly ("fid" | "sfi" | "after-mf")[];
  /** The eMRTD application is selected at power-up, so EF.CardAccess cannot be reached. */
  readonly applicationPreselected?: boolean;
  /** Status of MSE:Set AT for PACE without DO'84'. */
  readonly needsDomainReference?: number;
  /** Status of MSE for Chip Authentication without DO'84'. */
  readonly needsKeyReference?: number;
  /** X of a warning 63CX that a good MSE:Set AT for PACE answers. */
  readonly warnTriesLeft?: number;
  /** Status of GENERAL AUTHENTICATE for PACE, whatever comes: PACE is announced and does not work (T63). */
  readonly paceFails?: number;
  /** Status of the last GENERAL AUTHENTICATE with a wrong password that is not counted; 6300 when absent. */
  readonly paceFailure?: number;
  /** Status of EXTERNAL AUTHENTICATE with a wrong key that is not counted; 6300 when absent. */
  readonly bacFailure?: number;
  /** What reading past the end of a file gives: the bytes there are with 9000, with 6282, or 6CXX and nothing. */
  readonly endOfFile?: "cut" | "warning" | "wrong-le";
  /** Most bytes that one READ BINARY gives. */
  readonly readCap?: number;
  /** Status of a READ BINARY that asks for more than `bytes`. */
  readonly readRefusal?: { readonly above: number; readonly sw: number };
  /** Bytes that READ BINARY gives more than it was asked for (T79). */
  readonly readExcess?: number;
  /** Short file identifiers in READ BINARY are not understood: 6A82. */
  readonly noShortIdentifiers?: boolean;
  /** Odd READ BINARY (INS B1) is not understood: 6D00. */
  readonly noOddRead?: boolean;
  /** Bytes of the answer to INTERNAL AUTHENTICATE when fewer than 257 are asked for (T61). */
  readonly activeAnswerCut?: number;
  /** Long answers are sent by 61XX and GET RESPONSE even where Le would do. */
  readonly alwaysGetResponse?: boolean;
  /** Any error status ends secure messaging, and is sent without it. */
  readonly endsSessionOnError?: boolean;
  /** AA signs this challenge instead of the one it got (T62). */
  readonly signsOtherChallenge?: boolean;
  /** Status of MSE for Chip Authentication and its GENERAL AUTHENTICATE (T59). */
  readonly chipAuthenticationRefused?: number;
  /** Status of INTERNAL AUTHENTICATE. */
  readonly activeAuthenticationRefused?: number;
}

/** All that is on one chip. */
export interface ChipPersonalisation {
  /** Answer to reset as a contactless reader makes it up (PC/SC part 3 §3.1.3.2.3). */
  readonly atr: Uint8Array;
  readonly masterFile: readonly ChipFile[];
  readonly applications: readonly ChipApplication[];
  readonly passwords: ChipPasswords;
  /** BAC is done; false: PACE alone, or no access control at all. */
  readonly bac: boolean;
  readonly pace: readonly ChipPaceProtocol[];
  /** Protocols by MSE:Set AT; a key without one is used by MSE:Set KAT with 3DES. */
  readonly chipAuthentication: readonly ChipAuthenticationProtocol[];
  readonly chipKeys: readonly ChipAgreementKey[];
  /** Key of PACE-CAM; its public half is in EF.CardSecurity. */
  readonly mappingKey?: ChipAgreementKey | undefined;
  readonly activeAuthentication?: ActiveAuthenticationKey | undefined;
  /** Certificates of the CVCAs whose terminals may read DG3 and DG4; none: nobody may. */
  readonly trustPoints?: readonly CvCertificate[] | undefined;
  /** Retry counters; none: any number of tries. */
  readonly tries?: ChipTries | undefined;
  readonly limits: ChipLimits;
  readonly quirks: ChipQuirks;
}
