import { INFINITY, JacobianArithmetic, type JacobianPoint } from "./jacobian.js";
import { bitLength, mod } from "./modular.js";
import type { AffinePoint } from "./points.js";
import type { CurveParameters } from "./types.js";

const WIDTH = 5;
const ODD_DIGITS = 1 << (WIDTH - 1);

/** Multiplications of the generator after which a table for it has paid. */
const TABLE_AFTER = 4;

/**
 * Multiplication by scalars in the group of one curve. Points given must be on the curve; undefined stands for the point at
 * infinity. Scalars are taken mod n.
 */
export interface ScalarMultiplication {
  readonly curve: CurveParameters;
  /** k·P */
  multiply(k: bigint, point: AffinePoint): AffinePoint | undefined;
  /** k·G */
  multiplyGenerator(k: bigint): AffinePoint | undefined;
  /** s·G + k·P */
  multiplySum(s: bigint, k: bigint, point: AffinePoint): AffinePoint | undefined;
  /** The x coordinate of k·P. */
  multiplyX(k: bigint, point: AffinePoint): bigint | undefined;
}

/**
 * The group of a curve of prime order: multiplication by secret scalars. Every scalar of 1 … n − 1 takes the same
 * sequence of doublings and additions (regular signed windows, Joye and Tunstall, AFRICACRYPT 2009), so that the count of
 * operations says nothing about it; the single operations are BigInt's and **not constant time**. Use it for keys that
 * live for one session, on a host whose timing nobody measures closely: chip and host are the two ends of a slow wire.
 */
export class EcGroup implements ScalarMultiplication {
  private readonly arithmetic: JacobianArithmetic;
  private readonly windows: number;
  private readonly generator: JacobianPoint;
  private generatorUses = 0;
  private generatorTable: readonly (readonly JacobianPoint[])[] | undefined;

  /** @param curve must be a known one: primality, generator and order are taken as they are. */
  constructor(readonly curve: CurveParameters) {
    this.arithmetic = new JacobianArithmetic(curve);
    this.windows = Math.ceil(bitLength(curve.n) / WIDTH);
    this.generator = this.arithmetic.fromAffine({ x: curve.gx, y: curve.gy });
  }

  multiply(k: bigint, point: AffinePoint): AffinePoint | undefined {
    return this.arithmetic.toAffine(this.product(k, this.arithmetic.fromAffine(point)));
  }

  multiplyGenerator(k: bigint): AffinePoint | undefined {
    return this.arithmetic.toAffine(this.generatorProduct(k));
  }

  multiplyX(k: bigint, point: AffinePoint): bigint | undefined {
    return this.multiply(k, point)?.x;
  }

  multiplySum(s: bigint, k: bigint, point: AffinePoint): AffinePoint | undefined {
    const { arithmetic } = this;
    if (this.generatorTable !== undefined) {
      const left = this.generatorProduct(s);
      return arithmetic.toAffine(arithmetic.add(this.product(k, arithmetic.fromAffine(point)), left));
    }
    // One chain of doublings for both products.
    const left = this.oddScalar(s);
    const right = this.oddScalar(k);
    if (left === undefined) return this.multiply(k, point);
    if (right === undefined) return this.multiplyGenerator(s);
    const leftOdd = this.oddMultiples(signed(this.generator, left.negative));
    const rightOdd = this.oddMultiples(signed(arithmetic.fromAffine(point), right.negative));
    const leftDigits = this.digits(left.value);
    const rightDigits = this.digits(right.value);
    let sum = INFINITY;
    for (let i = this.windows - 1; i >= 0; i--) {
      for (let j = 0; j < WIDTH; j++) sum = arithmetic.double(sum);
      sum = this.addDigit(sum, leftOdd, leftDigits[i] ?? 0);
      sum = this.addDigit(sum, rightOdd, rightDigits[i] ?? 0);
    }
    return arithmetic.toAffine(sum);
  }

