import { JacobianArithmetic, type JacobianPoint } from "./jacobian.js";
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
 * operations says nothing about it; but tables are read at places that depend on it, and where there is no WebAssembly the
 * single operations are BigInt's: **not constant time**. Use it for keys that live for one session, on a host whose timing
 * nobody measures closely: chip and host are the two ends of a slow wire. What a multiplication leaves in its registers is
 * overwritten.
 */
export class EcGroup implements ScalarMultiplication {
  private readonly arithmetic: JacobianArithmetic;
  private readonly windows: number;
  private readonly generator: JacobianPoint;
  private readonly sum: JacobianPoint;
  private readonly other: JacobianPoint;
  private readonly left: Multiples;
  private readonly right: Multiples;
  private generatorUses = 0;
  private generatorTable: readonly Multiples[] | undefined;

  /**
   * @param curve must be a known one: primality, generator and order are taken as they are
   * @param arithmetic of that curve, for nobody else
   */
  constructor(
    readonly curve: CurveParameters,
    arithmetic = new JacobianArithmetic(curve),
  ) {
    this.arithmetic = arithmetic;
    this.windows = Math.ceil(bitLength(curve.n) / WIDTH);
    this.generator = arithmetic.newAffine();
    arithmetic.load(this.generator, { x: curve.gx, y: curve.gy });
    this.sum = arithmetic.newPoint();
    this.other = arithmetic.newPoint();
    this.left = new Multiples(arithmetic);
    this.right = new Multiples(arithmetic);
  }

  multiply(k: bigint, point: AffinePoint): AffinePoint | undefined {
    return this.affine(() => this.product(this.sum, k, point));
  }

  multiplyGenerator(k: bigint): AffinePoint | undefined {
    return this.affine(() => this.generatorProduct(this.sum, k));
  }

  multiplyX(k: bigint, point: AffinePoint): bigint | undefined {
    return this.multiply(k, point)?.x;
  }

  multiplySum(s: bigint, k: bigint, point: AffinePoint): AffinePoint | undefined {
    const { arithmetic } = this;
    if (this.generatorTable !== undefined) {
      return this.affine(() => {
        this.generatorProduct(this.other, s);
        this.product(this.sum, k, point);
        arithmetic.add(this.sum, this.sum, this.other);
      });
    }
    // One chain of doublings for both products.
    const left = this.oddScalar(s);
    const right = this.oddScalar(k);
    if (left === undefined) return this.multiply(k, point);
    if (right === undefined) return this.multiplyGenerator(s);
    return this.affine(() => {
      this.left.make(this.generator, left.negative);
      arithmetic.load(this.other, point);
      this.right.make(this.other, right.negative);
      this.chain(this.sum, [
        [this.left, this.digits(left.value)],
        [this.right, this.digits(right.value)],
      ]);
    });
  }

  /** The sum of two points; undefined is the point at infinity. */
  add(left: AffinePoint, right: AffinePoint): AffinePoint | undefined {
    return this.affine(() => {
      this.arithmetic.load(this.sum, left);
      this.arithmetic.load(this.other, right);
      this.arithmetic.add(this.sum, this.sum, this.other);
    });
  }

  /** What `compute` leaves in `sum`; nothing of it stays. */
  private affine(compute: () => void): AffinePoint | undefined {
    try {
      compute();
      return this.arithmetic.toAffine(this.sum);
    } finally {
      this.arithmetic.forget(this.sum, this.other);
      this.left.forget();
      this.right.forget();
    }
  }

  private product(out: JacobianPoint, k: bigint, point: AffinePoint): void {
    const scalar = this.oddScalar(k);
    if (scalar === undefined) {
      this.arithmetic.setInfinity(out);
      return;
    }
    this.arithmetic.load(out, point);
    this.left.make(out, scalar.negative);
    this.chain(out, [[this.left, this.digits(scalar.value)]]);
  }

  /** The sum of products, each of a table and the digits of a scalar. */
  private chain(out: JacobianPoint, products: readonly (readonly [Multiples, readonly number[]])[]): void {
    const { arithmetic } = this;
    arithmetic.setInfinity(out);
    for (let i = this.windows - 1; i >= 0; i--) {
      if (i < this.windows - 1) for (let j = 0; j < WIDTH; j++) arithmetic.double(out, out);
      for (const [multiples, digits] of products) arithmetic.add(out, out, multiples.of(digits[i] ?? 0));
    }
  }

  private generatorProduct(out: JacobianPoint, k: bigint): void {
    const { arithmetic } = this;
    if (++this.generatorUses < TABLE_AFTER) {
      this.product(out, k, { x: this.curve.gx, y: this.curve.gy });
      return;
    }
    this.generatorTable ??= this.makeGeneratorTable();
    arithmetic.setInfinity(out);
    const scalar = this.oddScalar(k);
    if (scalar === undefined) return;
    for (const [i, digit] of this.digits(scalar.value).entries()) {
      const multiples = this.generatorTable[i];
      if (multiples === undefined) throw new RangeError("more digits than windows");
      arithmetic.add(out, out, multiples.of(digit));
    }
    if (scalar.negative) arithmetic.negate(out, out);
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

  /** Odd multiples of 32^i·G for every digit position i: no doublings are left. */
  private makeGeneratorTable(): Multiples[] {
    const { arithmetic } = this;
    const base = arithmetic.newPoint();
    arithmetic.copy(base, this.generator);
    return Array.from({ length: this.windows }, () => {
      const multiples = new Multiples(arithmetic);
      multiples.make(base, false);
      for (let j = 0; j < WIDTH; j++) arithmetic.double(base, base);
      return multiples;
    });
  }
}

/** ±P, ±3P … ±31P. */
class Multiples {
  private readonly points: readonly JacobianPoint[];
  private readonly negated: JacobianPoint;

  constructor(private readonly arithmetic: JacobianArithmetic) {
    this.points = arithmetic.newAffines(ODD_DIGITS);
    this.negated = arithmetic.newAffine();
  }

  /** With Z = 1: what that costs, the additions save. */
  make(point: JacobianPoint, negative: boolean): void {
    const { arithmetic } = this;
    arithmetic.affineOddMultiples(this.points, point);
    if (negative) for (const each of this.points) arithmetic.negate(each, each);
  }

  of(digit: number): JacobianPoint {
    const point = this.points[(Math.abs(digit) - 1) / 2];
    if (point === undefined) throw new RangeError("a digit outside the table");
    if (digit > 0) return point;
    this.arithmetic.negate(this.negated, point);
    return this.negated;
  }

  forget(): void {
    this.arithmetic.forget(this.negated, ...this.points);
  }
}
