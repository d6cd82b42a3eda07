import { OID } from "../../asn1/oids.js";
import { utf8 } from "../../bytes/bytes.js";
import { KNOWN_CURVES } from "../../crypto/curves.js";
import { digest } from "../../crypto/digest.js";
import { curveDomain } from "../../crypto/domain-parameters.js";
import type { PrivateKey } from "../../crypto/signing.js";
import { isChipidError } from "../../errors/chipid-error.js";
import type { CardReading } from "../../inspection/live/inspect-card.js";
import type { Inspection } from "../../inspection/result.js";
import type { ReadingHabits } from "../../iso7816/command-port.js";
import { SW } from "../../iso7816/status.js";
import { writeCardAccess } from "../../lds/card-access.js";
import { readCardSecurity } from "../../lds/card-security.js";
import { readCom, writeCom } from "../../lds/com.js";
import { readDg14, writeDg14 } from "../../lds/dg14.js";
import { readDg15, writeDg15 } from "../../lds/dg15.js";
import {
  type DataGroupNumber,
  dataGroupName,
  type ElementaryFileName,
  isDataGroupNumber,
  tagOfDataGroup,
} from "../../lds/files.js";
import type { LdsSecurityObject } from "../../lds/lds-security-object.js";
import type { SecurityInfo } from "../../lds/security-info-types.js";
import { readSecurityInfos, writeSecurityInfos } from "../../lds/security-infos.js";
import { readSod } from "../../lds/sod.js";
import { mrzInformation } from "../../mrz/mrz-information.js";
import { cloneChip } from "../../simulator/chip/clones.js";
import type { ChipAgreementKey, ChipPersonalisation, ChipQuirks } from "../../simulator/chip/personalisation.js";
import { EXTENDED_LIMITS, SHORT_LIMITS } from "../../simulator/chip/personalisation.js";
import { agreementKey } from "../../simulator/issuer/agreement-keys.js";
import { publicKeyInfo } from "../../simulator/issuer/keys.js";
import { createSod } from "../../simulator/issuer/security-object.js";
import { createSignedData } from "../../simulator/issuer/signed-data.js";
import {
  activeAuthenticationKey,
  chipAuthenticationProtocols,
  chipFiles,
  paceProtocols,
} from "../../simulator/simulated-document.js";
import { encodeTlv } from "../../tlv/tlv.js";
import type { Session } from "../session-types.js";
import { syntheticGroup } from "./synthetic-groups.js";
import type { SyntheticHolder } from "./synthetic-holder.js";
import type { SyntheticIssuer } from "./synthetic-issuer.js";
import { replacedInfos, replacementKey } from "./synthetic-keys.js";

/** What a recording shows of its chip. */
export interface ObservedChip {
  readonly session: Session;
  readonly inspection: Inspection;
  readonly reading: CardReading;
  /** What was learnt on the way. */
  readonly habits: ReadingHabits;
}

