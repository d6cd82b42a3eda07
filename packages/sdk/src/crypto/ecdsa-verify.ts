import { toBigInt } from "../bytes/bytes.js";
import type { EcdsaPair } from "./ecdsa-signature.js";
import { JacobianArithmetic, type JacobianPoint } from "./jacobian.js";
import { bitLength, modInverse } from "./modular.js";
import type { AffinePoint } from "./points.js";
import type { CurveParameters } from "./types.js";

// ECDSA verification over a curve of prime order: u1·G + u2·Q in Jacobian coordinates with both scalars in width-w NAF on
// one chain of doublings (Hankerson, Menezes, Vanstone: Guide to Elliptic Curve Cryptography, algorithms 3.35 and 3.51). It branches on its operands,
// so it is for public data only; signing does not use it.

const KEY_WIDTH = 5;
const GENERATOR_WIDTH = 7;

/** Verifies signatures over one curve; its only state is a table of multiples of the generator. */
export class EcdsaVerifier {
  private readonly generator: readonly JacobianPoint[];
  private readonly multiples: readonly JacobianPoint[];
  private readonly negated: JacobianPoint;
  private readonly sum: JacobianPoint;

  /**
   * @param curve must be a known one: primality, generator and order are taken as they are
   * @param arithmetic of that curve, for nobody else
   */
  constructor(
    private readonly curve: CurveParameters,
    private readonly arithmetic = new JacobianArithmetic(curve),
  ) {
    this.generator = arithmetic.newAffines(1 << (GENERATOR_WIDTH - 2));
    this.multiples = arithmetic.newAffines(1 << (KEY_WIDTH - 2));
    this.negated = arithmetic.newAffine();
    this.sum = arithmetic.newPoint();
    this.fill(this.generator, { x: curve.gx, y: curve.gy });
  }

  /**
   * FIPS 186-5 §6.4.2 steps 3 to 8: `pair` in 1 … n − 1, the public key on the curve, `digest` of any length, of which
   * the leftmost bits count.
   */
  verify({ r, s }: EcdsaPair, digest: Uint8Array, key: AffinePoint): boolean {
    const { p, n } = this.curve;
    const surplus = 8 * digest.length - bitLength(n);
    const e = surplus > 0 ? toBigInt(digest) >> BigInt(surplus) : toBigInt(digest);
    const inverse = modInverse(s, n);
    if (inverse === undefined) return false;
    this.addUp((e * inverse) % n, key, (r * inverse) % n);
    // x mod n = r says x = r or, as x < p < 2n, x = r + n.
    return this.arithmetic.hasX(this.sum, r) || (r + n < p && this.arithmetic.hasX(this.sum, r + n));
  }

  /** u1·G + u2·Q. */
  private addUp(u1: bigint, q: AffinePoint, u2: bigint): void {
    const { arithmetic, sum } = this;
    this.fill(this.multiples, q);
    const digits1 = nonAdjacentForm(u1, GENERATOR_WIDTH);
    const digits2 = nonAdjacentForm(u2, KEY_WIDTH);
    arithmetic.setInfinity(sum);
    for (let i = Math.max(digits1.length, digits2.length) - 1; i >= 0; i--) {
      arithmetic.double(sum, sum);
      this.addMultiple(this.generator, digits1[i] ?? 0);
      this.addMultiple(this.multiples, digits2[i] ?? 0);
    }
  }

  /** Odd multiples for the digits of a width. */
  private fill(multiples: readonly JacobianPoint[], point: AffinePoint): void {
    this.arithmetic.load(this.sum, point);
    this.arithmetic.affineOddMultiples(multiples, this.sum);
  }

  private addMultiple(odd: readonly JacobianPoint[], digit: number): void {
    if (digit === 0) return;
    const { arithmetic, sum, negated } = this;
    const point = odd[(Math.abs(digit) - 1) / 2];
    if (point === undefined) throw new RangeError("a digit outside the table");
    if (digit < 0) arithmetic.negate(negated, point);
    arithmetic.add(sum, sum, digit < 0 ? negated : point);
  }
}

/** Width-w NAF, least significant digit first: each digit 0 or odd and below 2^(w − 1) in absolute value. */
function nonAdjacentForm(scalar: bigint, width: number): number[] {
  const digits: number[] = [];
  const size = 1 << width;
  // Bits are read from text: shifting the whole number for each of them would be quadratic.
  const bits = scalar.toString(2);
  let carry = 0;
  for (let i = 0; i < bits.length || carry !== 0; ) {
    const bit = (bits.charCodeAt(bits.length - 1 - i) & 1) + carry;
    if (i >= bits.length ? carry === 0 : bit !== 1) {
      digits[i++] = 0;
      continue;
    }
    let window = carry;
    for (let j = 0; j < width && i + j < bits.length; j++) {
      window += (bits.charCodeAt(bits.length - 1 - i - j) & 1) << j;
    }
    carry = window >= size / 2 ? 1 : 0;
    digits[i] = carry === 1 ? window - size : window;
    for (let j = 1; j < width; j++) digits[i + j] = 0;
    i += width;
  }
  return digits;
}
