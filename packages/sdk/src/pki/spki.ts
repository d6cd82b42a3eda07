import { type Asn1Node, readAsn1 } from "../asn1/node.js";
import { OID } from "../asn1/oids.js";
import { bitStringBytes, integer, octetString, oid, smallInteger, TAG } from "../asn1/values.js";
import { toBigInt } from "../bytes/bytes.js";
import { curveByOid, curveParameters, decodePoint, matchCurve } from "../crypto/curves.js";
import type { CurveParameters, RsaPublicKey } from "../crypto/types.js";
import { isChipidError } from "../errors/chipid-error.js";
import { readPssParameters } from "./algorithm.js";
import type { PublicKeyReading } from "./certificate-types.js";

/** brainpoolP512 and P-521 are the largest curves in the field; beyond this nothing is computed with. */
const MAX_FIELD_BITS = 640;
const MAX_RSA_BITS = 16_384;
const MAX_EXPONENT_BITS = 256;

/**
 * Reads a SubjectPublicKeyInfo: RSA (RFC 3279 §2.3.1), RSASSA-PSS with its restrictions (RFC 4055 §1.2), EC with a
 * named curve or explicit parameters (RFC 5480 §2.1, TR-03111 §5.1, ICAO 9303-12 §4.4). Explicit parameters are
 * compared whole with the known curves: only an equal one is a key. Curves inherited from the issuer
 * (implicitCurve) are refused. Never throws.
 */
export function readPublicKey(spki: Uint8Array): PublicKeyReading {
  let type = "";
  try {
    const node = readAsn1(spki, { mode: "ber", maxNodes: 256 }).expect(TAG.sequence);
    const algorithm = node.child(0).expect(TAG.sequence);
    type = oid(algorithm.child(0));
    const parameters = algorithm.children[1];
    if (node.children.length !== 2 || algorithm.children.length > 2) return { ok: false, why: "structure", oid: type };
    const key = bitStringBytes(node.child(1));
    switch (type) {
      case OID.rsaEncryption:
        return rsa(type, key);
      case OID.rsassaPss:
        return rsaPss(type, key, parameters);
      case OID.ecPublicKey:
        return ec(type, key, parameters);
      default:
        return { ok: false, why: "algorithm", oid: type };
    }
  } catch (error) {
    if (isChipidError(error)) return { ok: false, why: "structure", oid: type };
    throw error;
  }
}

function rsa(type: string, key: Uint8Array, pss?: RsaPublicKey["pss"]): PublicKeyReading {
  const node = readAsn1(key, { mode: "ber", maxNodes: 8 }).expect(TAG.sequence);
  if (node.children.length !== 2) return { ok: false, why: "structure", oid: type };
  const modulus = integer(node.child(0));
  const exponent = integer(node.child(1));
  const bits = bitLength(modulus);
  const usable =
    modulus > 0n && modulus % 2n === 1n && bits >= 512 && bits <= MAX_RSA_BITS && exponent > 1n && exponent % 2n === 1n;
  if (!usable || bitLength(exponent) > MAX_EXPONENT_BITS) return { ok: false, why: "parameters", oid: type };
  return { ok: true, key: { kind: "rsa", modulus, exponent, bits, ...(pss === undefined ? {} : { pss }) } };
}

function rsaPss(type: string, key: Uint8Array, parameters: Asn1Node | undefined): PublicKeyReading {
  const pss = parameters === undefined ? undefined : readPssParameters(parameters.raw);
  if (parameters !== undefined && pss === undefined) return { ok: false, why: "parameters", oid: type };
  return rsa(type, key, pss);
}

function ec(type: string, key: Uint8Array, parameters: Asn1Node | undefined): PublicKeyReading {
  if (parameters === undefined || parameters.tag === TAG.null) return { ok: false, why: "parameters", oid: type };
  if (parameters.tag === TAG.oid) {
    const curve = curveByOid(oid(parameters));
    if (curve === undefined) return { ok: false, why: "curve-unknown", oid: oid(parameters) };
    const known = curveParameters(curve);
    const point = decodePoint(known, key);
    if (point === undefined) return { ok: false, why: "point", oid: type };
    return { ok: true, key: { kind: "ec", curve, parameters: known, encoding: "named", ...point } };
  }
  const domain = specifiedDomain(parameters.expect(TAG.sequence));
  if (domain === undefined) return { ok: false, why: "parameters", oid: type };
  const match = matchCurve(domain);
  if (match.kind !== "known") {
    return { ok: false, why: match.kind === "forged" ? "curve-forged" : "curve-unknown", oid: type };
  }
  const point = decodePoint(domain, key);
  if (point === undefined) return { ok: false, why: "point", oid: type };
  return { ok: true, key: { kind: "ec", curve: match.curve, parameters: domain, encoding: "explicit", ...point } };
}

/** SpecifiedECDomain over a prime field (X9.62, TR-03111 §5.1.1); undefined when it is something else or too large. */
function specifiedDomain(node: Asn1Node): CurveParameters | undefined {
  const [version, field, curve, base, order, cofactor] = node.children;
  if (!version || !field || !curve || !base || !order) return undefined;
  const versionNumber = smallInteger(version);
  if (versionNumber < 1 || versionNumber > 3) return undefined;
  field.expect(TAG.sequence);
  if (field.children.length !== 2 || oid(field.child(0)) !== OID.primeField) return undefined;
  const p = integer(field.child(1));
  const n = integer(order);
  if (p < 5n || p % 2n === 0n || n < 3n || bitLength(p) > MAX_FIELD_BITS || bitLength(n) > MAX_FIELD_BITS) {
    return undefined;
  }
  curve.expect(TAG.sequence);
  const a = toBigInt(octetString(curve.child(0)));
  const b = toBigInt(octetString(curve.child(1)));
  if (a >= p || b >= p) return undefined;
  // cofactor and hash are optional; both forms end the sequence
  const h = cofactor?.tag === TAG.integer ? integer(cofactor) : 1n;
  if (h < 1n) return undefined;
  const point = decodePoint({ p, a, b, gx: 0n, gy: 0n, n, h }, octetString(base));
  if (point === undefined) return undefined;
  return { p, a, b, gx: point.x, gy: point.y, n, h };
}

function bitLength(value: bigint): number {
  return value <= 0n ? 0 : value.toString(2).length;
}
