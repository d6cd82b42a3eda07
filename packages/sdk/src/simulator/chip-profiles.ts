import type { KeyAgreementFamily, PaceMapping, SessionCipher } from "../lds/security-info-types.js";
import { chipAuthenticationOid, paceOid, type SecurityInfoFields } from "../lds/security-infos.js";
import { type ChipLimits, type ChipQuirks, type ChipTries, EXTENDED_LIMITS } from "./chip/personalisation.js";
import { type DocumentProfile, PROFILES } from "./profiles.js";

/** A document's profile and how its chip behaves. */
export interface ChipProfile extends DocumentProfile {
  /** Does BAC. */
  readonly bac: boolean;
  /** Card access number; a Vietnamese card's is part of its number. */
  readonly can?: string;
  readonly tries?: ChipTries;
  readonly limits: ChipLimits;
  readonly quirks: ChipQuirks;
}

const CAN = "908172";
const BRAINPOOL_P256R1 = 13;
/** RFC 5114 §2.3: 2048 bits with a subgroup of 256. */
const MODP_2048_256 = 2;

const standard = { bac: true, limits: EXTENDED_LIMITS, quirks: {} } as const;

/** SELECT MF answers 6D00, as owners of such cards report. */
const vietnam = { ...standard, quirks: { selectMf: 0x6d00 } } as const;

function pace(mapping: PaceMapping, agreement: KeyAgreementFamily, cipher: SessionCipher): SecurityInfoFields {
  const parameterId = agreement === "dh" ? MODP_2048_256 : BRAINPOOL_P256R1;
  return { kind: "pace", oid: paceOid(agreement, mapping, cipher), version: 2, parameterId };
}

const CIPHER_TITLES: Readonly<Record<SessionCipher, string>> = {
  "3des": "3DES",
  "aes-128": "AES-128",
  "aes-192": "AES-192",
  "aes-256": "AES-256",
};

/** Passport with one PACE protocol and nothing else: no proof of the chip but CAM. */
function protocolProfile(mapping: PaceMapping, agreement: KeyAgreementFamily, cipher: SessionCipher): ChipProfile {
  const entries = [pace(mapping, agreement, cipher)];
  // A chip with CAM has to offer another mapping as well (ICAO 9303-11 §4.4).
  if (mapping === "cam") entries.push(pace("gm", agreement, cipher));
  return {
    ...PROFILES["passport-bac"],
    ...standard,
    name: `pace-${mapping}-${agreement}-${cipher}`,
    title: `Passport with PACE-${agreement.toUpperCase()}-${mapping.toUpperCase()} and ${CIPHER_TITLES[cipher]}`,
    can: CAN,
    access: entries,
    ...(mapping === "cam" ? { mappingDomain: BRAINPOOL_P256R1 } : {}),
  };
}

const CIPHERS: readonly SessionCipher[] = ["3des", "aes-128", "aes-192", "aes-256"];

const PROTOCOL_PROFILES: readonly ChipProfile[] = [
  ...(["gm", "im"] as const).flatMap((mapping) =>
    (["ecdh", "dh"] as const).flatMap((agreement) =>
      CIPHERS.map((cipher) => protocolProfile(mapping, agreement, cipher)),
    ),
  ),
  ...CIPHERS.filter((cipher) => cipher !== "3des").map((cipher) => protocolProfile("cam", "ecdh", cipher)),
];

const CHIP_PROFILES: readonly ChipProfile[] = [
  { ...PROFILES["vn-2021"], ...vietnam },
  { ...PROFILES["vn-2024"], ...vietnam },
  { ...PROFILES["passport-bac"], ...standard },
  { ...PROFILES["passport-aa"], ...standard },
  { ...PROFILES["passport-pace"], ...standard, can: CAN },
  {
    ...PROFILES["passport-bac"],
    ...standard,
    name: "passport-pace-cam",
    title: "Passport with PACE-CAM",
    can: CAN,
    access: [pace("gm", "ecdh", "aes-128"), pace("cam", "ecdh", "aes-128")],
    mappingDomain: BRAINPOOL_P256R1,
  },
  { ...PROFILES["residence-card"], ...standard, can: CAN },
  {
    ...PROFILES["passport-bac"],
    ...standard,
    name: "passport-ca-3des",
    title: "Passport with BAC and Chip Authentication with 3DES, its protocol not announced",
    chipAuthentication: { curve: "brainpoolP256r1", cipher: "3des" },
  },
  {
    ...PROFILES["passport-bac"],
    ...standard,
    name: "passport-ca-dh",
    title: "Passport with PACE and Chip Authentication over a DH group",
    can: CAN,
    chipAuthentication: { dhGroup: MODP_2048_256, cipher: "aes-128" },
    access: [
      { kind: "chip-authentication", oid: chipAuthenticationOid("dh", "aes-128"), version: 1 },
      pace("gm", "dh", "aes-128"),
    ],
  },
  ...PROTOCOL_PROFILES,
];

const BY_NAME: ReadonlyMap<string, ChipProfile> = new Map(CHIP_PROFILES.map((profile) => [profile.name, profile]));

/** All profiles that a chip can be made of, the named kinds of documents first. */
export function chipProfiles(): readonly ChipProfile[] {
  return CHIP_PROFILES;
}

export function chipProfile(name: string): ChipProfile | undefined {
  return BY_NAME.get(name);
}
