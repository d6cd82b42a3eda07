import { decodeOid } from "../../asn1/values.js";
import { toBigInt } from "../../bytes/bytes.js";
import { curveByName, type ExplicitParameters, matchCurve } from "../../crypto/curves.js";
import { hashLength } from "../../crypto/digest.js";
import { bitLength } from "../../crypto/modular.js";
import { decodePoint } from "../../crypto/points.js";
import { isUsableRsaKey } from "../../crypto/rsa.js";
import type { CurveName, HashName, PublicKey, RsaPublicKey, SignatureAlgorithm } from "../../crypto/types.js";
import { ChipidError, isChipidError } from "../../errors/chipid-error.js";
import { findTlv, readTlvs, type Tlv } from "../../tlv/tlv.js";

// Public keys of card verifiable certificates (TR-03110-3 C.3.3 and D.3).

const ID_TA = "0.4.0.127.0.7.2.2.2";
const REFERENCE = "TR-03110-3 D.3";
/** P-521 is the largest curve, 4096 bits the longest modulus in use. */
const MAX_FIELD_BYTES = 66;
const MAX_MODULUS_BYTES = 1024;

const RSA: Readonly<Record<string, readonly ["rsa-pkcs1" | "rsa-pss", HashName]>> = {
  "1.1": ["rsa-pkcs1", "sha-1"],
  "1.2": ["rsa-pkcs1", "sha-256"],
  "1.3": ["rsa-pss", "sha-1"],
  "1.4": ["rsa-pss", "sha-256"],
  "1.5": ["rsa-pkcs1", "sha-512"],
  "1.6": ["rsa-pss", "sha-512"],
};
const ECDSA: Readonly<Record<string, HashName>> = {
  "2.1": "sha-1",
  "2.2": "sha-224",
  "2.3": "sha-256",
  "2.4": "sha-384",
  "2.5": "sha-512",
};

interface CvKey {
  /** id-TA-…, dotted. */
  readonly oid: string;
  /** How this key signs. ECDSA signatures are r‖s. */
  readonly algorithm: SignatureAlgorithm;
}

/** The key of a certificate as it stands there; an EC key may leave its curve to the certificates above it. */
export type CvPublicKey =
  | (CvKey & { readonly kind: "rsa"; readonly key: RsaPublicKey })
  | (CvKey & {
      readonly kind: "ec";
      /** Of a CVCA: domain parameters written out. */
      readonly domain: ExplicitParameters | undefined;
      /** ECPoint octets. */
      readonly point: Uint8Array;
    })
  /** An algorithm that is not known here. */
  | { readonly kind: "other"; readonly oid: string };

/** How a key of this OID signs (TR-03110-3 A.6.3.1, A.6.4.1), or undefined for an unknown one. */
export function terminalAlgorithm(oid: string): SignatureAlgorithm | undefined {
  if (!oid.startsWith(`${ID_TA}.`)) return undefined;
  const arcs = oid.slice(ID_TA.length + 1);
  const ecdsa = Object.hasOwn(ECDSA, arcs) ? ECDSA[arcs] : undefined;
  if (ecdsa !== undefined) return { kind: "ecdsa", hash: ecdsa, encoding: "plain" };
  const rsa = Object.hasOwn(RSA, arcs) ? RSA[arcs] : undefined;
  if (rsa === undefined) return undefined;
  const [kind, hash] = rsa;
  // One hash function throughout, and a salt of its length (TR-03110-3 A.6.3).
  return kind === "rsa-pkcs1" ? { kind, hash } : { kind, hash, mgfHash: hash, saltLength: hashLength(hash) };
}

/**
 * Content of DO'7F49' in a certificate.
 * @throws ChipidError `cvc.structure` for missing, repeated or oversized elements; `tlv.*`, `asn1.oid`
 */
export function readCvPublicKey(content: Uint8Array): CvPublicKey {
  const members = readTlvs(content, { maxDepth: 1, maxLength: 4096, maxCount: 16 });
  const [first] = members;
  if (first?.tag !== 0x06) throw structure("A CV certificate's public key does not begin with its OID.");
  const oid = decodeOid(first.value);
  const algorithm = terminalAlgorithm(oid);
  if (algorithm === undefined) return { kind: "other", oid };
  if (algorithm.kind !== "ecdsa") {
    const modulus = toBigInt(required(members, 0x81, MAX_MODULUS_BYTES));
    const exponent = toBigInt(required(members, 0x82, MAX_MODULUS_BYTES));
    const key: RsaPublicKey = { kind: "rsa", modulus, exponent, bits: bitLength(modulus) };
    if (!isUsableRsaKey(key)) throw structure("A CV certificate's RSA key is out of bounds.");
    return { kind: "rsa", oid, algorithm, key };
  }
  const point = required(members, 0x86, 1 + 2 * MAX_FIELD_BYTES);
  // Conditional: all of them in the certificate of a CVCA, none in others.
  const domain = findTlv(members, 0x81) === undefined ? undefined : readDomain(members);
  return { kind: "ec", oid, algorithm, domain, point };
}

export type CvKeyReading =
  | { readonly ok: true; readonly key: PublicKey; readonly curve: CurveName | undefined }
  /** `curve`: none is written out and none inherited, or it is no known one; `point`: not on the curve. */
  | { readonly ok: false; readonly why: "algorithm" | "curve" | "point" };

/** The key to compute with. `inherited`: the curve of the certificates above (TR-03110-3 C.3.3). Never throws. */
export function resolveCvKey(publicKey: CvPublicKey, inherited?: CurveName): CvKeyReading {
  if (publicKey.kind === "other") return { ok: false, why: "algorithm" };
  if (publicKey.kind === "rsa") return { ok: true, key: publicKey.key, curve: inherited };
  const match = publicKey.domain === undefined ? undefined : matchCurve(publicKey.domain);
  const name = match === undefined ? inherited : match.kind === "known" ? match.curve.name : undefined;
  if (name === undefined) return { ok: false, why: "curve" };
  const { parameters } = curveByName(name);
  try {
    const { x, y } = decodePoint(parameters, publicKey.point);
    const encoding = match === undefined ? "named" : "explicit";
    return { ok: true, key: { kind: "ec", curve: name, parameters, encoding, x, y }, curve: name };
  } catch (error) {
    if (isChipidError(error)) return { ok: false, why: "point" };
    throw error;
  }
}

function readDomain(members: readonly Tlv[]): ExplicitParameters {
  const number = (tag: number): bigint => toBigInt(required(members, tag, MAX_FIELD_BYTES));
  const generator = required(members, 0x84, 1 + 2 * MAX_FIELD_BYTES);
  const width = (generator.length - 1) / 2;
  if (generator[0] !== 4 || !Number.isInteger(width)) {
    throw structure("The generator of a CV certificate's curve is not an uncompressed point.");
  }
  return {
    p: number(0x81),
    a: number(0x82),
    b: number(0x83),
    gx: toBigInt(generator.subarray(1, 1 + width)),
    gy: toBigInt(generator.subarray(1 + width)),
    n: number(0x85),
    h: findTlv(members, 0x87) === undefined ? undefined : number(0x87),
  };
}

function required(members: readonly Tlv[], tag: number, most: number): Uint8Array {
  const [found, again] = members.filter((member) => member.tag === tag);
  if (found === undefined || again !== undefined || found.value.length === 0 || found.value.length > most) {
    throw structure("A CV certificate's public key has an element missing, twice or too long.");
  }
  return found.value;
}

function structure(message: string): ChipidError {
  return new ChipidError("cvc.structure", message, { reference: REFERENCE });
}
