import { OID } from "../asn1/oids.js";
import { fromHex } from "../bytes/bytes.js";
import { paceOffers } from "../channel/pace-choice.js";
import type { PrivateKey } from "../crypto/signing.js";
import type { HashName } from "../crypto/types.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import { readDg14 } from "../lds/dg14.js";
import { writeDir } from "../lds/dir.js";
import { DATA_GROUP_NUMBERS, dataGroupName, type ElementaryFileName, elementaryFile } from "../lds/files.js";
import type { SecurityInfo } from "../lds/security-info-types.js";
import { infosOf, readSecurityInfos } from "../lds/security-infos.js";
import { mrzInformation } from "../mrz/mrz-information.js";
import { parseMrz } from "../mrz/parse.js";
import { encodeTlv } from "../tlv/tlv.js";
import { readVietnamTd1 } from "../vietnam/td1.js";
import { answerToReset, atrInfo } from "./chip/atr.js";
import type {
  AccessRule,
  ActiveAuthenticationKey,
  ChipAuthenticationProtocol,
  ChipFile,
  ChipLimits,
  ChipPaceProtocol,
  ChipPasswords,
  ChipPersonalisation,
  ChipQuirks,
  ChipTries,
} from "./chip/personalisation.js";
import type { ChipProfile } from "./chip-profiles.js";
import {
  type DocumentData,
  type PersonalisationOptions,
  PROTECTED_GROUPS,
  personalise,
  signCardSecurity,
  signDocument,
} from "./personalise.js";
import { type TestIssuer, testIssuer } from "./test-issuers.js";

/** AID of the eMRTD application (ICAO 9303-10 §3.6.2). */
export const EMRTD_AID = fromHex("a0000002471001");
/** EF.CVCA: in the application it has the identifier that EF.CardAccess has in the master file (TR-03110-3 A.3). */
const EF_CVCA = { fid: 0x011c, sfi: 0x1c } as const;
const EF_CVCA_LENGTH = 36;

const PLAIN_HASHES: ReadonlyMap<string | undefined, HashName> = new Map([
  [OID.ecdsaPlainSha1, "sha-1"],
  [OID.ecdsaPlainSha224, "sha-224"],
  [OID.ecdsaPlainSha256, "sha-256"],
  [OID.ecdsaPlainSha384, "sha-384"],
  [OID.ecdsaPlainSha512, "sha-512"],
]);

export interface SimulationOptions extends PersonalisationOptions {
  readonly issuer?: TestIssuer;
  readonly limits?: ChipLimits;
  /** In place of the profile's. */
  readonly tries?: ChipTries;
  /** Added to the profile's. */
  readonly quirks?: ChipQuirks;
}

/** A document with everything that a test of it needs: its files, its chip, what opens it, and who signed it. */
export interface SimulatedDocument {
  readonly profile: ChipProfile;
  readonly data: DocumentData;
  /** Every file on the chip, those that only Terminal Authentication opens included. */
  readonly files: ReadonlyMap<ElementaryFileName, Uint8Array>;
  readonly chip: ChipPersonalisation;
  readonly issuer: TestIssuer;
  /** Card access number; undefined when the chip knows none. */
  readonly can: string | undefined;
}

/** Makes a document of a profile and personalises a chip with it. The same input gives the same bytes. */
export function simulateDocument(profile: ChipProfile, options: SimulationOptions = {}): SimulatedDocument {
  const issuer = options.issuer ?? testIssuer(profile);
  const data = personalise(profile, options);
  const files = new Map<ElementaryFileName, Uint8Array>([
    ["EF.COM", data.com],
    ["EF.SOD", signDocument(data, issuer.signer, issuer.signingTime)],
  ]);
  for (const [number, bytes] of data.dataGroups) files.set(dataGroupName(number), bytes);
  if (data.cardAccess !== undefined) files.set("EF.CardAccess", data.cardAccess);
  const cardSecurity = signCardSecurity(data, issuer.signer, issuer.signingTime);
  if (cardSecurity !== undefined) files.set("EF.CardSecurity", cardSecurity);

  const passwords = passwordsOf(data.mrz, data.cardAccess === undefined ? undefined : profile.can);
  const limits = options.limits ?? profile.limits;
  const dg14 = files.get("DG14");
  const chip: ChipPersonalisation = {
    ...chipFiles(files, limits),
    passwords,
    bac: profile.bac,
    pace: paceProtocols(data.cardAccess === undefined ? [] : readSecurityInfos(data.cardAccess).infos),
    chipAuthentication: chipAuthenticationProtocols(dg14 === undefined ? [] : readDg14(dg14).securityInfos.infos),
    chipKeys: data.chipKey === undefined ? [] : [{ keyId: undefined, ...data.chipKey }],
    mappingKey: data.mappingKey === undefined ? undefined : { keyId: undefined, ...data.mappingKey },
    activeAuthentication: activeAuthenticationKey(data.activeKey, signatureAlgorithmOf(profile)),
    tries: options.tries ?? profile.tries,
    limits,
    quirks: { ...profile.quirks, ...options.quirks },
  };
  return { profile, data, files, chip, issuer, can: passwords.can };
}

