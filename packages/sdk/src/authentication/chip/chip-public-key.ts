import { type Asn1Node, readAsn1 } from "../../asn1/node.js";
import { OID } from "../../asn1/oids.js";
import { bitStringBytes, integer, oid, smallInteger, TAG } from "../../asn1/values.js";
import { fromBigInt } from "../../bytes/bytes.js";
import {
  curveDomain,
  type DhGroup,
  type DomainParameters,
  standardisedDomain,
} from "../../crypto/domain-parameters.js";
import type { GroupElement, KeyAgreement } from "../../crypto/key-agreement-types.js";
import { ChipidError, isChipidError } from "../../errors/chipid-error.js";
import type { KeyAgreementFamily } from "../../lds/security-info-types.js";
import type { PublicKeyReading } from "../../pki/certificate-types.js";
import { readPublicKey } from "../../pki/spki.js";

/** Key agreement in any group, as `createPureKeyAgreements` gives. */
export type KeyAgreements = (domain: DomainParameters) => KeyAgreement;

/**
 * Why a static key is none. `family`: the key is not of the family that its entry announces; `group`: domain parameters out
 * of bounds, contradictory or of a reserved number; `out-of-range`: not a member of its group.
 */
export type ChipKeyFault = Extract<PublicKeyReading, { ok: false }>["why"] | "family" | "group" | "out-of-range";

export type ChipPublicKeyReading =
  | { readonly ok: true; readonly domain: DomainParameters; readonly publicKey: GroupElement }
  | { readonly ok: false; readonly why: ChipKeyFault };

/** DH public keys: ANSI X9.42 (RFC 3279 §2.3.3) and PKCS #3; standardised parameters: TR-03110-3 A.2.1.2. */
const DH_PUBLIC_NUMBER = "1.2.840.10046.2.1";
const DH_KEY_AGREEMENT = "1.2.840.113549.1.3.1";
const STANDARDISED = "0.4.0.127.0.7.1.2";

/**
 * The SubjectPublicKeyInfo of a ChipAuthenticationPublicKeyInfo (ICAO 9303-11 §9.2.6): an EC key on a known curve, a DH
 * key with its own group, or either with standardised domain parameters as in EF.CardSecurity. The key is validated as a
 * member of its group. Never throws for what a file can hold.
 */
export function readChipPublicKey(
  spki: Uint8Array,
  family: KeyAgreementFamily,
  agreements: KeyAgreements,
): ChipPublicKeyReading {
  try {
    const node = readAsn1(spki, { mode: "ber", maxNodes: 256 }).expect(TAG.sequence);
    const algorithm = node.child(0).expect(TAG.sequence);
    const type = oid(algorithm.child(0));
    if (type === STANDARDISED) {
      const domain = standardisedDomain(smallInteger(algorithm.child(1)));
      if (domain === undefined) return { ok: false, why: "group" };
      const octets = bitStringBytes(node.child(1));
      return member(domain, family, agreements, domain.family === "dh" ? dhValue(octets) : octets);
    }
    if (type === DH_PUBLIC_NUMBER || type === DH_KEY_AGREEMENT) {
      const group = dhGroup(type, algorithm.child(1).expect(TAG.sequence).children);
      return member(group, family, agreements, dhValue(bitStringBytes(node.child(1))));
    }
    if (type !== OID.ecPublicKey) return { ok: false, why: "algorithm" };
  } catch (error) {
    if (isChipidError(error)) return { ok: false, why: "structure" };
    throw error;
  }
  const reading = readPublicKey(spki);
  if (!reading.ok) return { ok: false, why: reading.why };
  if (reading.key.kind !== "ec" || reading.key.curve === undefined) return { ok: false, why: "algorithm" };
  if (family !== "ecdh") return { ok: false, why: "family" };
  const { curve, x, y } = reading.key;
  return { ok: true, domain: curveDomain(curve), publicKey: { family: "ecdh", x, y } };
}

/** Member of its group, or why it is none. */
function member(
  domain: DomainParameters,
  family: KeyAgreementFamily,
  agreements: KeyAgreements,
  octets: Uint8Array | undefined,
): ChipPublicKeyReading {
  if (domain.family !== family) return { ok: false, why: "family" };
  let agreement: KeyAgreement;
  try {
    agreement = agreements(domain);
  } catch (error) {
    if (isChipidError(error)) return { ok: false, why: "group" };
    throw error;
  }
  try {
    if (octets !== undefined) return { ok: true, domain, publicKey: agreement.decode(octets) };
  } catch (error) {
    if (!isChipidError(error)) throw error;
  }
  return { ok: false, why: domain.family === "ecdh" ? "point" : "out-of-range" };
}

/** DHPublicKey ::= INTEGER, as unsigned octets; undefined when it is negative. */
function dhValue(octets: Uint8Array): Uint8Array | undefined {
  const value = integer(readAsn1(octets, { mode: "ber", maxNodes: 1 }));
  return value < 0n ? undefined : fromBigInt(value);
}

/** DomainParameters of X9.42 are p, g, q and what follows from them; those of PKCS #3 are p, g and a length. */
function dhGroup(type: string, [p, g, third]: readonly Asn1Node[]): DhGroup {
  if (p === undefined || g === undefined) {
    throw new ChipidError("asn1.value", "DH domain parameters are incomplete.");
  }
  const q = type === DH_PUBLIC_NUMBER && third !== undefined ? integer(third) : undefined;
  return { family: "dh", id: undefined, p: integer(p), g: integer(g), q };
}