/** A virtual chip of the recorded one's shape: same protocols, files and behaviour; other holder, issuer and keys. */
export function syntheticChip(
  observed: ObservedChip,
  holder: SyntheticHolder,
  issuer: SyntheticIssuer,
): ChipPersonalisation {
  const { reading, inspection, habits } = observed;
  const recorded = reading.files;
  const files = new Map<ElementaryFileName, Uint8Array>();
  const lds = ldsOf(recorded.get("EF.SOD"));
  const listed = (lds?.dataGroupHashes ?? []).map((entry) => entry.number).filter(isDataGroupNumber);

  const dg14 = replacedInfos(
    "ca",
    infosOf(recorded.get("DG14"), (bytes) => readDg14(bytes).securityInfos.infos),
  );
  const activeKey = replacedActiveKey(recorded.get("DG15"));
  for (const number of listed) {
    const name = dataGroupName(number);
    const bytes = recorded.get(name);
    if (number === 14 && bytes !== undefined) files.set(name, writeDg14(dg14.infos));
    else if (number === 15 && activeKey !== undefined) files.set(name, writeDg15(publicKeyInfo(activeKey)));
    else if (number === 3 || number === 4) files.set(name, protectedGroup(number));
    else files.set(name, syntheticGroup(number, bytes, holder));
  }
  if (lds !== undefined) files.set("EF.SOD", securityObject(lds, files, issuer, inspection));
  // One that was there and made no sense: none at all would be another verdict.
  else if ((recorded.get("EF.SOD")?.length ?? 0) > 0)
    files.set("EF.SOD", encodeTlv(0x77, encodeTlv(0x04, utf8("redacted"))));
  alterMismatched(files, inspection);
  removeAbsent(files, inspection);
  const com = recorded.get("EF.COM");
  if (com !== undefined) files.set("EF.COM", replacedCom(com));
  const access = replacedInfos(
    "access",
    infosOf(recorded.get("EF.CardAccess"), (bytes) => readSecurityInfos(bytes).infos),
  );
  if (recorded.has("EF.CardAccess")) files.set("EF.CardAccess", writeCardAccess(access.infos));
  const cam = replacedInfos(
    "cam",
    infosOf(recorded.get("EF.CardSecurity"), (bytes) => readCardSecurity(bytes).securityInfos.infos),
  );
  if (recorded.has("EF.CardSecurity")) {
    const { signer, stranger, signingTime } = issuer;
    const trusted = inspection.chip.cam !== "not-counted";
    files.set("EF.CardSecurity", cardSecurity(cam.infos, trusted ? signer : stranger, signingTime));
  }

  const limits = habits.extended === false ? SHORT_LIMITS : EXTENDED_LIMITS;
  const dg14Infos = infosOf(files.get("DG14"), (bytes) => readDg14(bytes).securityInfos.infos);
  const shownPace = infosOf(files.get("EF.CardAccess"), (bytes) => readSecurityInfos(bytes).infos);
  const signatureAlgorithm = dg14Infos.find((info) => info.kind === "active-authentication");
  const chip: ChipPersonalisation = {
    ...chipFiles(files, limits),
    passwords: { mrz: mrzInformation(holder.key), can: holder.can, ...pins(observed.session) },
    bac: inspection.access.protocol !== "none" || reading.files.size === 0,
    pace: inspection.access.fellBack
      ? []
      : paceProtocols(shownPace.length > 0 || inspection.access.protocol !== "pace" ? shownPace : dg14Infos),
    chipAuthentication: chipAuthenticationProtocols(dg14Infos),
    chipKeys: dg14.keys,
    mappingKey: cam.keys[0] ?? mappingKeyFor(inspection),
    activeAuthentication: activeAuthenticationKey(
      activeKey,
      signatureAlgorithm?.kind === "active-authentication" ? signatureAlgorithm.signatureAlgorithm : undefined,
    ),
    limits,
    quirks: quirksOf(observed),
  };
  return answeringAsRecorded(chip, inspection);
}

/** The key of a chip that maps by CAM and did not let its EF.CardSecurity be read. */
function mappingKeyFor({ access }: Inspection): ChipAgreementKey | undefined {
  const curve = access.mapping === "cam" ? KNOWN_CURVES.find(({ name }) => name === access.curve) : undefined;
  return curve === undefined
    ? undefined
    : { keyId: undefined, ...agreementKey("redacted cam", curveDomain(curve.name)) };
}

/** A proof that was answered wrongly is answered wrongly again, and one that was refused is refused. */
function answeringAsRecorded(chip: ChipPersonalisation, inspection: Inspection): ChipPersonalisation {
  const kinds = [
    ["active", "active-key-absent"],
    ["chip", "chip-key-absent"],
    ["cam", "mapping-key-absent"],
  ] as const;
  const answering = kinds.reduce(
    (made, [proof, kind]) => (inspection.chip[proof] === "failed" ? cloneChip(made, kind) : made),
    chip,
  );
  return {
    ...answering,
    ...(inspection.chip.chip === "not-done" ? { chipAuthentication: [] } : {}),
    ...(inspection.chip.active === "not-done" ? { activeAuthentication: undefined } : {}),
  };
}

function ldsOf(sod: Uint8Array | undefined): LdsSecurityObject | undefined {
  try {
    const reading = sod === undefined ? undefined : readSod(sod).lds;
    return reading?.ok === true ? reading.object : undefined;
  } catch (error) {
    if (!isChipidError(error)) throw error;
    return undefined;
  }
}

function infosOf(
  bytes: Uint8Array | undefined,
  read: (bytes: Uint8Array) => readonly SecurityInfo[],
): readonly SecurityInfo[] {
  try {
    return bytes === undefined ? [] : read(bytes);
  } catch (error) {
    if (!isChipidError(error)) throw error;
    return [];
  }
}

function replacedActiveKey(dg15: Uint8Array | undefined): PrivateKey | undefined {
  try {
    const reading = dg15 === undefined ? undefined : readDg15(dg15).publicKey;
    return reading?.ok === true ? replacementKey("aa", reading.key) : undefined;
  } catch (error) {
    if (!isChipidError(error)) throw error;
    return undefined;
  }
}

/** Fingerprints and irises are never read; their hashes stand in EF.SOD all the same. */
function protectedGroup(number: DataGroupNumber): Uint8Array {
  return encodeTlv(tagOfDataGroup(number), digest("sha-512", utf8(`redacted ${number}`)));
}