  /** The sum of two points; undefined is the point at infinity. */
  add(left: AffinePoint, right: AffinePoint): AffinePoint | undefined {
    const { arithmetic } = this;
    return arithmetic.toAffine(arithmetic.add(arithmetic.fromAffine(left), arithmetic.fromAffine(right)));
  }

  private product(k: bigint, point: JacobianPoint): JacobianPoint {
    const scalar = this.oddScalar(k);
    if (scalar === undefined) return INFINITY;
    const { arithmetic } = this;
    const odd = this.oddMultiples(signed(point, scalar.negative));
    const digits = this.digits(scalar.value);
    let sum = INFINITY;
    for (let i = this.windows - 1; i >= 0; i--) {
      for (let j = 0; j < WIDTH; j++) sum = arithmetic.double(sum);
      sum = this.addDigit(sum, odd, digits[i] ?? 0);
    }
    return sum;
  }

  private generatorProduct(k: bigint): JacobianPoint {
    if (++this.generatorUses < TABLE_AFTER) return this.product(k, this.generator);
    this.generatorTable ??= this.makeGeneratorTable();
    const scalar = this.oddScalar(k);
    if (scalar === undefined) return INFINITY;
    let sum = INFINITY;
    this.digits(scalar.value).forEach((digit, i) => {
      sum = this.addDigit(sum, this.generatorTable?.[i] ?? [], digit);
    });
    return signed(sum, scalar.negative);
  }

  /** For the digits of one window, with Z = 1: what that costs, the additions save. */
  private oddMultiples(point: JacobianPoint): JacobianPoint[] {
    return this.arithmetic.normalize(this.arithmetic.oddMultiples(point, ODD_DIGITS));
  }

  /** k or −k mod n, whichever is odd: n is odd, so one of them is. Undefined for 0. */
  private oddScalar(k: bigint): { value: bigint; negative: boolean } | undefined {
    const { n } = this.curve;
    const reduced = mod(k, n);
    if (reduced === 0n) return undefined;
    const negative = (reduced & 1n) === 0n;
    return { value: negative ? n - reduced : reduced, negative };
  }

  /**
   * An odd scalar below 2^(5·windows) in base 32 with the digits ±1, ±3 … ±31 only, least significant first: always the
   * same number of digits, and never a zero.
   */
  private digits(odd: bigint): number[] {
    const digits: number[] = [];
    const size = 1 << WIDTH;
    let rest = odd;
    for (let i = 0; i < this.windows - 1; i++) {
      const digit = Number(rest & BigInt(2 * size - 1)) - size;
      digits.push(digit);
      rest = (rest - BigInt(digit)) >> BigInt(WIDTH);
    }
    digits.push(Number(rest));
    return digits;
  }

  private addDigit(sum: JacobianPoint, odd: readonly JacobianPoint[], digit: number): JacobianPoint {
    const point = odd[(Math.abs(digit) - 1) / 2];
    if (point === undefined) throw new RangeError("a digit outside the table");
    return this.arithmetic.add(sum, signed(point, digit < 0));
  }

  /** Odd multiples of 32^i·G for every digit position i: no doublings are left. */
  private makeGeneratorTable(): JacobianPoint[][] {
    const { arithmetic } = this;
    const points: JacobianPoint[] = [];
    let base = this.generator;
    for (let i = 0; i < this.windows; i++) {
      points.push(...arithmetic.oddMultiples(base, ODD_DIGITS));
      for (let j = 0; j < WIDTH; j++) base = arithmetic.double(base);
    }
    const normal = arithmetic.normalize(points);
    return Array.from({ length: this.windows }, (_, i) => normal.slice(i * ODD_DIGITS, (i + 1) * ODD_DIGITS));
  }
}

function signed(point: JacobianPoint, negative: boolean): JacobianPoint {
  return negative ? { x: point.x, y: -point.y, z: point.z } : point;
}
