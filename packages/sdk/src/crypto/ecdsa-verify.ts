import { toBigInt } from "../bytes/bytes.js";
import type { EcdsaPair } from "./ecdsa-signature.js";
import { bitLength, mod, modInverse } from "./modular.js";
import type { AffinePoint } from "./points.js";
import type { CurveParameters } from "./types.js";

// ECDSA verification over a curve of prime order: u1·G + u2·Q in Jacobian coordinates with both scalars in width-w NAF on
// one chain of doublings (Hankerson, Menezes, Vanstone: Guide to Elliptic Curve Cryptography, algorithms 3.35 and 3.51). It branches on its operands,
// so it is for public data only; signing does not use it.

/** (X / Z², Y / Z³); Z = 0 is the point at infinity. Coordinates are any representatives mod p. */
interface JacobianPoint {
  readonly x: bigint;
  readonly y: bigint;
  readonly z: bigint;
}

const INFINITY: JacobianPoint = { x: 1n, y: 1n, z: 0n };
const KEY_WIDTH = 5;
const GENERATOR_WIDTH = 7;

/** Verifies signatures over one curve; its only state is a table of multiples of the generator. */
export class EcdsaVerifier {
  private readonly p: bigint;
  private readonly a: bigint;
  private readonly n: bigint;
  private readonly minusThree: boolean;
  private readonly generator: readonly JacobianPoint[];
  private readonly reduce: (value: bigint) => bigint;

  /** @param curve must be a known one: primality, generator and order are taken as they are. */
  constructor(curve: CurveParameters) {
    const { p, a, n, gx, gy } = curve;
    this.p = p;
    this.a = a;
    this.n = n;
    this.minusThree = a === p - 3n;
    this.reduce = reduction(p);
    this.generator = this.affine(this.oddMultiples({ x: gx, y: gy, z: 1n }, 1 << (GENERATOR_WIDTH - 2)));
  }

  /**
   * FIPS 186-5 §6.4.2 steps 3 to 8: `pair` in 1 … n − 1, the public key on the curve, `digest` of any length, of which
   * the leftmost bits count.
   */
  verify({ r, s }: EcdsaPair, digest: Uint8Array, key: AffinePoint): boolean {
    const { p, n } = this;
    const surplus = 8 * digest.length - bitLength(n);
    const e = surplus > 0 ? toBigInt(digest) >> BigInt(surplus) : toBigInt(digest);
    const inverse = modInverse(s, n);
    if (inverse === undefined) return false;
    const sum = this.sum((e * inverse) % n, { ...key, z: 1n }, (r * inverse) % n);
    const zz = (sum.z * sum.z) % p;
    if (zz === 0n) return false;
    // x mod n = r says x = r or, as x < p < 2n, x = r + n; both without dividing by Z².
    const x = mod(sum.x, p);
    return x === (r * zz) % p || (r + n < p && x === ((r + n) * zz) % p);
  }

  /** u1·G + u2·Q. */
  private sum(u1: bigint, q: JacobianPoint, u2: bigint): JacobianPoint {
    const multiples = this.oddMultiples(q, 1 << (KEY_WIDTH - 2));
    const digits1 = nonAdjacentForm(u1, GENERATOR_WIDTH);
    const digits2 = nonAdjacentForm(u2, KEY_WIDTH);
    let sum = INFINITY;
    for (let i = Math.max(digits1.length, digits2.length) - 1; i >= 0; i--) {
      sum = this.double(sum);
      sum = this.addMultiple(sum, this.generator, digits1[i] ?? 0);
      sum = this.addMultiple(sum, multiples, digits2[i] ?? 0);
    }
    return sum;
  }

  private addMultiple(sum: JacobianPoint, odd: readonly JacobianPoint[], digit: number): JacobianPoint {
    if (digit === 0) return sum;
    const point = odd[(Math.abs(digit) - 1) / 2] ?? INFINITY;
    return this.add(sum, digit > 0 ? point : { x: point.x, y: -point.y, z: point.z });
  }

  private double({ x, y, z }: JacobianPoint): JacobianPoint {
    if (z === 0n) return INFINITY;
    const { reduce } = this;
    const yy = reduce(y * y);
    const zz = reduce(z * z);
    const s = 4n * reduce(x * yy);
    const m = this.minusThree
      ? 3n * reduce((x - zz) * (x + zz))
      : 3n * reduce(x * x) + reduce(this.a * reduce(zz * zz));
    const x3 = reduce(m * m) - 2n * s;
    return { x: x3, y: reduce(m * (s - x3)) - 8n * reduce(yy * yy), z: 2n * reduce(y * z) };
  }

  private add(left: JacobianPoint, right: JacobianPoint): JacobianPoint {
    if (left.z === 0n) return right;
    if (right.z === 0n) return left;
    const { reduce } = this;
    const zz1 = reduce(left.z * left.z);
    const affine = right.z === 1n;
    const zz2 = affine ? 1n : reduce(right.z * right.z);
    const u1 = affine ? left.x : reduce(left.x * zz2);
    const s1 = affine ? left.y : reduce(left.y * reduce(zz2 * right.z));
    const h = reduce(right.x * zz1) - u1;
    const r = reduce(right.y * reduce(zz1 * left.z)) - s1;
    if (h % this.p === 0n) return r % this.p === 0n ? this.double(left) : INFINITY;
    const hh = reduce(h * h);
    const hhh = reduce(h * hh);
    const v = reduce(u1 * hh);
    const x3 = reduce(r * r) - hhh - 2n * v;
    const zz = affine ? left.z : reduce(left.z * right.z);
    return { x: x3, y: reduce(r * (v - x3)) - reduce(s1 * hhh), z: reduce(zz * h) };
  }

  /** P, 3P, 5P … */
  private oddMultiples(point: JacobianPoint, count: number): JacobianPoint[] {
    const twice = this.double(point);
    const multiples = [point];
    for (let last = point; multiples.length < count; multiples.push(last)) last = this.add(last, twice);
    return multiples;
  }

  /** The same points with Z = 1, by one inversion for all (algorithm 2.26); none may be at infinity. */
  private affine(points: readonly JacobianPoint[]): JacobianPoint[] {
    const { p } = this;
    const products = [1n];
    for (const { z } of points) products.push(((products.at(-1) ?? 0n) * z) % p);
    let inverse = modInverse(products.at(-1) ?? 0n, p) ?? 0n;
    return points
      .map(({ x, y, z }, i) => ({ x, y, z, before: products[i] ?? 0n }))
      .reverse()
      .map(({ x, y, z, before }) => {
        const own = (inverse * before) % p;
        inverse = (inverse * z) % p;
        const square = (own * own) % p;
        return { x: mod(x * square, p), y: mod(y * square * own, p), z: 1n };
      })
      .reverse();
  }
}

/** A representative mod p of about the size of p, of either sign. */
function reduction(p: bigint): (value: bigint) => bigint {
  const bits = BigInt(bitLength(p));
  if (p !== (1n << bits) - 1n) return (value) => value % p;
  // 2^521 ≡ 1: folding the high part twice costs less than a division.
  return (value) => {
    const once = (value & p) + (value >> bits);
    return (once & p) + (once >> bits);
  };
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
