import { readChipPublicKey } from "../../authentication/chip/chip-public-key.js";
import {
  curveDomain,
  type DomainParameters,
  STANDARDISED_DOMAIN_IDS,
  sameDomain,
  standardisedDomain,
} from "../../crypto/domain-parameters.js";
import { createPureKeyAgreements } from "../../crypto/key-agreement.js";
import type { PrivateKey } from "../../crypto/signing.js";
import type { PublicKey } from "../../crypto/types.js";
import type { ChipAuthenticationPublicKeyInfo, SecurityInfo } from "../../lds/security-info-types.js";
import type { SecurityInfoFields } from "../../lds/security-infos.js";
import type { ChipAgreementKey } from "../../simulator/chip/personalisation.js";
import {
  type AgreementPrivateKey,
  agreementKey,
  agreementKeyInfo,
  standardisedKeyInfo,
} from "../../simulator/issuer/agreement-keys.js";
import { ecKey, rsaKey } from "../../simulator/issuer/keys.js";
import { TEST_RSA_KEYS, type TestRsaKeyName } from "../../simulator/issuer/test-rsa-keys.js";

// Keys of the same kind as recorded ones, from published test material.

const agreements = createPureKeyAgreements();

/** Another key of the kind and size of a public one; undefined for a kind that there is no test key of. */
export function replacementKey(label: string, key: PublicKey): PrivateKey | undefined {
  if (key.kind === "ec") return key.curve === undefined ? undefined : ecKey(`redacted ${label}`, key.curve);
  // The recorded document may be a simulated one that has the very same test key.
  const others = (Object.keys(TEST_RSA_KEYS) as TestRsaKeyName[])
    .map((name) => ({ bits: TEST_RSA_KEYS[name].bits, name, key: rsaKey(name) }))
    .filter((candidate) => candidate.key.modulus !== key.modulus && candidate.name !== "rsa2048-e3");
  const distance = (bits: number): number => Math.abs(bits - key.bits);
  return others.sort((a, b) => distance(a.bits) - distance(b.bits))[0]?.key;
}

export interface ReplacedInfos {
  readonly infos: readonly SecurityInfoFields[];
  /** Private halves of the keys among them. */
  readonly keys: readonly ChipAgreementKey[];
}

/**
 * SecurityInfos of the same protocols with other keys. What is no protocol of a document (locations, card identifiers,
 * unknown objects) may be the card's own and is left out.
 */
export function replacedInfos(label: string, infos: readonly SecurityInfo[]): ReplacedInfos {
  const out: SecurityInfoFields[] = [];
  const keys: ChipAgreementKey[] = [];
  for (const info of infos) {
    switch (info.kind) {
      case "pace":
        out.push({ kind: "pace", oid: info.oid, version: info.version, ...optional("parameterId", info.parameterId) });
        break;
      case "chip-authentication":
        out.push({ kind: info.kind, oid: info.oid, version: info.version, ...optional("keyId", info.keyId) });
        break;
      case "terminal-authentication":
        out.push({ kind: info.kind, version: info.version, ...optional("efCvca", info.efCvca) });
        break;
      case "active-authentication":
        out.push({ kind: info.kind, signatureAlgorithm: info.signatureAlgorithm });
        break;
      case "chip-authentication-public-key": {
        const replaced = replacedKey(label, info);
        if (replaced === undefined) break;
        keys.push(replaced.key);
        out.push({ kind: info.kind, agreement: info.agreement, spki: replaced.spki, ...optional("keyId", info.keyId) });
        break;
      }
      default:
        break;
    }
  }
  return { infos: out, keys };
}

function replacedKey(
  label: string,
  { spki, agreement, keyId }: ChipAuthenticationPublicKeyInfo,
): { readonly key: ChipAgreementKey; readonly spki: Uint8Array } | undefined {
  const reading = readChipPublicKey(spki, agreement, agreements);
  if (!reading.ok) return undefined;
  const { domain } = reading;
  const usable = published(domain);
  if (usable === undefined) return undefined;
  const key: AgreementPrivateKey = agreementKey(`redacted ${label} ${keyId ?? ""}`, usable);
  const standardised = label === "cam" && usable.id !== undefined;
  return { key: { keyId, ...key }, spki: standardised ? standardisedKeyInfo(key) : agreementKeyInfo(key) };
}

/** The domain parameters under their number or name; a group of the chip's own making must not go along. */
function published(domain: DomainParameters): DomainParameters | undefined {
  for (const id of STANDARDISED_DOMAIN_IDS) {
    const candidate = standardisedDomain(id);
    if (candidate !== undefined && sameDomain(candidate, domain)) return candidate;
  }
  return domain.family === "ecdh" ? curveDomain(domain.curve.name) : undefined;
}

function optional<K extends string, V>(name: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [name]: value } as Record<K, V>);
}
