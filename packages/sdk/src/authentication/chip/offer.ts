import type { DomainParameters } from "../../crypto/domain-parameters.js";
import type { GroupElement } from "../../crypto/key-agreement-types.js";
import type {
  ChipAuthenticationInfo,
  ChipAuthenticationPublicKeyInfo,
  KeyAgreementFamily,
  SecurityInfo,
  SessionCipher,
} from "../../lds/security-info-types.js";
import { infosOf } from "../../lds/security-infos.js";
import { type ChipKeyFault, type KeyAgreements, readChipPublicKey } from "./chip-public-key.js";

// What a chip must offer for Chip Authentication (ICAO 9303-11 §6.2): a static key, and how to use it.

/** How an option departs from the standard; each is a note. */
export type ChipAuthenticationDeviation =
  /** A key without ChipAuthenticationInfo: version 1 with 3DES, as before ICAO 9303-11 named it (T69e). */
  | "info-missing"
  /** The only key and the info name different key identifiers, or one names none. */
  | "key-id-differs"
  /** A ChipAuthenticationInfo that cannot be read stands beside the key. */
  | "info-malformed"
  /** The chip wanted a reference to a key that has none, and took 0 (T69e). */
  | "key-named-zero";

/** One way to authenticate the chip: a static key with the protocol to use it in. */
export interface ChipAuthenticationOption {
  /** id-CA-…, dotted. */
  readonly oid: string;
  readonly agreement: KeyAgreementFamily;
  readonly cipher: SessionCipher;
  readonly domain: DomainParameters;
  /** The chip's static public key, validated. */
  readonly publicKey: GroupElement;
  /** Sent as DO'84' when there is one. */
  readonly keyId: bigint | undefined;
  readonly deviations: readonly ChipAuthenticationDeviation[];
}

/** A key, or an announcement of one, that cannot be used. */
export interface UnusableChipKey {
  readonly keyId: bigint | undefined;
  /**
   * `version`: it is for another version of the protocol than 1 alone; `malformed`: the entry cannot be read; `key-id`: its
   * identifier is negative, which no command can say.
   */
  readonly why: ChipKeyFault | "version" | "malformed" | "key-id";
}

export interface ChipAuthenticationOffer {
  /** Strongest first. */
  readonly options: readonly ChipAuthenticationOption[];
  readonly unusable: readonly UnusableChipKey[];
  /** The chip announces a key, be it usable or not (contract: "offered" is never judged from what can be used). */
  readonly offered: boolean;
}

const ID_CA = "0.4.0.127.0.7.2.2.3";
const FAMILY_ARC: Readonly<Record<KeyAgreementFamily, number>> = { dh: 1, ecdh: 2 };
const STRENGTH: readonly SessionCipher[] = ["aes-256", "aes-192", "aes-128", "3des"];
/** More keys than any chip has; each costs a validation. */
const MAX_KEYS = 16;

/**
 * The ways of Chip Authentication version 1 that the SecurityInfos of DG14 offer, strongest first (ICAO 9303-11 §6.2,
 * §9.2.5, §9.2.6). Infos and keys belong together by key identifier; where there is one key alone, any info of its family
 * is taken for it. A key without info is used with 3DES. Never throws for what a file can hold.
 */
export function chipAuthenticationOffer(
  infos: readonly SecurityInfo[],
  agreements: KeyAgreements,
): ChipAuthenticationOffer {
  const keys = infosOf(infos, "chip-authentication-public-key").slice(0, MAX_KEYS);
  const methods = infosOf(infos, "chip-authentication");
  const malformed = infosOf(infos, "malformed");
  const infoMalformed = malformed.some(({ announces }) => announces === "chip-authentication");
  const unusable: UnusableChipKey[] = malformed
    .filter(({ announces }) => announces === "chip-authentication-public-key")
    .map(() => ({ keyId: undefined, why: "malformed" }));
  const offered = keys.length + unusable.length > 0;
  const options: ChipAuthenticationOption[] = [];

  for (const key of keys) {
    const reading = readChipPublicKey(key.spki, key.agreement, agreements);
    if (!reading.ok) {
      unusable.push({ keyId: key.keyId, why: reading.why });
      continue;
    }
    if (key.keyId !== undefined && key.keyId < 0n) {
      unusable.push({ keyId: key.keyId, why: "key-id" });
      continue;
    }
    const { domain, publicKey } = reading;
    const { found, differs } = methodsOf(key, keys.length, methods);
    const usable = found.filter(({ version, keyId = 0n }) => version === 1 && keyId >= 0n);
    if (found.length > 0 && usable.length === 0) {
      unusable.push({ keyId: key.keyId, why: "version" });
      continue;
    }
    const malformedToo: ChipAuthenticationDeviation[] = infoMalformed ? ["info-malformed"] : [];
    if (usable.length === 0) {
      options.push({
        oid: `${ID_CA}.${FAMILY_ARC[key.agreement]}.1`,
        agreement: key.agreement,
        cipher: "3des",
        domain,
        publicKey,
        keyId: key.keyId,
        deviations: ["info-missing", ...malformedToo],
      });
    }
    for (const { oid, agreement, cipher, keyId } of usable) {
      options.push({
        oid,
        agreement,
        cipher,
        domain,
        publicKey,
        keyId: key.keyId ?? keyId,
        deviations: [...(differs ? (["key-id-differs"] as const) : []), ...malformedToo],
      });
    }
  }
  // A stable sort: what is as strong stays in the order of the file.
  options.sort((a, b) => STRENGTH.indexOf(a.cipher) - STRENGTH.indexOf(b.cipher));
  return { options, unusable, offered };
}

function methodsOf(
  key: ChipAuthenticationPublicKeyInfo,
  keyCount: number,
  methods: readonly ChipAuthenticationInfo[],
): { readonly found: readonly ChipAuthenticationInfo[]; readonly differs: boolean } {
  const family = methods.filter(({ agreement }) => agreement === key.agreement);
  const exact = family.filter(({ keyId }) => keyId === key.keyId);
  if (exact.length > 0 || keyCount > 1) return { found: exact, differs: false };
  return { found: family, differs: family.length > 0 };
}
