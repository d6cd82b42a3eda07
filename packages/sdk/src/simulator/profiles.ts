import type { CurveName, HashName } from "../crypto/types.js";
import type { SessionCipher } from "../lds/security-info-types.js";
import type { SecurityInfoFields } from "../lds/security-infos.js";
import { checkDigit } from "../mrz/check-digit.js";
import type { MrzComposition } from "../mrz/compose.js";
import type { Dg13Content } from "../vietnam/dg13-write.js";
import type { TestRsaKeyName } from "./issuer/test-rsa-keys.js";

/** A synthetic person with a synthetic document. None of them exists. */
export interface Holder {
  readonly surname: string;
  readonly givenNames: string;
  /** YYMMDD as in the MRZ, `<<` for an unknown part. */
  readonly birth: string;
  readonly sex: "M" | "F" | "X";
  readonly nationality: string;
  readonly documentNumber: string;
  /** YYMMDD, `<<<<<<` for none. */
  readonly expiry: string;
  /** TD1 and TD3 optional data, where the profile does not make its own of it. */
  readonly optionalData?: string;
  /** National data of the Vietnamese card, DG13. */
  readonly national?: Dg13Content;
}

/** What a kind of document has on its chip. */
export interface DocumentProfile {
  readonly name: string;
  readonly title: string;
  readonly format: "TD1" | "TD3";
  readonly documentCode: string;
  /** Issuing state as in the MRZ. */
  readonly state: string;
  readonly ldsHash: HashName;
  /** ldsVersionInfo of the SOD (LDSSecurityObject v1); v0 when absent. */
  readonly versionInfo?: { readonly lds: string; readonly unicode: string };
  /** EF.COM's LDS version, `0107`. */
  readonly ldsVersion: string;
  readonly activeAuthentication?:
    | { readonly rsa: TestRsaKeyName }
    | { readonly curve: CurveName; readonly signatureAlgorithm: string };
  readonly chipAuthentication?: (
    | { readonly curve: CurveName }
    /** Number of the standardised DH group. */
    | { readonly dhGroup: number }
  ) & { readonly cipher: SessionCipher };
  /** Number of the standardised curve of PACE-CAM's static key; with it there is an EF.CardSecurity. */
  readonly mappingDomain?: number;
  /** EF.CardAccess, and the same entries in DG14; none: BAC only. */
  readonly access?: readonly SecurityInfoFields[];
  /** DG3 is listed in the SOD, and only Terminal Authentication opens it. */
  readonly fingerprints: boolean;
  readonly nationalData: boolean;
  readonly holder: Holder;
}

const PACE_GM_AES128 = "0.4.0.127.0.7.2.2.4.2.2";
const CA_ECDH_AES128 = "0.4.0.127.0.7.2.2.3.2.2";
/** Standardised domain parameters 13: brainpoolP256r1 (ICAO 9303-11 §9.5.1). */
const BRAINPOOL_P256R1 = 13;

/** The three entries found as one constant on Vietnamese cards. */
const VIETNAM_ACCESS: readonly SecurityInfoFields[] = [
  { kind: "terminal-authentication", version: 1 },
  { kind: "chip-authentication", oid: CA_ECDH_AES128, version: 1 },
  { kind: "pace", oid: PACE_GM_AES128, version: 2, parameterId: BRAINPOOL_P256R1 },
];

const NGUYEN_VAN_MAU: Holder = {
  surname: "NGUYEN",
  givenNames: "VAN MAU",
  birth: "990115",
  sex: "M",
  nationality: "VNM",
  documentNumber: "099123456",
  expiry: "390115",
  national: {
    personalNumber: "001099123456",
    fullName: "Nguyễn Văn Mẫu",
    birth: "15/01/1999",
    sex: "Nam",
    nationality: "Việt Nam",
    ethnicity: "Kinh",
    religion: "Không",
    placeOfOrigin: "Xã Mẫu, Huyện Mẫu, Hà Nội",
    placeOfResidence: "Số 1 Phố Mẫu, Hà Nội",
    identifyingFeatures: "Nốt ruồi C:1cm",
    issued: "20/02/2021",
    expires: "15/01/2039",
    parents: ["Nguyễn Văn Cha", "Trần Thị Mẹ"],
    spouse: null,
    oldNumber: "012345678",
    unknown16: "0011223344556677",
  },
};

