import { bitLength, mod, modInverse } from "./modular.js";
import type { AffinePoint } from "./points.js";
import type { CurveParameters } from "./types.js";

/** (X / Z², Y / Z³); Z = 0 is the point at infinity. Coordinates are any representatives mod p, negative ones too. */
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
 */
export class JacobianArithmetic {
  private readonly p: bigint;
  private readonly a: bigint;
  private readonly minusThree: boolean;
  /** A representative mod p of about the size of p, of either sign. */
  readonly reduce: (value: bigint) => bigint;

  /** @param curve must be a known one: the primality of p is taken as it is. */
  constructor(curve: Pick<CurveParameters, "p" | "a">) {
    this.p = curve.p;
    this.a = curve.a;
    this.minusThree = curve.a === curve.p - 3n;
    this.reduce = reduction(curve.p);
  }

  double({ x, y, z }: JacobianPoint): JacobianPoint {
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

  /** P, 3P, 5P …, `count` of them. */
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

  /** Affine coordinates, or undefined for the point at infinity. */
  toAffine({ x, y, z }: JacobianPoint): AffinePoint | undefined {
    const inverse = modInverse(z, this.p);
    if (inverse === undefined) return undefined;
    const square = (inverse * inverse) % this.p;
    return { x: mod(x * square, this.p), y: mod(y * square * inverse, this.p) };
  }
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
