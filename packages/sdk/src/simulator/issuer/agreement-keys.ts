import { derBitString, derInteger, sequence } from "../../asn1/encode.js";
import { toBigInt, utf8 } from "../../bytes/bytes.js";
import { digest } from "../../crypto/digest.js";
import type { DhGroup, DomainParameters } from "../../crypto/domain-parameters.js";
import { createPureKeyAgreements } from "../../crypto/key-agreement.js";
import { algorithmIdentifier } from "./algorithms.js";
import { ecKey, publicKeyInfo } from "./keys.js";

/** A static key pair of Chip Authentication or PACE-CAM. */
export interface AgreementPrivateKey {
  readonly domain: DomainParameters;
  /** 1 … order − 1. */
  readonly secret: bigint;
}

/** standardizedDomainParameters (TR-03110-3 A.2.1.1) and dhpublicnumber (RFC 3279 §2.3.3). */
const STANDARDISED = "0.4.0.127.0.7.1.2";
const DH_PUBLIC_NUMBER = "1.2.840.10046.2.1";

const agreements = createPureKeyAgreements();

/** Key whose private half is derived from a label: the same label always gives the same key. For tests only. */
export function agreementKey(label: string, domain: DomainParameters): AgreementPrivateKey {
  if (domain.family === "ecdh") return { domain, secret: ecKey(label, domain.curve.name).d };
  if (domain.q === undefined) throw new RangeError("A test key needs a DH group of known order.");
  const wide = toBigInt(digest("sha-512", utf8(`chipid test key dh ${domain.p.toString(16)} ${label}`)));
  return { domain, secret: (wide % (domain.q - 1n)) + 1n };
}

/** SubjectPublicKeyInfo with its own parameters, as in DG14: a named curve, or X9.42 parameters. */
export function agreementKeyInfo(key: AgreementPrivateKey): Uint8Array {
  const { domain, secret } = key;
  if (domain.family === "ecdh") return publicKeyInfo({ kind: "ec", curve: domain.curve.name, d: secret });
  return sequence(algorithmIdentifier(DH_PUBLIC_NUMBER, dhParameters(domain)), publicKeyBits(key));
}

/** SubjectPublicKeyInfo with the number of standardised domain parameters, as in EF.CardSecurity. */
export function standardisedKeyInfo(key: AgreementPrivateKey): Uint8Array {
  const { id } = key.domain;
  if (id === undefined) throw new RangeError("The domain parameters have no number.");
  return sequence(algorithmIdentifier(STANDARDISED, derInteger(id)), publicKeyBits(key));
}

/** Public key: the point, or the INTEGER y of RFC 3279 §2.3.3. */
function publicKeyBits({ domain, secret }: AgreementPrivateKey): Uint8Array {
  const agreement = agreements(domain);
  const octets = agreement.encode(agreement.publicKey(secret));
  return derBitString(domain.family === "ecdh" ? octets : derInteger(toBigInt(octets)));
}

function dhParameters({ p, g, q }: DhGroup): Uint8Array {
  return sequence(derInteger(p), derInteger(g), ...(q === undefined ? [] : [derInteger(q)]));
}
