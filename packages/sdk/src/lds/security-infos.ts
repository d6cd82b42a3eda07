import { derIa5, derInteger, derOctetString, derOid, sequence, setOf } from "../asn1/encode.js";
import { Asn1Context, type Asn1Node, type Asn1Quirk, readAsn1 } from "../asn1/node.js";
import { integer, octetString, oid, smallInteger, TAG, text } from "../asn1/values.js";
import { toBigInt } from "../bytes/bytes.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import type {
  FileId,
  KeyAgreementFamily,
  MalformedSecurityInfo,
  PaceMapping,
  SecurityInfo,
  SecurityInfoKind,
  SessionCipher,
} from "./security-info-types.js";

const REFERENCE = "ICAO 9303-11 §9.2";
const MAX_INFOS = 128;

const EAC = "0.4.0.127.0.7.2.2";
const AA_PROTOCOL_OBJECT = "2.23.136.1.1.5";
const EF_DIR = "2.23.136.1.1.13";

const AGREEMENTS: Readonly<Record<string, KeyAgreementFamily>> = { "1": "dh", "2": "ecdh" };
const PACE_VARIANTS: Readonly<Record<string, readonly [KeyAgreementFamily, PaceMapping]>> = {
  "1": ["dh", "gm"],
  "2": ["ecdh", "gm"],
  "3": ["dh", "im"],
  "4": ["ecdh", "im"],
  "6": ["ecdh", "cam"],
};
const CIPHERS: Readonly<Record<string, SessionCipher>> = {
  "1": "3des",
  "2": "aes-128",
  "3": "aes-192",
  "4": "aes-256",
};

/** SecurityInfos: the SET of EF.CardAccess, EF.CardSecurity and DG14. */
export interface SecurityInfos {
  /** The SET as received. */
  readonly raw: Uint8Array;
  /** In the order of the file. */
  readonly infos: readonly SecurityInfo[];
  readonly quirks: readonly Asn1Quirk[];
}

/** The entries of one kind. */
export function infosOf<K extends SecurityInfoKind>(
  infos: readonly SecurityInfo[],
  kind: K,
): readonly Extract<SecurityInfo, { kind: K }>[] {
  return infos.filter((info): info is Extract<SecurityInfo, { kind: K }> => info.kind === kind);
}

/**
 * SecurityInfos ::= SET OF SecurityInfo (ICAO 9303-11 §9.2), read as BER with its departures from DER in `quirks`.
 * Entries of unknown protocols are kept as `other`; entries whose content does not fit their OID as `malformed`.
 * Bytes behind the SET are the caller's business.
 * @throws ChipidError `asn1.*` when the SET or an entry's frame is malformed, `lds.limit` above 128 entries.
 */
export function readSecurityInfos(bytes: Uint8Array): SecurityInfos {
  const context = new Asn1Context({ mode: "ber", maxDepth: 16, maxNodes: 4096 });
  const set = readAsn1(bytes, { context, trailing: true }).expect(TAG.set);
  if (set.children.length > MAX_INFOS) {
    throw new ChipidError("lds.limit", `More than ${MAX_INFOS} SecurityInfos.`, { reference: REFERENCE });
  }
  return { raw: set.raw, infos: set.children.map(readSecurityInfo), quirks: [...context.quirks] };
}

function readSecurityInfo(node: Asn1Node): SecurityInfo {
  const protocol = oid(node.expect(TAG.sequence).child(0));
  const reader = readerOf(protocol);
  if (reader === undefined) return { kind: "other", oid: protocol, raw: node.raw };
  try {
    const info = reader.read(node, { oid: protocol, raw: node.raw });
    if (info !== undefined) return info;
  } catch (error) {
    // The limits hold for the whole file; only what the entry itself says wrong makes it malformed.
    if (!isChipidError(error) || error.code === "asn1.count" || error.code === "asn1.depth") throw error;
  }
  return { kind: "malformed", announces: reader.announces, oid: protocol, raw: node.raw };
}

interface Base {
  readonly oid: string;
  readonly raw: Uint8Array;
}

interface Reader {
  readonly announces: MalformedSecurityInfo["announces"];
  /** undefined: a value that the standard does not allow. */
  readonly read: (node: Asn1Node, base: Base) => SecurityInfo | undefined;
}

