import { OID } from "../asn1/oids.js";
import { utf8 } from "../bytes/bytes.js";
import { digest } from "../crypto/digest.js";
import { curveDomain, type DomainParameters, standardisedDomain } from "../crypto/domain-parameters.js";
import type { PrivateKey } from "../crypto/signing.js";
import { writeCardAccess } from "../lds/card-access.js";
import { writeCom } from "../lds/com.js";
import { writeDg1 } from "../lds/dg1.js";
import { writeDg2 } from "../lds/dg2.js";
import { writeDg14 } from "../lds/dg14.js";
import { writeDg15 } from "../lds/dg15.js";
import type { DataGroupNumber } from "../lds/files.js";
import { type SecurityInfoFields, writeSecurityInfos } from "../lds/security-infos.js";
import { composeMrz } from "../mrz/compose.js";
import { encodeTlv } from "../tlv/tlv.js";
import { writeDg13 } from "../vietnam/dg13-write.js";
import type { Authority } from "./country.js";
import {
  type AgreementPrivateKey,
  agreementKey,
  agreementKeyInfo,
  standardisedKeyInfo,
} from "./issuer/agreement-keys.js";
import { ecKey, publicKeyInfo, rsaKey } from "./issuer/keys.js";
import { createSod, type SodSpec } from "./issuer/security-object.js";
import { createSignedData } from "./issuer/signed-data.js";
import { type PortraitOptions, syntheticPortraitJpeg } from "./portrait.js";
import { type DocumentProfile, type Holder, mrzComposition } from "./profiles.js";

/** Elementary files of a document before it is signed, and the secrets of its chip. */
export interface DocumentData {
  readonly profile: DocumentProfile;
  readonly holder: Holder;
  readonly mrz: readonly string[];
  /** Every data group on the chip, those that only Terminal Authentication opens included. */
  readonly dataGroups: ReadonlyMap<DataGroupNumber, Uint8Array>;
  readonly com: Uint8Array;
  readonly cardAccess: Uint8Array | undefined;
  readonly activeKey: PrivateKey | undefined;
  readonly chipKey: AgreementPrivateKey | undefined;
  /** Static key of PACE-CAM. */
  readonly mappingKey: AgreementPrivateKey | undefined;
}

export interface PersonalisationOptions {
  readonly holder?: Holder;
  /** Whole DG2, instead of one with the synthetic portrait. */
  readonly dg2?: Uint8Array | null;
}

/** Data groups that only Terminal Authentication opens: never part of a folder of files. */
export const PROTECTED_GROUPS: readonly DataGroupNumber[] = [3, 4];

/**
 * Makes all elementary files of a document but its EF.SOD. Keys of the chip are derived from the profile's and the
 * document's number, so the same input gives the same bytes.
 */
export function personalise(profile: DocumentProfile, options: PersonalisationOptions = {}): DocumentData {
  const holder = options.holder ?? profile.holder;
  const mrz = composeMrz(mrzComposition(profile, holder));
  const label = `${profile.name} ${holder.documentNumber}`;
  const groups = new Map<DataGroupNumber, Uint8Array>();
  groups.set(1, writeDg1(mrz.join("")));
  const dg2 = options.dg2 === undefined ? syntheticDg2() : options.dg2;
  if (dg2 !== null) groups.set(2, dg2);
  if (profile.fingerprints) groups.set(3, encodeTlv(0x63, digest("sha-512", utf8(`fingerprints ${label}`))));
  if (profile.nationalData && holder.national !== undefined) groups.set(13, writeDg13(holder.national));

  const infos: SecurityInfoFields[] = [...(profile.access ?? [])];
  const { chipKey, mappingKey, activeKey } = documentKeys(profile, holder.documentNumber);
  if (chipKey !== undefined) {
    const { family } = chipKey.domain;
    infos.push({ kind: "chip-authentication-public-key", agreement: family, spki: agreementKeyInfo(chipKey) });
  }
  const active = profile.activeAuthentication;
  if (active !== undefined && "signatureAlgorithm" in active) {
    infos.push({ kind: "active-authentication", signatureAlgorithm: active.signatureAlgorithm });
  }
  if (infos.length > 0) groups.set(14, writeDg14(infos));
  if (activeKey !== undefined) groups.set(15, writeDg15(publicKeyInfo(activeKey)));

  return {
    profile,
    holder,
    mrz,
    dataGroups: groups,
    com: writeCom({ ldsVersion: profile.ldsVersion, dataGroups: [...groups.keys()] }),
    cardAccess: profile.access === undefined ? undefined : writeCardAccess(profile.access),
    activeKey,
    chipKey,
    mappingKey,
  };
}