function replacedCom(com: Uint8Array): Uint8Array {
  try {
    const { ldsVersion, unicodeVersion, dataGroups } = readCom(com);
    return writeCom({ ldsVersion, unicodeVersion, dataGroups: dataGroups.filter(isDataGroupNumber) });
  } catch (error) {
    if (!isChipidError(error)) throw error;
    return Uint8Array.of(0x60, 0x00);
  }
}

function securityObject(
  lds: LdsSecurityObject,
  files: ReadonlyMap<ElementaryFileName, Uint8Array>,
  issuer: SyntheticIssuer,
  { passive }: Inspection,
): Uint8Array {
  const groups: [number, Uint8Array][] = [];
  for (const { number } of lds.dataGroupHashes) {
    const bytes = isDataGroupNumber(number) ? files.get(dataGroupName(number)) : undefined;
    if (bytes !== undefined) groups.push([number, bytes]);
  }
  const { key, algorithm, certificate } = issuer.signer;
  const info = lds.versionInfo;
  return createSod({
    content: {
      hash: lds.digestAlgorithm.hash ?? "sha-256",
      dataGroups: groups,
      ...(info === undefined ? {} : { versionInfo: { lds: info.ldsVersion, unicode: info.unicodeVersion } }),
    },
    certificates: [certificate],
    signers: [
      {
        key,
        algorithm,
        sid: { certificate },
        ...(issuer.signingTime === undefined ? {} : { signingTime: issuer.signingTime }),
        ...(passive.sod === "invalid" ? { mangleSignature: withOtherLastBit } : {}),
      },
    ],
  });
}

function cardSecurity(
  infos: Parameters<typeof writeSecurityInfos>[0],
  { key, algorithm, certificate }: SyntheticIssuer["signer"],
  signingTime: string | undefined,
): Uint8Array {
  return createSignedData({
    eContentType: OID.securityObject,
    eContent: writeSecurityInfos(infos),
    certificates: [certificate],
    signers: [
      {
        key,
        algorithm,
        sid: { certificate },
        ...(signingTime === undefined ? {} : { signingTime }),
      },
    ],
  });
}

function withOtherLastBit(bytes: Uint8Array): Uint8Array {
  const out = bytes.slice();
  const last = out.length - 1;
  out[last] = (out[last] ?? 0) ^ 1;
  return out;
}

/** Groups whose hash was not the signed one get one bit that nobody signed. */
function alterMismatched(files: Map<ElementaryFileName, Uint8Array>, { passive }: Inspection): void {
  for (const [number, status] of Object.entries(passive.dataGroups)) {
    const name = `DG${number}` as ElementaryFileName;
    const bytes = files.get(name);
    if (status === "mismatch" && bytes !== undefined) files.set(name, withOtherLastBit(bytes));
  }
}

function removeAbsent(files: Map<ElementaryFileName, Uint8Array>, { passive }: Inspection): void {
  for (const [number, status] of Object.entries(passive.dataGroups)) {
    if (status === "absent") files.delete(`DG${number}` as ElementaryFileName);
  }
}

/** PIN and PUK of the recording are secrets: the synthetic chip has others. */
function pins({ header }: Session): { pin?: string; puk?: string } {
  const out: { pin?: string; puk?: string } = {};
  if (header.keys.some(({ kind }) => kind === "pin")) out.pin = "246810";
  if (header.keys.some(({ kind }) => kind === "puk")) out.puk = "1357924680";
  return out;
}

/** How the chip behaved, as far as the recording shows it. */
function quirksOf({ session, habits }: ObservedChip): ChipQuirks {
  const refused = masterFileRefusal(session);
  const most = habits.mostProtected;
  return {
    ...(refused === undefined ? {} : { selectMf: refused }),
    ...(habits.sfi === false ? { noShortIdentifiers: true } : {}),
    ...(habits.namesParameters === true ? { needsDomainReference: SW.wrongData } : {}),
    ...(habits.readsBeyondEnd === false ? { endOfFile: "wrong-le" as const } : {}),
    ...(most === undefined ? {} : { readRefusal: { above: most, sw: SW.wrongLength } }),
    ...(habits.cardAccess === "sfi" ? { cardAccessBy: ["sfi"] as const } : {}),
    ...(habits.cardAccess === "mf" ? { cardAccessBy: ["after-mf"] as const } : {}),
  };
}

/** The status word of a SELECT of the master file, when it was refused. */
function masterFileRefusal({ exchanges }: Session): number | undefined {
  for (const exchange of exchanges) {
    if (exchange.kind !== "apdu" || "fault" in exchange) continue;
    const { command, response } = exchange;
    if (command[1] !== 0xa4 || command[2] !== 0x00) continue;
    const sw = ((response.at(-2) ?? 0) << 8) | (response.at(-1) ?? 0);
    if (sw !== SW.ok) return sw;
  }
  return undefined;
}
