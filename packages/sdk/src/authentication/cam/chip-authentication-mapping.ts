import type { PaceResult } from "../../channel/pace.js";
import { verifyMappingData } from "../../crypto/chip-authentication-mapping.js";
import { type DomainParameters, sameDomain } from "../../crypto/domain-parameters.js";
import type { GroupElement } from "../../crypto/key-agreement-types.js";
import type { Crypto } from "../../crypto/types.js";
import type { CardSecurity } from "../../lds/card-security.js";
import { infosOf } from "../../lds/security-infos.js";
import type { Certificate } from "../../pki/certificate-types.js";
import { type KeyAgreements, readChipPublicKey } from "../chip/chip-public-key.js";
import { type CardSecuritySignature, verifyCardSecurity } from "./card-security-signature.js";

// PACE with Chip Authentication Mapping (ICAO 9303-11 §4.4.3.5): the chip shows in PACE itself that it has the private key
// to the public one in EF.CardSecurity. PACE brings the proof; here it is verified.

/** What PACE-CAM left to verify: a PaceResult of the mapping `cam` fits. */
export type MappingProof = Pick<PaceResult, "domain" | "mappingProof">;

/** For whoever looks into it: no proof to anybody who was not there (contract §1 rule 5). */
export interface MappingEvidence {
  /** Name of the curve. */
  readonly domain: string;
  /** CA_IC, decrypted. */
  readonly data: Uint8Array;
  /** PK_Map,IC, the chip's public key of the mapping, as it was sent. */
  readonly mappingKey: Uint8Array;
  /** The static key of EF.CardSecurity that the proof was tried with last; the one that fits when it passed. */
  readonly chipKey: Uint8Array | undefined;
  readonly keyId: bigint | undefined;
}

export type MappingResult =
  | {
      /** CA_IC · PK_IC = PK_Map,IC, and EF.CardSecurity is signed by `signature.signer`: whose chain is to be built. */
      readonly outcome: "passed";
      readonly signature: CardSecuritySignature;
      readonly evidence: MappingEvidence;
    }
  | {
      /**
       * `mapping`: the chip does not have the private key of any key it shows; `card-security`: EF.CardSecurity is not what
       * its signer signed.
       */
      readonly outcome: "failed";
      readonly why: "mapping" | "card-security";
      readonly signature: CardSecuritySignature;
      readonly evidence: MappingEvidence;
    }
  | {
      /**
       * `no-proof`: PACE was not run with this mapping; `no-card-security`: the file was not read; `no-key`: it has no
       * usable key in the domain of PACE; `signature`: whether EF.CardSecurity is signed cannot be said as declared.
       */
      readonly outcome: "not-done";
      readonly why: "no-proof" | "no-card-security" | "no-key" | "signature";
      readonly signature?: CardSecuritySignature;
      readonly evidence?: MappingEvidence;
    };

export interface MappingTools {
  readonly agreements: KeyAgreements;
  readonly crypto: Crypto;
  /** Certificates that may have signed EF.CardSecurity when it does not enclose its signer's. */
  readonly known?: readonly Certificate[];
}

/** More keys than any chip has; each costs a multiplication. */
const MAX_KEYS = 16;

/**
 * Verifies the proof of PACE-CAM against EF.CardSecurity (ICAO 9303-11 §4.4.3.5.2), and the signature of that file. The
 * static keys are those of the domain parameters that PACE ran with; one of them must fit. Never throws for what a chip
 * or a file can say.
 */
export function verifyChipAuthenticationMapping(
  { domain, mappingProof }: MappingProof,
  cardSecurity: CardSecurity | undefined,
  { agreements, crypto, known }: MappingTools,
): MappingResult {
  if (mappingProof === undefined || domain.family !== "ecdh") return { outcome: "not-done", why: "no-proof" };
  if (cardSecurity === undefined) return { outcome: "not-done", why: "no-card-security" };
  const signature = verifyCardSecurity(cardSecurity, crypto, known);
  const agreement = agreements(domain);
  const { data, mappingKey } = mappingProof;
  let keyTried: StaticKey | undefined;
  let fits = false;
  for (const key of staticKeys(cardSecurity, domain, agreements)) {
    keyTried = key;
    fits = verifyMappingData(agreement, data, key.publicKey, mappingKey);
    if (fits) break;
  }
  const evidence: MappingEvidence = {
    domain: domain.curve.name,
    data: data.slice(),
    mappingKey: agreement.encode(mappingKey),
    chipKey: keyTried === undefined ? undefined : agreement.encode(keyTried.publicKey),
    keyId: keyTried?.keyId,
  };
  if (signature.outcome === "invalid") return { outcome: "failed", why: "card-security", signature, evidence };
  if (keyTried === undefined) return { outcome: "not-done", why: "no-key", signature, evidence };
  if (!fits) return { outcome: "failed", why: "mapping", signature, evidence };
  if (signature.outcome !== "valid") return { outcome: "not-done", why: "signature", signature, evidence };
  return { outcome: "passed", signature, evidence };
}

interface StaticKey {
  readonly publicKey: GroupElement;
  readonly keyId: bigint | undefined;
}

function staticKeys(
  { securityInfos }: CardSecurity,
  domain: DomainParameters,
  agreements: KeyAgreements,
): readonly StaticKey[] {
  return infosOf(securityInfos.infos, "chip-authentication-public-key")
    .filter(({ agreement }) => agreement === domain.family)
    .slice(0, MAX_KEYS)
    .flatMap(({ spki, agreement, keyId }) => {
      const reading = readChipPublicKey(spki, agreement, agreements);
      return reading.ok && sameDomain(reading.domain, domain) ? [{ publicKey: reading.publicKey, keyId }] : [];
    });
}