function readerOf(protocol: string): Reader | undefined {
  if (protocol === AA_PROTOCOL_OBJECT) return { announces: "active-authentication", read: activeAuthentication };
  if (protocol === EF_DIR) return { announces: "ef-dir", read: efDirInfo };
  if (!protocol.startsWith(`${EAC}.`)) return undefined;
  const [mechanism, variant, cipher, ...more] = protocol.slice(EAC.length + 1).split(".");
  if (mechanism === "2" && variant === undefined) return { announces: "terminal-authentication", read: terminal };
  if (mechanism === "6" && variant === undefined) return { announces: "card-info", read: cardInfo };
  if (variant === undefined || more.length > 0) return undefined;
  if (mechanism === "1" && cipher === undefined) {
    const agreement = AGREEMENTS[variant];
    if (agreement === undefined) return undefined;
    return { announces: "chip-authentication-public-key", read: (node, base) => publicKey(node, base, agreement) };
  }
  if (mechanism === "3") return chipReader(variant, cipher);
  if (mechanism === "4") return paceReader(variant, cipher);
  return undefined;
}

function chipReader(variant: string, cipherArc: string | undefined): Reader | undefined {
  const agreement = AGREEMENTS[variant];
  if (agreement === undefined) return undefined;
  if (cipherArc === undefined) {
    return {
      announces: "chip-authentication-domain-parameters",
      read: (node, base) => {
        const domainParameter = node.child(1).expect(TAG.sequence).raw;
        return {
          kind: "chip-authentication-domain-parameters",
          ...base,
          agreement,
          domainParameter,
          keyId: keyId(node),
        };
      },
    };
  }
  const cipher = CIPHERS[cipherArc];
  if (cipher === undefined) return undefined;
  return {
    announces: "chip-authentication",
    read: (node, base) => {
      const version = smallInteger(node.child(1));
      if (version !== 1 && version !== 2 && version !== 3) return undefined;
      return { kind: "chip-authentication", ...base, agreement, cipher, version, keyId: keyId(node) };
    },
  };
}

function paceReader(variant: string, cipherArc: string | undefined): Reader | undefined {
  const found = PACE_VARIANTS[variant];
  if (found === undefined) return undefined;
  const [agreement, mapping] = found;
  if (cipherArc === undefined) {
    return {
      announces: "pace-domain-parameters",
      read: (node, base) => ({
        kind: "pace-domain-parameters",
        ...base,
        agreement,
        mapping,
        domainParameter: node.child(1).expect(TAG.sequence).raw,
        parameterId: optional(node, smallInteger),
      }),
    };
  }
  const cipher = CIPHERS[cipherArc];
  // id-PACE-ECDH-CAM has AES alone (ICAO 9303-11 §9.2.1).
  if (cipher === undefined || (mapping === "cam" && cipher === "3des")) return undefined;
  return {
    announces: "pace",
    read: (node, base) => {
      const version = smallInteger(node.child(1));
      if (version !== 1 && version !== 2) return undefined;
      return { kind: "pace", ...base, agreement, mapping, cipher, version, parameterId: optional(node, smallInteger) };
    },
  };
}

function publicKey(node: Asn1Node, base: Base, agreement: KeyAgreementFamily): SecurityInfo | undefined {
  const spki = node.child(1).expect(TAG.sequence);
  spki.child(0).expect(TAG.sequence);
  spki.child(1).expect(TAG.bitString);
  if (spki.children.length !== 2) return undefined;
  return { kind: "chip-authentication-public-key", ...base, agreement, spki: spki.raw, keyId: keyId(node) };
}

function terminal(node: Asn1Node, base: Base): SecurityInfo | undefined {
  const version = smallInteger(node.child(1));
  if (version !== 1 && version !== 2) return undefined;
  return { kind: "terminal-authentication", ...base, version, efCvca: optional(node, fileId) };
}

function fileId(node: Asn1Node): FileId {
  const fid = octetString(node.expect(TAG.sequence).child(0));
  const sfi = node.children[1];
  const short = sfi === undefined ? undefined : octetString(sfi);
  if (fid.length !== 2 || (short !== undefined && short.length !== 1)) {
    throw new ChipidError("lds.structure", "A FileID has not two bytes and one.", { reference: REFERENCE });
  }
  return { fid: Number(toBigInt(fid)), sfi: short?.[0] };
}

function activeAuthentication(node: Asn1Node, base: Base): SecurityInfo | undefined {
  const version = smallInteger(node.child(1));
  if (version !== 1) return undefined;
  only(node, 3);
  return { kind: "active-authentication", ...base, version, signatureAlgorithm: oid(node.child(2)) };
}

function efDirInfo(node: Asn1Node, base: Base): SecurityInfo {
  only(node, 2);
  return { kind: "ef-dir", ...base, efDir: octetString(node.child(1)) };
}

function cardInfo(node: Asn1Node, base: Base): SecurityInfo {
  return { kind: "card-info", ...base, url: text(node.child(1)) };
}

function only(node: Asn1Node, count: number): void {
  if (node.children.length !== count) {
    throw new ChipidError("lds.structure", "A SecurityInfo has the wrong number of elements.", {
      reference: REFERENCE,
    });
  }
}