const TRAN_THI_THU: Holder = {
  surname: "TRAN",
  givenNames: "THI THU",
  birth: "040520",
  sex: "F",
  nationality: "VNM",
  documentNumber: "304123457",
  expiry: "290520",
  national: {
    personalNumber: "079304123457",
    fullName: "Trần Thị Thử",
    birth: "20/05/2004",
    sex: "Nữ",
    nationality: "Việt Nam",
    ethnicity: "Kinh",
    religion: "Không",
    placeOfOrigin: "Phường Mẫu, Quận Mẫu, Thành phố Hồ Chí Minh",
    placeOfResidence: "Số 2 Đường Thử, Phường Mẫu, Thành phố Hồ Chí Minh",
    issued: "01/08/2024",
    expires: "20/05/2029",
    parents: ["Trần Văn Ba", "Lê Thị Má"],
    spouse: null,
    unknown16: "8899AABBCCDDEEFF",
  },
};

const ANNA_BEISPIEL: Holder = {
  surname: "BEISPIEL",
  givenNames: "ANNA MARIA",
  birth: "870612",
  sex: "F",
  nationality: "D",
  documentNumber: "CFX000001",
  expiry: "330228",
};

const vietnam = {
  format: "TD1",
  documentCode: "ID",
  state: "VNM",
  ldsHash: "sha-256",
  chipAuthentication: { curve: "brainpoolP256r1", cipher: "aes-128" },
  access: VIETNAM_ACCESS,
  fingerprints: true,
  nationalData: true,
} as const satisfies Partial<DocumentProfile>;

const passport = {
  format: "TD3",
  documentCode: "P",
  state: "D",
  ldsHash: "sha-256",
  ldsVersion: "0107",
  fingerprints: false,
  nationalData: false,
  holder: ANNA_BEISPIEL,
} as const satisfies Partial<DocumentProfile>;

/** Every profile that can be personalised. */
export const PROFILES = {
  "vn-2021": {
    ...vietnam,
    name: "vn-2021",
    title: "Vietnamese citizen card of 2021",
    ldsVersion: "0107",
    activeAuthentication: { rsa: "rsa2048-aa" },
    holder: NGUYEN_VAN_MAU,
  },
  "vn-2024": {
    ...vietnam,
    name: "vn-2024",
    title: "Vietnamese identity card of 2024",
    ldsVersion: "0108",
    versionInfo: { lds: "0108", unicode: "040000" },
    activeAuthentication: { curve: "P-256", signatureAlgorithm: "0.4.0.127.0.7.1.1.4.1.3" },
    holder: TRAN_THI_THU,
  },
  "passport-bac": { ...passport, name: "passport-bac", title: "Passport with BAC and no proof of the chip" },
  "passport-aa": {
    ...passport,
    name: "passport-aa",
    title: "Passport with BAC and Active Authentication",
    activeAuthentication: { rsa: "rsa2048-aa" },
  },
  "passport-pace": {
    ...passport,
    name: "passport-pace",
    title: "Passport with PACE and Chip Authentication",
    chipAuthentication: { curve: "brainpoolP256r1", cipher: "aes-128" },
    access: [
      { kind: "chip-authentication", oid: CA_ECDH_AES128, version: 1 },
      { kind: "pace", oid: PACE_GM_AES128, version: 2, parameterId: BRAINPOOL_P256R1 },
    ],
  },
  "residence-card": {
    ...passport,
    name: "residence-card",
    title: "Residence permit card with PACE and Chip Authentication",
    format: "TD1",
    documentCode: "AR",
    chipAuthentication: { curve: "P-256", cipher: "aes-256" },
    access: [
      { kind: "chip-authentication", oid: "0.4.0.127.0.7.2.2.3.2.4", version: 1 },
      { kind: "pace", oid: "0.4.0.127.0.7.2.2.4.2.4", version: 2, parameterId: 12 },
    ],
    holder: { ...ANNA_BEISPIEL, nationality: "VNM", surname: "LE", givenNames: "THI HOA", documentNumber: "AFX000002" },
  },
} as const satisfies Readonly<Record<string, DocumentProfile>>;

export type ProfileName = keyof typeof PROFILES;

/**
 * What the MRZ of a holder's document is composed of. The Vietnamese card has the whole 12-digit number and a check
 * digit of its own in the optional data, which ICAO's TD1 leaves to the issuer.
 */
export function mrzComposition(profile: DocumentProfile, holder: Holder = profile.holder): MrzComposition {
  const number = profile.state === "VNM" && profile.format === "TD1" ? holder.national?.personalNumber : undefined;
  const optional = typeof number === "string" ? `${number}<<` : undefined;
  const optionalData1 = optional === undefined ? holder.optionalData : optional + checkDigit(optional);
  return {
    format: profile.format,
    documentCode: profile.documentCode,
    issuer: profile.state,
    documentNumber: holder.documentNumber,
    nationality: holder.nationality,
    primary: holder.surname,
    secondary: holder.givenNames,
    birth: holder.birth,
    sex: holder.sex,
    expiry: holder.expiry,
    ...(optionalData1 === undefined ? {} : { optionalData1 }),
  };
}
