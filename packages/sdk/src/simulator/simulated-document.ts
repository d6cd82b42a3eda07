import { OID } from "../asn1/oids.js";
import { fromHex } from "../bytes/bytes.js";
import { standardisedDomain } from "../crypto/domain-parameters.js";
import type { HashName } from "../crypto/types.js";
import { ChipidError } from "../errors/chipid-error.js";
import { readDg14 } from "../lds/dg14.js";
import { writeDir } from "../lds/dir.js";
import { DATA_GROUP_NUMBERS, dataGroupName, type ElementaryFileName, elementaryFile } from "../lds/files.js";
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
  const chip: ChipPersonalisation = {
    ...chipFiles(files, limits),
    passwords,
    bac: profile.bac,
    pace: paceProtocols(data.cardAccess),
    chipAuthentication: chipAuthenticationProtocols(files.get("DG14")),
    chipKeys: data.chipKey === undefined ? [] : [{ keyId: undefined, ...data.chipKey }],
    mappingKey: data.mappingKey === undefined ? undefined : { keyId: undefined, ...data.mappingKey },
    activeAuthentication: activeKey(data),
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
  const cardAccess = files.get("EF.CardAccess");
  const application = [
    ...present("EF.COM", "access"),
    ...present("EF.SOD", "access"),
    ...DATA_GROUP_NUMBERS.flatMap((number) =>
      present(dataGroupName(number), PROTECTED_GROUPS.includes(number) ? "terminal" : "access"),
    ),
    ...(announcesTerminalAuthentication(cardAccess) ? [efCvca()] : []),
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
  if (cardAccess === undefined) return false;
  return infosOf(readSecurityInfos(cardAccess).infos, "terminal-authentication").length > 0;
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

/** The PACE protocols that EF.CardAccess announces with standardised domain parameters. */
export function paceProtocols(cardAccess: Uint8Array | undefined): ChipPaceProtocol[] {
  if (cardAccess === undefined) return [];
  return infosOf(readSecurityInfos(cardAccess).infos, "pace").flatMap((info) => {
    const { oid, agreement, mapping, cipher, parameterId } = info;
    const domain = parameterId === undefined ? undefined : standardisedDomain(parameterId);
    return domain?.family === agreement ? [{ oid, agreement, mapping, cipher, parameterId, domain }] : [];
  });
}

/** The Chip Authentication protocols of version 1 that DG14 announces. */
export function chipAuthenticationProtocols(dg14: Uint8Array | undefined): ChipAuthenticationProtocol[] {
  if (dg14 === undefined) return [];
  return infosOf(readDg14(dg14).securityInfos.infos, "chip-authentication")
    .filter(({ version }) => version === 1)
    .map(({ oid, agreement, cipher, keyId }) => ({ oid, agreement, cipher, keyId }));
}

function activeKey({ activeKey: key, profile }: DocumentData): ActiveAuthenticationKey | undefined {
  if (key === undefined) return undefined;
  if (key.kind === "rsa") return { key, hash: "sha-1", trailer: "implicit" };
  const active = profile.activeAuthentication;
  const oid = active !== undefined && "signatureAlgorithm" in active ? active.signatureAlgorithm : undefined;
  return { key, hash: PLAIN_HASHES.get(oid) ?? "sha-256", encoding: "plain" };
}
