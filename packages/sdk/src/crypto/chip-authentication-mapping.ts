import { fromBigInt, toBigInt } from "../bytes/bytes.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import type { GroupElement, KeyAgreement } from "./key-agreement-types.js";
import { bitLength, modInverse } from "./modular.js";

// The chip authentication mapping of PACE (ICAO 9303-11 §4.4.3.3.3 and §4.4.3.5): ECDH only.

/**
 * Terminal's side: the chip proved that it has the private key to `staticKey`, since CA_IC · PK_IC is the ephemeral key it
 * sent for the mapping. False for anything else, data out of range too; never throws on what a chip sent.
 */
export function verifyMappingData(
  agreement: KeyAgreement,
  mappingData: Uint8Array,
  staticKey: GroupElement,
  mappingKey: GroupElement,
): boolean {
  const n = orderOf(agreement);
  // One byte more than the order needs is let pass, as of an INTEGER.
  if (mappingData.length === 0 || mappingData.length > Math.ceil(bitLength(n) / 8) + 1) return false;
  const scalar = toBigInt(mappingData);
  if (scalar < 1n || scalar >= n) return false;
  try {
    const product = agreement.multiply(scalar, staticKey);
    return (
      product.family === "ecdh" &&
      mappingKey.family === "ecdh" &&
      product.x === mappingKey.x &&
      product.y === mappingKey.y
    );
  } catch (error) {
    if (isChipidError(error)) return false;
    throw error;
  }
}

/**
 * Chip's side: CA_IC = SK_Map / SK_IC mod n, in as many bytes as n has.
 * @throws ChipidError `crypto.key` when the static key has no inverse
 */
export function makeMappingData(agreement: KeyAgreement, staticPrivate: bigint, mappingPrivate: bigint): Uint8Array {
  const n = orderOf(agreement);
  const inverse = modInverse(staticPrivate, n);
  if (inverse === undefined) throw new ChipidError("crypto.key", "A private key is out of range.");
  return fromBigInt((mappingPrivate * inverse) % n, Math.ceil(bitLength(n) / 8));
}

function orderOf({ domain }: KeyAgreement): bigint {
  if (domain.family !== "ecdh") {
    throw new ChipidError("crypto.algorithm", "The chip authentication mapping exists over curves only.");
  }
  return domain.curve.parameters.n;
}
