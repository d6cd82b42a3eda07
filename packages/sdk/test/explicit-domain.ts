import { derInteger, derOctetString, derOid, sequence } from "../src/asn1/encode.js";
import { fromBigInt } from "../src/bytes/bytes.js";
import { encodePoint } from "../src/crypto/points.js";
import type { CurveParameters } from "../src/crypto/types.js";

/** AlgorithmIdentifier with the SpecifiedECDomain of a curve, with changes. */
export function explicitDomain(curve: CurveParameters, change: Partial<CurveParameters> = {}): Uint8Array {
  const { p, a, b, gx, gy, n, h } = { ...curve, ...change };
  const width = Math.ceil(curve.p.toString(16).length / 2);
  return sequence(
    derOid("1.2.840.10045.2.1"),
    sequence(
      derInteger(1),
      sequence(derOid("1.2.840.10045.1.1"), derInteger(p)),
      sequence(derOctetString(fromBigInt(a, width)), derOctetString(fromBigInt(b, width))),
      derOctetString(encodePoint(curve, { x: gx, y: gy })),
      derInteger(n),
      derInteger(h),
    ),
  );
}