/** The private keys of one document's chip, derived from its profile's name and its number. */
export function documentKeys(
  profile: DocumentProfile,
  documentNumber: string,
): Pick<DocumentData, "activeKey" | "chipKey" | "mappingKey"> {
  const label = `${profile.name} ${documentNumber}`;
  const active = profile.activeAuthentication;
  return {
    activeKey:
      active === undefined ? undefined : "rsa" in active ? rsaKey(active.rsa) : ecKey(`aa ${label}`, active.curve),
    chipKey: chipKeyOf(profile, label),
    mappingKey: mappingKeyOf(profile, label),
  };
}

function chipKeyOf({ chipAuthentication }: DocumentProfile, label: string): AgreementPrivateKey | undefined {
  if (chipAuthentication === undefined) return undefined;
  if ("curve" in chipAuthentication) return agreementKey(`ca ${label}`, curveDomain(chipAuthentication.curve));
  return agreementKey(`ca ${label}`, standardised(chipAuthentication.dhGroup));
}

function mappingKeyOf({ mappingDomain }: DocumentProfile, label: string): AgreementPrivateKey | undefined {
  return mappingDomain === undefined ? undefined : agreementKey(`cam ${label}`, standardised(mappingDomain));
}

function standardised(id: number): DomainParameters {
  const domain = standardisedDomain(id);
  if (domain === undefined) throw new RangeError(`There are no domain parameters ${id}.`);
  return domain;
}

/**
 * EF.CardSecurity (ICAO 9303-11 §9.3): the entries of EF.CardAccess and the static key of PACE-CAM, signed by the document
 * signer; undefined for a document that has no such key.
 */
export function signCardSecurity(
  document: Pick<DocumentData, "profile" | "mappingKey">,
  signer: Authority,
  signingTime: string | undefined,
): Uint8Array | undefined {
  const { mappingKey: key, profile } = document;
  if (key === undefined) return undefined;
  const infos: SecurityInfoFields[] = [
    ...(profile.access ?? []),
    // The key's number is that of its domain parameters, as in the worked example (ICAO 9303-11 appendix I.1).
    {
      kind: "chip-authentication-public-key",
      agreement: "ecdh",
      spki: standardisedKeyInfo(key),
      ...(key.domain.id === undefined ? {} : { keyId: key.domain.id }),
    },
  ];
  return createSignedData({
    eContentType: OID.securityObject,
    eContent: writeSecurityInfos(infos),
    certificates: [signer.certificate],
    signers: [
      {
        key: signer.key,
        algorithm: signer.algorithm,
        sid: { certificate: signer.certificate },
        ...(signingTime === undefined ? {} : { signingTime }),
      },
    ],
  });
}

/** DG2 with the synthetic portrait, small unless the size is given. */
export function syntheticDg2(portrait: PortraitOptions = {}): Uint8Array {
  return writeDg2({ image: syntheticPortraitJpeg({ width: 96, height: 128, ...portrait }) });
}

/** What a SOD says of a document that `signer` signs at `signingTime`, ready to be changed by a fixture. */
export function sodSpec(
  document: Pick<DocumentData, "profile" | "dataGroups">,
  signer: Authority,
  signingTime: string | undefined,
): SodSpec {
  const { profile } = document;
  return {
    content: {
      hash: profile.ldsHash,
      dataGroups: [...document.dataGroups],
      ...(profile.versionInfo === undefined ? {} : { versionInfo: profile.versionInfo }),
    },
    certificates: [signer.certificate],
    signers: [
      {
        key: signer.key,
        algorithm: signer.algorithm,
        sid: { certificate: signer.certificate },
        ...(signingTime === undefined ? {} : { signingTime }),
      },
    ],
  };
}

/** EF.SOD of a document. */
export function signDocument(
  document: Pick<DocumentData, "profile" | "dataGroups">,
  signer: Authority,
  signingTime: string | undefined,
): Uint8Array {
  return createSod(sodSpec(document, signer, signingTime));
}
