import { concat, fromBigInt, toBigInt } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";
import { bitLength, mod, modSqrt } from "./modular.js";
import type { CurveParameters } from "./types.js";

/** An affine point; the point at infinity has no such form. */
export interface AffinePoint {
  readonly x: bigint;
  readonly y: bigint;
}

/**
 * Coordinates are field elements and satisfy the curve equation (SEC 1 §3.2.2.1 steps 2 and 3). On the known curves,
 * whose cofactor is 1, such a point is in the group of the generator, so this is the whole validation.
 */
export function isOnCurve(curve: CurveParameters, { x, y }: AffinePoint): boolean {
  const { p, a, b } = curve;
  if (x < 0n || y < 0n || x >= p || y >= p) return false;
  return (y * y) % p === mod((x * x + a) * x + b, p);
}

/**
 * ECPoint octets (SEC 1 §2.3.4): uncompressed `04‖x‖y` or compressed `02|03‖x`. The point at infinity (`00`) and the
 * hybrid forms (`06`, `07`; barred by RFC 5480 §2.2) are refused.
 * @throws ChipidError `crypto.key`
 */
export function decodePoint(curve: CurveParameters, octets: Uint8Array): AffinePoint {
  const width = Math.ceil(bitLength(curve.p) / 8);
  const form = octets[0];
  if (form === 4 && octets.length === 1 + 2 * width) {
    const point = { x: toBigInt(octets.subarray(1, 1 + width)), y: toBigInt(octets.subarray(1 + width)) };
    if (!isOnCurve(curve, point)) throw pointError("A public key point is not on its curve.");
    return point;
  }
  if ((form === 2 || form === 3) && octets.length === 1 + width) {
    const x = toBigInt(octets.subarray(1));
    const root = x < curve.p ? modSqrt((x * x + curve.a) * x + curve.b, curve.p) : undefined;
    if (root === undefined) throw pointError("A compressed public key point is not on its curve.");
    const odd = form === 3;
    const point = { x, y: ((root & 1n) === 1n) === odd ? root : curve.p - root };
    if (!isOnCurve(curve, point)) throw pointError("A compressed public key point is not on its curve.");
    return point;
  }
  if (form === 0 && octets.length === 1) throw pointError("A public key is the point at infinity.");
  throw pointError("A public key point has the wrong form or length for its curve.");
}

/** Uncompressed octets `04‖x‖y` of fixed width, or `02|03‖x` when `compressed` (SEC 1 §2.3.3). */
export function encodePoint(curve: CurveParameters, { x, y }: AffinePoint, compressed = false): Uint8Array {
  const width = Math.ceil(bitLength(curve.p) / 8);
  if (compressed) return concat(Uint8Array.of((y & 1n) === 1n ? 3 : 2), fromBigInt(x, width));
  return concat(Uint8Array.of(4), fromBigInt(x, width), fromBigInt(y, width));
}

function pointError(message: string): ChipidError {
  return new ChipidError("crypto.key", message, { reference: "SEC 1 §2.3.4" });
}
