import { bitLength, mod, modInverse, modSqrt } from "./modular.js";
import type { AffinePoint } from "./points.js";
import type { CurveParameters } from "./types.js";

/**
 * (X / Z², Y / Z³) on the curve that {@link JacobianArithmetic} computes on; Z = 0 is the point at infinity. Coordinates are
 * any representatives mod p, negative ones too.
 */
export interface JacobianPoint {
  readonly x: bigint;
  readonly y: bigint;
  readonly z: bigint;
}

export const INFINITY: JacobianPoint = { x: 1n, y: 1n, z: 0n };

/**
 * Point arithmetic of one curve in Jacobian coordinates (Hankerson, Menezes, Vanstone: Guide to Elliptic Curve
 * Cryptography, §3.2.2). Every method is right for every input, the point at infinity and equal points too. It branches
 * on those cases and BigInt takes its time by size, so nothing here is constant time.
 *
 * Where the curve is isomorphic to one with a = −3, as Brainpool's are to their twists (RFC 5639 §2.1), it is computed on
 * that one: points go in by `fromAffine` and come out by `toAffine`. A division by p costs as much as four
 * multiplications, so that sums are reduced and not their parts.
 */
export class JacobianArithmetic {
  private readonly p: bigint;
  private readonly a: bigint;
  private readonly minusThree: boolean;
  /** u of the isomorphism (x, y) → (u²·x, u³·y). */
  private readonly u: bigint;
  private readonly uu: bigint;
  /** A representative mod p of about the size of p, of either sign. */
  private readonly reduce: (value: bigint) => bigint;

  /** @param curve must be a known one: the primality of p is taken as it is. */
  constructor({ p, a }: Pick<CurveParameters, "p" | "a">) {
    const u = toMinusThree(a, p);
    this.p = p;
    this.a = a;
    this.minusThree = u !== undefined;
    this.u = u ?? 1n;
    this.uu = (this.u * this.u) % p;
    this.reduce = reduction(p);
  }

  fromAffine({ x, y }: AffinePoint): JacobianPoint {
    const { p, u, uu } = this;
    return u === 1n ? { x, y, z: 1n } : { x: (x * uu) % p, y: (((y * uu) % p) * u) % p, z: 1n };
  }

  /** Affine coordinates, or undefined for the point at infinity. */
  toAffine({ x, y, z }: JacobianPoint): AffinePoint | undefined {
    const { p } = this;
    const inverse = modInverse(this.u === 1n ? z : z * this.u, p);
    if (inverse === undefined) return undefined;
    const square = (inverse * inverse) % p;
    return { x: mod(x * square, p), y: mod(y * ((square * inverse) % p), p) };
  }

  /** Whether the affine x coordinate is this one, without a division by Z². False for the point at infinity. */
  hasX(point: JacobianPoint, x: bigint): boolean {
    const { p } = this;
    const zz = (((point.z * point.z) % p) * this.uu) % p;
    return zz !== 0n && (point.x - x * zz) % p === 0n;
  }

  double({ x, y, z }: JacobianPoint): JacobianPoint {
    if (z === 0n) return INFINITY;
    const { reduce } = this;
    const zz = reduce(z * z);
    const yy = reduce(y * y);
    const s = reduce(x * yy) << 2n;
    const m = reduce(this.minusThree ? 3n * (x - zz) * (x + zz) : 3n * x * x + this.a * reduce(zz * zz));
    const x3 = reduce(m * m - (s << 1n));
    return { x: x3, y: reduce(m * (s - x3) - ((yy * yy) << 3n)), z: reduce((y * z) << 1n) };
  }

  /** Quicker when the right point has Z = 1. */
  add(left: JacobianPoint, right: JacobianPoint): JacobianPoint {
    if (left.z === 0n) return right;
    if (right.z === 0n) return left;
    const { reduce } = this;
    const zz1 = reduce(left.z * left.z);
    const affine = right.z === 1n;
    const zz2 = affine ? 1n : reduce(right.z * right.z);
    const u1 = affine ? left.x : reduce(left.x * zz2);
    const s1 = affine ? left.y : reduce(left.y * reduce(zz2 * right.z));
    const h = reduce(right.x * zz1 - u1);
    const r = reduce(right.y * reduce(zz1 * left.z) - s1);
    if (h % this.p === 0n) return r % this.p === 0n ? this.double(left) : INFINITY;
    const hh = reduce(h * h);
    const hhh = reduce(h * hh);
    const v = reduce(u1 * hh);
    const x3 = reduce(r * r - hhh - (v << 1n));
    const zz = affine ? left.z : reduce(left.z * right.z);
    return { x: x3, y: reduce(r * (v - x3) - s1 * hhh), z: reduce(zz * h) };
  }

  /** P, 3P, 5P …, `count` of them; none may be at infinity. */
  oddMultiples(point: JacobianPoint, count: number): JacobianPoint[] {
    const twice = this.double(point);
    const multiples = [point];
    for (let last = point; multiples.length < count; multiples.push(last)) last = this.add(last, twice);
    return multiples;
  }

  /** The same points with Z = 1, by one inversion for all (algorithm 2.26); none may be at infinity. */
  normalize(points: readonly JacobianPoint[]): JacobianPoint[] {
    const { p } = this;
    const products = [1n];
    for (const { z } of points) products.push(((products.at(-1) ?? 0n) * z) % p);
    let inverse = modInverse(products.at(-1) ?? 0n, p) ?? 0n;
    const normal: JacobianPoint[] = new Array(points.length);
    for (let i = points.length - 1; i >= 0; i--) {
      const { x, y, z } = points[i] ?? INFINITY;
      const own = (inverse * (products[i] ?? 0n)) % p;
      inverse = (inverse * z) % p;
      const square = (own * own) % p;
      normal[i] = { x: mod(x * square, p), y: mod(y * ((square * own) % p), p), z: 1n };
    }
    return normal;
  }
}

/** u with a·u⁴ ≡ −3, or undefined when there is none: p is prime, and a its coefficient. */
function toMinusThree(a: bigint, p: bigint): bigint | undefined {
  if (a === p - 3n) return 1n;
  const inverse = modInverse(a, p);
  const square = inverse === undefined ? undefined : modSqrt(-3n * inverse, p);
  if (square === undefined) return undefined;
  return modSqrt(square, p) ?? modSqrt(p - square, p);
}

function reduction(p: bigint): (value: bigint) => bigint {
  const bits = BigInt(bitLength(p));
  if (p !== (1n << bits) - 1n) return (value) => value % p;
  // 2^521 ≡ 1: folding the high part twice costs less than a division.
  return (value) => {
    const once = (value & p) + (value >> bits);
    return (once & p) + (once >> bits);
  };
}
