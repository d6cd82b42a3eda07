import { type Asn1Node, readAsn1 } from "../asn1/node.js";
import { OID } from "../asn1/oids.js";
import { integer, oid, smallInteger, TAG } from "../asn1/values.js";
import { curveByOid, matchCurve } from "../crypto/curves.js";
import { curveDomain, type DhGroup, type DomainParameters, standardisedDomain } from "../crypto/domain-parameters.js";
import { bitLength } from "../crypto/modular.js";
import { ChipidError } from "../errors/chipid-error.js";
import { specifiedDomain } from "./spki.js";

/** standardizedDomainParameters (ICAO 9303-11 §9.5.1, TR-03110-3 A.2.1). */
const STANDARDISED_DOMAIN_PARAMETERS = "0.4.0.127.0.7.1.2";
/** dhpublicnumber (RFC 3279 §2.3.3). */
const DH_PUBLIC_NUMBER = "1.2.840.10046.2.1";
/** dhKeyAgreement (PKCS #3 §9). */
const PKCS3_KEY_AGREEMENT = "1.2.840.113549.1.3.1";

const MAX_NODES = 64;
/** No document has a longer prime; longer ones are refused before anything is computed with them. */
const MAX_DH_BITS = 4_096;

/**
 * Domain parameters of an AlgorithmIdentifier, as PACEDomainParameterInfo and ChipAuthenticationDomainParameterInfo carry
 * it: a standardised number, a named curve or explicit parameters of a curve or of a DH group (X9.42, PKCS #3). Explicit
 * curve parameters are compared whole with the known curves, and only an equal one is a domain; an explicit DH group
 * equal to a standardised one is that one.
 * @throws ChipidError `asn1.…` for what is no AlgorithmIdentifier, `crypto.algorithm` for one of something else or a reserved
 * number, `crypto.curve` for an unknown or forged curve, `crypto.key` for impossible DH parameters
 */
export function readDomainParameters(algorithmIdentifier: Uint8Array): DomainParameters {
  return domainOf(readAsn1(algorithmIdentifier, { mode: "ber", maxNodes: MAX_NODES }));
}

/** `readDomainParameters` of what is read already. */
export function domainOf(node: Asn1Node): DomainParameters {
  node.expect(TAG.sequence);
  const parameters = node.children[1];
  if (node.children.length !== 2 || parameters === undefined) {
    throw algorithmError("Domain parameters are missing from their AlgorithmIdentifier.");
  }
  switch (oid(node.child(0))) {
    case STANDARDISED_DOMAIN_PARAMETERS: {
      const domain = standardisedDomain(smallInteger(parameters));
      if (domain === undefined) throw algorithmError("The number of standardised domain parameters is reserved.");
      return domain;
    }
    case OID.ecPublicKey:
      return curveOf(parameters);
    case DH_PUBLIC_NUMBER:
      return dhGroup(parameters, true);
    case PKCS3_KEY_AGREEMENT:
      return dhGroup(parameters, false);
    default:
      throw algorithmError("An AlgorithmIdentifier names no key agreement this SDK knows.");
  }
}

function curveOf(parameters: Asn1Node): DomainParameters {
  if (parameters.tag === TAG.oid) {
    const named = curveByOid(oid(parameters));
    if (named === undefined) throw curveError("A key agreement names an unknown curve.");
    return curveDomain(named.name);
  }
  const domain = specifiedDomain(parameters.expect(TAG.sequence));
  if (typeof domain === "string") throw curveError("Explicit curve parameters are malformed or of an unknown curve.");
  const match = matchCurve(domain);
  if (match.kind === "known") return curveDomain(match.curve.name);
  throw curveError(
    match.kind === "forged"
      ? "Explicit curve parameters are those of a known curve with something changed."
      : "Explicit curve parameters are of an unknown curve.",
  );
}

/** X9.42 DomainParameters: p, g, q, … (RFC 3279 §2.3.3), or PKCS #3 DHParameter: p, g, privateValueLength. */
function dhGroup(parameters: Asn1Node, withOrder: boolean): DhGroup {
  parameters.expect(TAG.sequence);
  const p = integer(parameters.child(0));
  const g = integer(parameters.child(1));
  const q = withOrder ? integer(parameters.child(2)) : undefined;
  if (bitLength(p > 0n ? p : 0n) > MAX_DH_BITS || g < 2n || g >= p || (q !== undefined && (q < 2n || q >= p))) {
    throw new ChipidError("crypto.key", "DH domain parameters are out of bounds or contradict each other.");
  }
  for (const id of [0, 1, 2]) {
    const known = standardisedDomain(id);
    if (known?.family !== "dh" || known.p !== p || known.g !== g) continue;
    if (q === undefined || q === known.q) return known;
    throw new ChipidError("crypto.key", "A known DH group is given with another order.");
  }
  return { family: "dh", id: undefined, p, g, q };
}

function algorithmError(message: string): ChipidError {
  return new ChipidError("crypto.algorithm", message, { reference: "ICAO 9303-11 §9.5" });
}

function curveError(message: string): ChipidError {
  return new ChipidError("crypto.curve", message, { reference: "ICAO 9303-11 §9.5" });
}
