import { type Asn1Node, readAsn1 } from "../asn1/node.js";
import { OID } from "../asn1/oids.js";
import { bitStringBytes, integer, octetString, oid, smallInteger, TAG } from "../asn1/values.js";
import { toBigInt } from "../bytes/bytes.js";
import { curveByOid, type ExplicitParameters, KNOWN_CURVES, matchCurve } from "../crypto/curves.js";
import { bitLength } from "../crypto/modular.js";
import { type AffinePoint, decodePoint } from "../crypto/points.js";
import { isUsableRsaKey } from "../crypto/rsa.js";
import type { CurveParameters, RsaPublicKey } from "../crypto/types.js";
import { isChipidError } from "../errors/chipid-error.js";
import { readPssParameters } from "./algorithm.js";
import type { PublicKeyReading } from "./certificate-types.js";

/** brainpoolP512 and P-521 are the largest curves in the field; beyond this nothing is computed with. */
const MAX_FIELD_BITS = 640;

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

function rsa(type: string, key: Uint8Array, scheme: Pick<RsaPublicKey, "pss" | "pssOnly"> = {}): PublicKeyReading {
  const node = readAsn1(key, { mode: "ber", maxNodes: 8 }).expect(TAG.sequence);
  if (node.children.length !== 2) return { ok: false, why: "structure", oid: type };
  const modulus = integer(node.child(0));
  const exponent = integer(node.child(1));
  if (modulus < 1n || exponent < 1n) return { ok: false, why: "parameters", oid: type };
  const bits = bitLength(modulus);
  const rsaKey: RsaPublicKey = { kind: "rsa", modulus, exponent, bits, ...scheme };
  return isUsableRsaKey(rsaKey) ? { ok: true, key: rsaKey } : { ok: false, why: "parameters", oid: type };
}

function rsaPss(type: string, key: Uint8Array, parameters: Asn1Node | undefined): PublicKeyReading {
  const pss = parameters === undefined ? undefined : readPssParameters(parameters.raw);
  if (parameters !== undefined && pss === undefined) return { ok: false, why: "parameters", oid: type };
  return rsa(type, key, { pssOnly: true, ...(pss === undefined ? {} : { pss }) });
}

function ec(type: string, key: Uint8Array, parameters: Asn1Node | undefined): PublicKeyReading {
  if (parameters === undefined || parameters.tag === TAG.null) return { ok: false, why: "parameters", oid: type };
  if (parameters.tag === TAG.oid) {
    const named = curveByOid(oid(parameters));
    if (named === undefined) return { ok: false, why: "curve-unknown", oid: oid(parameters) };
    const point = pointOf(named.parameters, key);
    if (point === undefined) {
      // A point of another known curve is a wrong label, not a forged key (T58); a random point is on none of them.
      const other = key[0] === 4 && KNOWN_CURVES.some(({ parameters: known }) => pointOf(known, key) !== undefined);
      return { ok: false, why: other ? "curve-label" : "point", oid: oid(parameters) };
    }
    return {
      ok: true,
      key: { kind: "ec", curve: named.name, parameters: named.parameters, encoding: "named", ...point },
    };
  }
  const domain = specifiedDomain(parameters.expect(TAG.sequence));
  if (typeof domain === "string") return { ok: false, why: domain, oid: type };
  const match = matchCurve(domain);
  if (match.kind !== "known") {
    return { ok: false, why: match.kind === "forged" ? "curve-forged" : "curve-unknown", oid: type };
  }
  const { name, parameters: known } = match.curve;
  const point = pointOf(known, key);
  if (point === undefined) return { ok: false, why: "point", oid: type };
  return { ok: true, key: { kind: "ec", curve: name, parameters: known, encoding: "explicit", ...point } };
}

/** SpecifiedECDomain over a prime field (SEC 1 C.2, TR-03111 §5.1.1), or why it cannot be one. */
export function specifiedDomain(node: Asn1Node): ExplicitParameters | "parameters" | "curve-unknown" {
  const [version, field, curve, base, order, cofactor] = node.children;
  if (!version || !field || !curve || !base || !order) return "parameters";
  const versionNumber = smallInteger(version);
  if (versionNumber < 1 || versionNumber > 3) return "parameters";
  field.expect(TAG.sequence);
  if (field.children.length !== 2) return "parameters";
  if (oid(field.child(0)) !== OID.primeField) return "curve-unknown";
  const p = integer(field.child(1));
  const n = integer(order);
  if (p < 5n || n < 3n || bitLength(p) > MAX_FIELD_BITS || bitLength(n) > MAX_FIELD_BITS) return "parameters";
  // The cofactor and the hash behind it are optional.
  const h = cofactor?.tag === TAG.integer ? integer(cofactor) : undefined;
  curve.expect(TAG.sequence);
  const aBytes = octetString(curve.child(0));
  const bBytes = octetString(curve.child(1));
  if (aBytes.length > MAX_FIELD_BITS / 8 || bBytes.length > MAX_FIELD_BITS / 8) return "parameters";
  const point = generator(p, octetString(base));
  if (typeof point === "string") return point;
  return { p, a: toBigInt(aBytes), b: toBigInt(bBytes), gx: point.x, gy: point.y, n, h };
}

/**
 * The base point as written, on the curve or not: matchCurve compares it. A compressed one is decompressed on the known
 * curve that has this prime, so that no square root is ever taken modulo a number of the file's choice.
 */
function generator(p: bigint, octets: Uint8Array): AffinePoint | "parameters" | "curve-unknown" {
  const width = Math.ceil(bitLength(p) / 8);
  const form = octets[0];
  if (form === 4 && octets.length === 1 + 2 * width) {
    return { x: toBigInt(octets.subarray(1, 1 + width)), y: toBigInt(octets.subarray(1 + width)) };
  }
  if ((form !== 2 && form !== 3) || octets.length !== 1 + width) return "parameters";
  const x = toBigInt(octets.subarray(1));
  const sameField = KNOWN_CURVES.filter(({ parameters }) => parameters.p === p);
  if (sameField.length === 0) return "curve-unknown";
  for (const { parameters } of sameField) {
    const odd = (parameters.gy & 1n) === 1n;
    if (parameters.gx === x && odd === (form === 3)) return { x, y: parameters.gy };
  }
  // Not the generator of any curve over this prime; what y would be does not matter for the comparison.
  return { x, y: 0n };
}

function pointOf(curve: CurveParameters, octets: Uint8Array): AffinePoint | undefined {
  try {
    return decodePoint(curve, octets);
  } catch (error) {
    if (isChipidError(error)) return undefined;
    throw error;
  }
}