/** optionalData: a third element, and nothing behind it. */
function optional<T>(node: Asn1Node, read: (element: Asn1Node) => T): T | undefined {
  const element = node.children[2];
  if (node.children.length > 3) only(node, 3);
  return element === undefined ? undefined : read(element);
}

/** A key's number may be any INTEGER that the issuer likes; kept whole, so that it goes back as it came. */
function keyId(node: Asn1Node): bigint | undefined {
  return optional(node, (element) => integer(element));
}

export type SecurityInfoFields =
  | { readonly kind: "pace"; readonly oid: string; readonly version?: number; readonly parameterId?: number }
  | {
      readonly kind: "pace-domain-parameters" | "chip-authentication-domain-parameters";
      readonly oid: string;
      /** AlgorithmIdentifier DER. */
      readonly domainParameter: Uint8Array;
      readonly id?: number | bigint;
    }
  | {
      readonly kind: "chip-authentication";
      readonly oid: string;
      readonly version?: number;
      readonly keyId?: number | bigint;
    }
  | {
      readonly kind: "chip-authentication-public-key";
      readonly agreement: KeyAgreementFamily;
      readonly spki: Uint8Array;
      readonly keyId?: number | bigint;
    }
  | { readonly kind: "terminal-authentication"; readonly version?: number; readonly efCvca?: FileId }
  | { readonly kind: "active-authentication"; readonly signatureAlgorithm: string }
  | { readonly kind: "ef-dir"; readonly efDir: Uint8Array }
  | { readonly kind: "card-info"; readonly url: string }
  /** A whole SecurityInfo element. */
  | { readonly kind: "raw"; readonly raw: Uint8Array };

/** DER of SecurityInfos, sorted as a SET OF. */
export function writeSecurityInfos(infos: readonly SecurityInfoFields[]): Uint8Array {
  return setOf(...infos.map(writeSecurityInfo));
}

function number(value: number | bigint | undefined): Uint8Array[] {
  return value === undefined ? [] : [derInteger(value)];
}

function writeSecurityInfo(info: SecurityInfoFields): Uint8Array {
  switch (info.kind) {
    case "pace":
      return sequence(derOid(info.oid), derInteger(info.version ?? 2), ...number(info.parameterId));
    case "pace-domain-parameters":
    case "chip-authentication-domain-parameters":
      return sequence(derOid(info.oid), info.domainParameter, ...number(info.id));
    case "chip-authentication":
      return sequence(derOid(info.oid), derInteger(info.version ?? 1), ...number(info.keyId));
    case "chip-authentication-public-key":
      return sequence(derOid(`${EAC}.1.${info.agreement === "dh" ? 1 : 2}`), info.spki, ...number(info.keyId));
    case "terminal-authentication": {
      const file = info.efCvca;
      const sfi = file?.sfi === undefined ? [] : [derOctetString(Uint8Array.of(file.sfi))];
      const efCvca =
        file === undefined ? [] : [sequence(derOctetString(Uint8Array.of(file.fid >> 8, file.fid & 255)), ...sfi)];
      return sequence(derOid(`${EAC}.2`), derInteger(info.version ?? 1), ...efCvca);
    }
    case "active-authentication":
      return sequence(derOid(AA_PROTOCOL_OBJECT), derInteger(1), derOid(info.signatureAlgorithm));
    case "ef-dir":
      return sequence(derOid(EF_DIR), derOctetString(info.efDir));
    case "card-info":
      return sequence(derOid(`${EAC}.6`), derIa5(info.url));
    case "raw":
      return info.raw;
  }
}

/** Protocol OID of PACE with its cipher (ICAO 9303-11 §9.2.1). */
export function paceOid(agreement: KeyAgreementFamily, mapping: PaceMapping, cipher: SessionCipher): string {
  const variant = Object.entries(PACE_VARIANTS).find(([, [a, m]]) => a === agreement && m === mapping)?.[0];
  const arc = cipherArc(cipher);
  if (variant === undefined || (mapping === "cam" && cipher === "3des")) {
    throw new ChipidError("lds.value", "PACE has no such variant.", { reference: REFERENCE });
  }
  return `${EAC}.4.${variant}.${arc}`;
}

/** Protocol OID of Chip Authentication with its cipher (ICAO 9303-11 §9.2.5). */
export function chipAuthenticationOid(agreement: KeyAgreementFamily, cipher: SessionCipher): string {
  return `${EAC}.3.${agreement === "dh" ? 1 : 2}.${cipherArc(cipher)}`;
}

function cipherArc(cipher: SessionCipher): string {
  return { "3des": "1", "aes-128": "2", "aes-192": "3", "aes-256": "4" }[cipher];
}