/** Master file and application with their access rules (ICAO 9303-10 §3.11, 9303-11 §4.2). */
export function chipFiles(
  files: ReadonlyMap<ElementaryFileName, Uint8Array>,
  limits: ChipLimits,
): Pick<ChipPersonalisation, "atr" | "masterFile" | "applications"> {
  const entry = (name: ElementaryFileName, bytes: Uint8Array, read: AccessRule): ChipFile => {
    const { fid, sfi } = elementaryFile(name);
    return { fid, sfi, bytes, read };
  };
  const present = (name: ElementaryFileName, read: AccessRule): ChipFile[] => {
    const bytes = files.get(name);
    return bytes === undefined ? [] : [entry(name, bytes, read)];
  };
  const application = [
    ...present("EF.COM", "access"),
    ...present("EF.SOD", "access"),
    ...DATA_GROUP_NUMBERS.flatMap((number) =>
      present(dataGroupName(number), PROTECTED_GROUPS.includes(number) ? "terminal" : "access"),
    ),
    ...(announcesTerminalAuthentication(files.get("EF.CardAccess")) ? [efCvca()] : []),
  ];
  const masterFile = [
    ...present("EF.CardAccess", "always"),
    ...present("EF.CardSecurity", "pace"),
    entry("EF.ATR/INFO", files.get("EF.ATR/INFO") ?? atrInfo(limits), "always"),
    entry("EF.DIR", files.get("EF.DIR") ?? writeDir([{ aid: EMRTD_AID }]), "always"),
  ];
  return {
    atr: answerToReset(limits),
    masterFile,
    applications: [{ aid: EMRTD_AID, files: application }],
  };
}

function announcesTerminalAuthentication(cardAccess: Uint8Array | undefined): boolean {
  try {
    return (
      cardAccess !== undefined && infosOf(readSecurityInfos(cardAccess).infos, "terminal-authentication").length > 0
    );
  } catch (error) {
    if (isChipidError(error)) return false;
    throw error;
  }
}

/** One reference of a certification authority, zeros behind it (TR-03110-3 A.3). */
function efCvca(): ChipFile {
  const bytes = new Uint8Array(EF_CVCA_LENGTH);
  bytes.set(encodeTlv(0x42, fromHex("58585445535443564341303030303031")));
  return { ...EF_CVCA, bytes, read: "access" };
}

/** What opens a chip with this zone: MRZ_information and, for Vietnam's card, the last six digits of its number. */
export function passwordsOf(lines: readonly string[], can?: string): ChipPasswords {
  const result = parseMrz([...lines]);
  if (!result.ok) throw new ChipidError("mrz.unreadable", "The machine readable zone of a chip cannot be read.");
  const { mrz } = result;
  return { mrz: mrzInformation(mrz), can: readVietnamTd1(mrz)?.personalNumber?.slice(-6) ?? can };
}

/** The PACE protocols among the entries of EF.CardAccess whose domain parameters can be used, the strongest first. */
export function paceProtocols(infos: readonly SecurityInfo[]): ChipPaceProtocol[] {
  return paceOffers(infos).map(({ info: { oid, agreement, mapping, cipher, parameterId }, domain }) => ({
    oid,
    agreement,
    mapping,
    cipher,
    parameterId,
    domain,
  }));
}

/** The Chip Authentication protocols of version 1 among the entries of DG14. */
export function chipAuthenticationProtocols(infos: readonly SecurityInfo[]): ChipAuthenticationProtocol[] {
  return infosOf(infos, "chip-authentication")
    .filter(({ version }) => version === 1)
    .map(({ oid, agreement, cipher, keyId }) => ({ oid, agreement, cipher, keyId }));
}

function signatureAlgorithmOf({ activeAuthentication: active }: ChipProfile): string | undefined {
  return active !== undefined && "signatureAlgorithm" in active ? active.signatureAlgorithm : undefined;
}

/** How a chip uses its key: RSA with SHA-1 and trailer BC, as most do; ECDSA as ActiveAuthenticationInfo says. */
export function activeAuthenticationKey(
  key: PrivateKey | undefined,
  signatureAlgorithm: string | undefined,
): ActiveAuthenticationKey | undefined {
  if (key === undefined) return undefined;
  if (key.kind === "rsa") return { key, hash: "sha-1", trailer: "implicit" };
  return { key, hash: PLAIN_HASHES.get(signatureAlgorithm) ?? "sha-256", encoding: "plain" };
}
