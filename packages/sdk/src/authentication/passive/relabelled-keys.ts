import { readAsn1 } from "../../asn1/node.js";
import { bitStringBytes, TAG } from "../../asn1/values.js";
import { KNOWN_CURVES } from "../../crypto/curves.js";
import { decodePoint } from "../../crypto/points.js";
import type { EcPublicKey } from "../../crypto/types.js";
import { isChipidError } from "../../errors/chipid-error.js";

/**
 * Keys that a SubjectPublicKeyInfo's point makes on the known curves it lies on, whatever curve it is labelled with
 * (T58). For a labelled second try only: an issuer that names the wrong curve is a deviation, not a fallback.
 */
export function relabelledKeys(spki: Uint8Array): readonly EcPublicKey[] {
  const octets = pointOf(spki);
  if (octets === undefined) return [];
  const keys: EcPublicKey[] = [];
  for (const { name, parameters } of KNOWN_CURVES) {
    try {
      const { x, y } = decodePoint(parameters, octets);
      keys.push({ kind: "ec", curve: name, parameters, encoding: "named", x, y });
    } catch (error) {
      if (!isChipidError(error)) throw error;
    }
  }
  return keys;
}

function pointOf(spki: Uint8Array): Uint8Array | undefined {
  try {
    return bitStringBytes(readAsn1(spki, { mode: "ber" }).expect(TAG.sequence).child(1));
  } catch (error) {
    if (isChipidError(error)) return undefined;
    throw error;
  }
}
