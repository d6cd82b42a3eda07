import { readAsn1 } from "../asn1/node.js";
import { bitStringBytes, integer, TAG } from "../asn1/values.js";
import { fromBigInt } from "../bytes/bytes.js";
import type { DomainParameters } from "../crypto/domain-parameters.js";
import { ChipidError } from "../errors/chipid-error.js";
import { domainOf } from "./domain-parameters.js";

const MAX_NODES = 64;

/** A static key of Chip Authentication. */
export interface KeyAgreementKey {
  readonly domain: DomainParameters;
  /** The public key for `KeyAgreement.decode`, which validates it: an ECPoint, or an unsigned integer. */
  readonly publicKey: Uint8Array;
}

/**
 * The key of a ChipAuthenticationPublicKeyInfo (ICAO 9303-11 §9.2.6): a SubjectPublicKeyInfo over any of the domain
 * parameters that `readDomainParameters` takes. The key itself is not looked at here.
 * @throws ChipidError as `readDomainParameters`
 */
export function readKeyAgreementKey(spki: Uint8Array): KeyAgreementKey {
  const node = readAsn1(spki, { mode: "ber", maxNodes: MAX_NODES }).expect(TAG.sequence);
  if (node.children.length !== 2)
    throw new ChipidError("crypto.algorithm", "A key agreement key is malformed.", {
      reference: "ICAO 9303-11 §9.2.6",
    });
  const domain = domainOf(node.child(0));
  const key = bitStringBytes(node.child(1));
  if (domain.family === "ecdh") return { domain, publicKey: key };
  const value = integer(readAsn1(key, { mode: "ber", maxNodes: 1 }));
  if (value < 0n) throw new ChipidError("crypto.key", "A DH public key is negative.");
  return { domain, publicKey: fromBigInt(value) };
}
