import { derBitString, sequence } from "../asn1/encode.js";
import { readAsn1 } from "../asn1/node.js";
import { OID } from "../asn1/oids.js";
import { integer, octetString, oid, smallInteger, TAG } from "../asn1/values.js";
import { curveByOid } from "../crypto/curves.js";
import {
  curveDomain,
  type DhGroup,
  type DomainParameters,
  STANDARDISED_DOMAIN_IDS,
  sameDomain,
  standardisedDomain,
} from "../crypto/domain-parameters.js";
import { bitLength } from "../crypto/modular.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import { readPublicKey } from "../pki/spki.js";

/** standardizedDomainParameters (TR-03110-3 A.2.1.1). */
const STANDARDISED = "0.4.0.127.0.7.1.2";
/** dhpublicnumber of X9.42 (RFC 3279 §2.3.3), dhKeyAgreement of PKCS #3. */
const DH_PUBLIC_NUMBER = "1.2.840.10046.2.1";
const DH_KEY_AGREEMENT = "1.2.840.113549.1.3.1";
/** Longer primes are refused before anything is computed with them. */
const MAX_DH_BITS = 4096;
const REFERENCE = "ICAO 9303-11 §9.5";

/**
 * Domain parameters of an AlgorithmIdentifier as PACEDomainParameterInfo and chip authentication keys carry it: a
 * standardised number, a named curve, explicit parameters of a known curve (compared whole), or an explicit DH group.
 * @param algorithm AlgorithmIdentifier, BER
 * @throws ChipidError `access.parameters` for anything else
 */
export function readDomainParameters(algorithm: Uint8Array): DomainParameters {
  try {
    const node = readAsn1(algorithm, { mode: "ber", maxNodes: 64 }).expect(TAG.sequence);
    const parameters = node.child(1);
    switch (oid(node.child(0))) {
      case STANDARDISED: {
        const domain = standardisedDomain(smallInteger(parameters));
        if (domain !== undefined) return domain;
        break;
      }
      case OID.ecPublicKey: {
        if (parameters.tag === TAG.oid) {
          const curve = curveByOid(oid(parameters));
          if (curve !== undefined) return curveDomain(curve.name);
          break;
        }
        // The generator is a point of its curve: as a public key it has the parameters read by the one reader of those.
        const generator = octetString(parameters.expect(TAG.sequence).child(3));
        const reading = readPublicKey(sequence(node.raw, derBitString(generator)));
        if (reading.ok && reading.key.kind === "ec" && reading.key.curve !== undefined) {
          return curveDomain(reading.key.curve);
        }
        break;
      }
      case DH_PUBLIC_NUMBER: {
        parameters.expect(TAG.sequence);
        return dhGroup(integer(parameters.child(0)), integer(parameters.child(1)), integer(parameters.child(2)));
      }
      case DH_KEY_AGREEMENT: {
        parameters.expect(TAG.sequence);
        return dhGroup(integer(parameters.child(0)), integer(parameters.child(1)), undefined);
      }
    }
  } catch (cause) {
    if (!isChipidError(cause) || cause.code === "access.parameters") throw cause;
    throw new ChipidError("access.parameters", "Domain parameters of the chip are malformed.", {
      cause,
      reference: REFERENCE,
    });
  }
  throw new ChipidError("access.parameters", "Domain parameters of the chip are not known.", { reference: REFERENCE });
}

function dhGroup(p: bigint, g: bigint, q: bigint | undefined): DhGroup {
  if (p < 5n || g < 2n || g >= p || bitLength(p) > MAX_DH_BITS || (q !== undefined && (q < 2n || q >= p))) {
    throw new ChipidError("access.parameters", "DH domain parameters of the chip are out of bounds.", {
      reference: REFERENCE,
    });
  }
  const explicit: DhGroup = { family: "dh", id: undefined, p, g, q };
  for (const id of STANDARDISED_DOMAIN_IDS) {
    const known = standardisedDomain(id);
    // The same group by number: its order is known then, whatever the chip leaves out or claims.
    if (known?.family === "dh" && sameDomain(known, explicit)) return known;
  }
  return explicit;
}
