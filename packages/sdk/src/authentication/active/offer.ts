import { curveByName } from "../../crypto/curves.js";
import { isRoca } from "../../crypto/roca.js";
import { modulusBytes } from "../../crypto/rsa.js";
import type { PublicKey, SignatureAlgorithm } from "../../crypto/types.js";
import type { Dg15 } from "../../lds/dg15.js";
import type { SecurityInfo } from "../../lds/security-info-types.js";
import { infosOf } from "../../lds/security-infos.js";
import { readSignatureAlgorithm } from "../../pki/algorithm.js";
import type { PublicKeyReading } from "../../pki/certificate-types.js";

// What a chip must offer for Active Authentication (ICAO 9303-11 §6.1): the key of DG15 and, for ECDSA, the algorithm
// that DG14 names.

export type EcdsaAlgorithm = Extract<SignatureAlgorithm, { kind: "ecdsa" }>;

/** What DG14 says of the signature algorithm. RSA keys need nothing of it: the signature names its hash itself. */
export type DeclaredAlgorithm =
  | { readonly kind: "declared"; readonly algorithm: EcdsaAlgorithm }
  /** No ActiveAuthenticationInfo, or no DG14 to look for one in. */
  | { readonly kind: "absent" }
  /** An ActiveAuthenticationInfo that names no ECDSA algorithm, cannot be read, or contradicts another one. */
  | { readonly kind: "unusable" };

/**
 * What makes a signature of this key worth less. `roca`: the private key can be computed from the public one, so its
 * signature proves nothing (T56). `rsa-short`: below 2048 bits (T57).
 */
export type ActiveKeyWeakness = "roca" | "rsa-short";

export type ActiveAuthenticationOffer =
  | {
      readonly usable: true;
      readonly key: PublicKey;
      readonly declared: DeclaredAlgorithm;
      readonly weaknesses: readonly ActiveKeyWeakness[];
      /** Bytes of a whole answer; for ECDSA those of r‖s, which DER exceeds by a few. */
      readonly signatureLength: number;
    }
  | { readonly usable: false; readonly why: Extract<PublicKeyReading, { ok: false }>["why"] };

const SHORT_RSA_BITS = 2048;

/**
 * Reads the offer from DG15 and the SecurityInfos of DG14, where they are there. Whether the two are signed is the
 * caller's to know. Never throws for what a file can hold.
 */
export function activeAuthenticationOffer(
  dg15: Pick<Dg15, "publicKey">,
  securityInfos: readonly SecurityInfo[] = [],
): ActiveAuthenticationOffer {
  const reading = dg15.publicKey;
  if (!reading.ok) return { usable: false, why: reading.why };
  const { key } = reading;
  if (key.kind === "ec") {
    // Only known curves pass readPublicKey; the type does not say so.
    if (key.curve === undefined) return { usable: false, why: "curve-unknown" };
    const { orderBytes } = curveByName(key.curve);
    return {
      usable: true,
      key,
      declared: declaredAlgorithm(securityInfos),
      weaknesses: [],
      signatureLength: 2 * orderBytes,
    };
  }
  const weaknesses: ActiveKeyWeakness[] = [];
  if (isRoca(key.modulus)) weaknesses.push("roca");
  if (key.bits < SHORT_RSA_BITS) weaknesses.push("rsa-short");
  return { usable: true, key, declared: { kind: "absent" }, weaknesses, signatureLength: modulusBytes(key) };
}

function declaredAlgorithm(infos: readonly SecurityInfo[]): DeclaredAlgorithm {
  const malformed = infosOf(infos, "malformed").some(({ announces }) => announces === "active-authentication");
  const named = new Set(infosOf(infos, "active-authentication").map((info) => info.signatureAlgorithm));
  const [oid, ...others] = named;
  if (oid === undefined) return malformed ? { kind: "unusable" } : { kind: "absent" };
  const reading = readSignatureAlgorithm(oid, undefined, undefined);
  if (malformed || others.length > 0 || !reading.ok || reading.algorithm.kind !== "ecdsa") return { kind: "unusable" };
  return { kind: "declared", algorithm: reading.algorithm };
}

/** Bytes that a DER signature of this width has at most: two INTEGERs with a sign byte each, and the outer header. */
export function longestSignature(offer: Extract<ActiveAuthenticationOffer, { usable: true }>): number {
  return offer.key.kind === "rsa" ? offer.signatureLength : offer.signatureLength + 2 + 2 * 3 + 3;
}
