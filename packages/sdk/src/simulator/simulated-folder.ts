import { equalBytes } from "../bytes/bytes.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import { readCardAccess } from "../lds/card-access.js";
import { readCardSecurity } from "../lds/card-security.js";
import { readDg1 } from "../lds/dg1.js";
import { readDg14 } from "../lds/dg14.js";
import { readDg15 } from "../lds/dg15.js";
import type { ElementaryFileName } from "../lds/files.js";
import type { ActiveAuthenticationInfo, ChipAuthenticationPublicKeyInfo } from "../lds/security-info-types.js";
import { infosOf } from "../lds/security-infos.js";
import { parseMrz } from "../mrz/parse.js";
import {
  type ActiveAuthenticationKey,
  type ChipAgreementKey,
  type ChipLimits,
  type ChipPersonalisation,
  type ChipQuirks,
  EXTENDED_LIMITS,
} from "./chip/personalisation.js";
import { chipProfiles } from "./chip-profiles.js";
import { agreementKeyInfo, standardisedKeyInfo } from "./issuer/agreement-keys.js";
import { publicKeyInfo, rsaKey } from "./issuer/keys.js";
import { TEST_RSA_KEYS, type TestRsaKeyName } from "./issuer/test-rsa-keys.js";
import { documentKeys } from "./personalise.js";
import {
  activeAuthenticationKey,
  chipAuthenticationProtocols,
  chipFiles,
  paceProtocols,
  passwordsOf,
} from "./simulated-document.js";

export interface FolderOptions {
  /** Card access number, where it cannot be told from DG1 (only the Vietnamese card's can). */
  readonly can?: string;
  /** Lines of the zone that opens the chip; default: DG1's. */
  readonly mrz?: readonly string[];
  readonly limits?: ChipLimits;
  readonly quirks?: ChipQuirks;
}

/** A chip made of files. */
export interface SimulatedFiles {
  readonly chip: ChipPersonalisation;
  readonly can: string | undefined;
  /** Lines of the zone that opens it. */
  readonly mrz: readonly string[];
  /** Proofs that the files announce and whose keys are not known here: the chip refuses them, as a copy would. */
  readonly missingKeys: readonly MissingKey[];
}

export type MissingKey = "chip-authentication" | "active-authentication" | "pace-cam";

/**
 * Personalises a chip with elementary files as they are. BAC and PACE open it with the zone in DG1; EF.CardAccess says
 * which PACE. A file that cannot be read announces nothing. Private keys are found when the files are of a simulated
 * profile, whose keys are derived from its name and the document number; for all others the chip is a copy without keys.
 * @throws ChipidError `files.empty` without DG1 and without `mrz`; `lds.*`, `mrz.unreadable` when it cannot be read
 */
export function simulateFiles(
  files: ReadonlyMap<ElementaryFileName, Uint8Array>,
  options: FolderOptions = {},
): SimulatedFiles {
  const lines = options.mrz ?? zoneOf(files.get("DG1"));
  const passwords = passwordsOf(lines, options.can);
  const parsed = parseMrz([...lines]);
  const number = parsed.ok ? parsed.mrz.documentNumber : "";

  const cardAccess = readable(files.get("EF.CardAccess"), (bytes) => readCardAccess(bytes).securityInfos.infos) ?? [];
  const dg14 = readable(files.get("DG14"), (bytes) => readDg14(bytes).securityInfos.infos) ?? [];
  const pace = paceProtocols(cardAccess);
  const announcedKeys = infosOf(dg14, "chip-authentication-public-key");
  const chipKeys = announcedKeys.flatMap((info) => knownChipKey(info, number));
  const active = knownActiveKey(files.get("DG15"), number, infosOf(dg14, "active-authentication")[0]);
  const mappingKey = knownMappingKey(files.get("EF.CardSecurity"), number);

  const missingKeys: MissingKey[] = [];
  if (announcedKeys.length > chipKeys.length) missingKeys.push("chip-authentication");
  if (files.has("DG15") && active === undefined) missingKeys.push("active-authentication");
  if (mappingKey === undefined && pace.some(({ mapping }) => mapping === "cam")) missingKeys.push("pace-cam");

  const limits = options.limits ?? EXTENDED_LIMITS;
  const chip: ChipPersonalisation = {
    ...chipFiles(files, limits),
    passwords,
    bac: true,
    pace,
    chipAuthentication: chipAuthenticationProtocols(dg14),
    chipKeys,
    mappingKey,
    activeAuthentication: active,
    limits,
    quirks: options.quirks ?? {},
  };
  return { chip, can: passwords.can, mrz: lines, missingKeys };
}

function zoneOf(dg1: Uint8Array | undefined): readonly string[] {
  if (dg1 === undefined) throw new ChipidError("files.empty", "A chip cannot be made without DG1, which opens it.");
  return readDg1(dg1).lines;
}

function knownChipKey({ spki, keyId }: ChipAuthenticationPublicKeyInfo, number: string): ChipAgreementKey[] {
  for (const profile of chipProfiles()) {
    const key = documentKeys(profile, number).chipKey;
    if (key !== undefined && equalBytes(agreementKeyInfo(key), spki)) return [{ keyId, ...key }];
  }
  return [];
}

function knownMappingKey(cardSecurity: Uint8Array | undefined, number: string): ChipAgreementKey | undefined {
  const infos = readable(cardSecurity, (bytes) => readCardSecurity(bytes).securityInfos.infos) ?? [];
  for (const { spki, keyId } of infosOf(infos, "chip-authentication-public-key")) {
    for (const profile of chipProfiles()) {
      const key = documentKeys(profile, number).mappingKey;
      if (key !== undefined && equalBytes(standardisedKeyInfo(key), spki)) return { keyId, ...key };
    }
  }
  return undefined;
}

function knownActiveKey(
  dg15: Uint8Array | undefined,
  number: string,
  info: ActiveAuthenticationInfo | undefined,
): ActiveAuthenticationKey | undefined {
  const spki = readable(dg15, (bytes) => readDg15(bytes).spki);
  if (spki === undefined) return undefined;
  const candidates = [
    ...chipProfiles().flatMap((profile) => documentKeys(profile, number).activeKey ?? []),
    ...(Object.keys(TEST_RSA_KEYS) as TestRsaKeyName[]).map(rsaKey),
  ];
  const key = candidates.find((candidate) => equalBytes(publicKeyInfo(candidate), spki));
  return activeAuthenticationKey(key, info?.signatureAlgorithm);
}

/** What a file says, or undefined when there is none or it cannot be read. */
function readable<T>(bytes: Uint8Array | undefined, read: (bytes: Uint8Array) => T): T | undefined {
  if (bytes === undefined) return undefined;
  try {
    return read(bytes);
  } catch (error) {
    if (isChipidError(error)) return undefined;
    throw error;
  }
}
