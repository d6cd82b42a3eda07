import type { DomainParameters } from "../crypto/domain-parameters.js";
import { standardisedDomain } from "../crypto/domain-parameters.js";
import { bitLength } from "../crypto/modular.js";
import { isChipidError } from "../errors/chipid-error.js";
import type { PaceDomainParameterInfo, PaceInfo, SecurityInfo, SessionCipher } from "../lds/security-info-types.js";
import { infosOf } from "../lds/security-infos.js";
import { readDomainParameters } from "../pki/domain-parameters.js";

/** A PACEInfo that this SDK can run, with what its parameterId stands for. */
export interface PaceOffer {
  readonly info: PaceInfo;
  readonly domain: DomainParameters;
  /** Several sets of domain parameters are offered for this protocol: MSE:Set AT must name the one. */
  readonly ambiguous: boolean;
}

const CIPHER_BITS: Readonly<Record<SessionCipher, number>> = {
  "3des": 112,
  "aes-128": 128,
  "aes-192": 192,
  "aes-256": 256,
};

/**
 * Every PACEInfo that can be run, the strongest first (ICAO 9303-11 §9.2.1, §9.2.2). Left out are unknown or malformed
 * domain parameters, and the integrated mapping where there is none (P-224).
 */
export function paceOffers(infos: readonly SecurityInfo[]): PaceOffer[] {
  const paceInfos = infosOf(infos, "pace");
  const explicit = infosOf(infos, "pace-domain-parameters");
  return paceInfos
    .flatMap((info): PaceOffer[] => {
      const domain = domainOf(info, explicit);
      if (domain === undefined || domain.family !== info.agreement || !isMappable(info, domain)) return [];
      return [{ info, domain, ambiguous: paceInfos.filter((other) => other.oid === info.oid).length > 1 }];
    })
    .sort((a, b) => comparePaceOffers(b, a));
}

/**
 * Which of two offers is stronger: positive when `a` is. The chip authentication mapping first, for it proves the chip
 * too; then the lesser of the cipher's and the group's bits of security, then the cipher, then curves before DH.
 */
export function comparePaceOffers(
  a: Pick<PaceOffer, "info" | "domain">,
  b: Pick<PaceOffer, "info" | "domain">,
): number {
  const cam = Number(a.info.mapping === "cam") - Number(b.info.mapping === "cam");
  const security =
    Math.min(CIPHER_BITS[a.info.cipher], securityBits(a.domain)) -
    Math.min(CIPHER_BITS[b.info.cipher], securityBits(b.domain));
  return (
    cam ||
    security ||
    CIPHER_BITS[a.info.cipher] - CIPHER_BITS[b.info.cipher] ||
    Number(a.info.agreement === "ecdh") - Number(b.info.agreement === "ecdh")
  );
}

/** Bits of security of a group: half its order; for DH also what its prime is worth (SP 800-57-1 table 2). */
function securityBits(domain: DomainParameters): number {
  if (domain.family === "ecdh") return Math.floor(bitLength(domain.curve.parameters.n) / 2);
  const p = bitLength(domain.p);
  const prime = p >= 3072 ? 128 : p >= 2048 ? 112 : p >= 1024 ? 80 : 0;
  return domain.q === undefined ? prime : Math.min(prime, Math.floor(bitLength(domain.q) / 2));
}

function domainOf(info: PaceInfo, explicit: readonly PaceDomainParameterInfo[]): DomainParameters | undefined {
  const fitting = explicit.filter((entry) => entry.agreement === info.agreement && entry.mapping === info.mapping);
  // A lone PACEDomainParameterInfo needs no number (§9.2.2).
  const own =
    fitting.find((entry) => entry.parameterId === info.parameterId) ??
    (info.parameterId === undefined ? fitting[0] : undefined);
  if (own !== undefined && (info.parameterId !== undefined || fitting.length === 1)) {
    try {
      return readDomainParameters(own.domainParameter);
    } catch (error) {
      if (isChipidError(error)) return undefined;
      throw error;
    }
  }
  return info.parameterId === undefined ? undefined : standardisedDomain(info.parameterId);
}

/** The point encoding needs p ≡ 3 mod 4, the mapping to a DH group its order (appendix B). */
function isMappable({ mapping }: PaceInfo, domain: DomainParameters): boolean {
  if (mapping !== "im") return true;
  return domain.family === "dh" ? domain.q !== undefined : (domain.curve.parameters.p & 3n) === 3n;
}
