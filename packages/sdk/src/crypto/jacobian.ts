import { makeField } from "./field/make-field.js";
import type { PrimeField } from "./field/prime-field.js";
import { modInverse, modSqrt } from "./modular.js";
import type { AffinePoint } from "./points.js";
import type { CurveParameters } from "./types.js";

/**
 * Registers, one after the other, of a point (X / Z², Y / Z³) on the curve that {@link JacobianArithmetic} computes on; Z = 0 is the point at
 * infinity, which is what a new point is.
 */
export interface JacobianPoint {
  readonly x: number;
  readonly y: number;
  /** The register that holds 1 for all of them, where a point can only be affine. */
  readonly z: number;
}

/**
 * Point arithmetic of one curve in Jacobian coordinates (Hankerson, Menezes, Vanstone: Guide to Elliptic Curve
 * Cryptography, §3.2.2). Every method is right for every input, the point at infinity and equal points too, and may write on
 * a point it reads. It branches on those cases, so that how long an addition takes can tell that it was one of them.
 *
 * Where the curve is isomorphic to one with a = −3, as Brainpool's are to their twists (RFC 5639 §2.1), it is computed on
 * that one: points go in by `load` and come out by `toAffine`.
 */
export class JacobianArithmetic {
  private readonly p: bigint;
  /** The register of a, where a is not −3. */
  private readonly a: number | undefined;
  /** u of the isomorphism (x, y) → (u²·x, u³·y). */
  private readonly u: bigint;
  private readonly uu: bigint;
  private readonly one: number;
  private readonly zero: number;
  private readonly temporary: number;
  private workspace: Workspace | undefined;

  /** @param curve must be a known one: the primality of p is taken as it is. */
  constructor(
    { p, a }: Pick<CurveParameters, "p" | "a">,
    private readonly field: PrimeField = makeField(p),
  ) {
    const u = toMinusThree(a, p);
    this.p = p;
    this.u = u ?? 1n;
    this.uu = (this.u * this.u) % p;
    this.zero = field.allocate(1);
    this.one = this.constant(1n);
    this.a = u === undefined ? this.constant(a) : undefined;
    this.temporary = field.allocate(TEMPORARIES);
  }

  newPoint(): JacobianPoint {
    const x = this.field.allocate(3);
    return { x, y: x + 1, z: x + 2 };
  }

  newPoints(count: number): JacobianPoint[] {
    return Array.from({ length: count }, () => this.newPoint());
  }

  /** A point that is affine, and a third smaller; additions of it are quicker. */
  newAffine(): JacobianPoint {
    const x = this.field.allocate(2);
    return { x, y: x + 1, z: this.one };
  }

  newAffines(count: number): JacobianPoint[] {
    return Array.from({ length: count }, () => this.newAffine());
  }

  load(out: JacobianPoint, { x, y }: AffinePoint): void {
    const { field, p, u, uu } = this;
    field.load(out.x, u === 1n ? x : x * uu);
    field.load(out.y, u === 1n ? y : ((y * uu) % p) * u);
    if (out.z !== this.one) field.copy(out.z, this.one);
  }

  /** Affine coordinates, or undefined for the point at infinity. */
  toAffine({ x, y, z }: JacobianPoint): AffinePoint | undefined {
    const { field, p, u } = this;
    const inverse = modInverse(u * field.read(z), p);
    if (inverse === undefined) return undefined;
    const square = (inverse * inverse) % p;
    return { x: (field.read(x) * square) % p, y: (field.read(y) * ((square * inverse) % p)) % p };
  }

  /** Whether the affine x coordinate is this one, without a division by Z². False for the point at infinity. */
  hasX(point: JacobianPoint, x: bigint): boolean {
    const { field, temporary: t } = this;
    if (field.isZero(point.z)) return false;
    field.load(t, x * this.uu);
    field.square(t + 1, point.z);
    field.multiply(t, t, t + 1);
    field.subtract(t, t, point.x);
    return field.isZero(t);
  }

  setInfinity({ x, y, z }: JacobianPoint): void {
    for (const register of [x, y, z]) this.field.clear(register, 1);
  }

  copy(out: JacobianPoint, from: JacobianPoint): void {
    this.field.copy(out.x, from.x);
    this.field.copy(out.y, from.y);
    if (out.z !== this.one) this.field.copy(out.z, from.z);
  }

  negate(out: JacobianPoint, of: JacobianPoint): void {
    this.copy(out, of);
    this.field.subtract(out.y, this.zero, of.y);
  }

  /** The point at infinity needs no case of its own: 2·y·0 = 0. */
  double(out: JacobianPoint, { x, y, z }: JacobianPoint): void {
    const { field: f, temporary: t } = this;
    const twiceY = t;
    const zz = t + 1;
    const s = t + 2;
    const m = t + 3;
    const free = t + 4;
    f.add(twiceY, y, y);
    f.square(zz, z);
    f.multiply(out.z, twiceY, z);
    if (this.a === undefined) {
      f.subtract(m, x, zz);
      f.add(zz, x, zz);
      f.multiply(m, m, zz);
    } else {
      // 3x² + a·z⁴: a third of it is not to be had, so that the sum is made up here.
      f.square(zz, zz);
      f.multiply(zz, zz, this.a);
      f.square(m, x);
    }
    f.add(free, m, m);
    f.add(m, m, free);
    if (this.a !== undefined) f.add(m, m, zz);
    // With 2y: s = 4·x·y², and 8·y⁴ = (2y)²·2y².
    f.square(free, twiceY);
    f.multiply(s, x, free);
    f.multiply(twiceY, twiceY, y);
    f.multiply(free, free, twiceY);
    f.square(zz, m);
    f.subtract(zz, zz, s);
    f.subtract(out.x, zz, s);
    f.subtract(s, s, out.x);
    f.multiply(s, s, m);
    f.subtract(out.y, s, free);
  }

  /** Quicker when the right point is affine. */
  add(out: JacobianPoint, left: JacobianPoint, right: JacobianPoint): void {
    const { field: f, temporary: t } = this;
    const affine = right.z === this.one;
    if (f.isZero(left.z)) {
      this.copy(out, right);
      return;
    }
    if (!affine && f.isZero(right.z)) {
      this.copy(out, left);
      return;
    }
    const h = t;
    const r = t + 1;
    const zz = t + 2;
    const v = t + 3;
    const u = affine ? left.x : t + 3;
    const s = affine ? left.y : t + 4;
    const z = affine ? left.z : t + 5;
    f.square(zz, left.z);
    f.multiply(h, right.x, zz);
    f.multiply(zz, zz, left.z);
    f.multiply(r, right.y, zz);
    if (!affine) {
      f.square(zz, right.z);
      f.multiply(u, left.x, zz);
      f.multiply(zz, zz, right.z);
      f.multiply(s, left.y, zz);
      f.multiply(z, left.z, right.z);
    }
    f.subtract(h, h, u);
    f.subtract(r, r, s);
    if (f.isZero(h)) {
      if (f.isZero(r)) this.double(out, left);
      else this.setInfinity(out);
      return;
    }
    f.multiply(out.z, z, h);
    f.square(zz, h);
    f.multiply(v, u, zz);
    f.multiply(h, h, zz);
    f.square(zz, r);
    f.subtract(zz, zz, h);
    f.subtract(zz, zz, v);
    f.subtract(out.x, zz, v);
    f.subtract(v, v, out.x);
    f.multiply(v, v, r);
    f.multiply(h, h, s);
    f.subtract(out.y, v, h);
  }

  /**
   * P, 3P, 5P … into affine points, by one inversion for all (algorithm 2.26). None may be at infinity, as in a group of
   * prime order none is unless P is.
   */
  affineOddMultiples(out: readonly JacobianPoint[], point: JacobianPoint): void {
    const { field: f, temporary: t } = this;
    const count = out.length;
    const { twice, multiples, products } = this.workspaceFor(count);
    this.double(twice, point);
    let last = point;
    for (const [i, multiple] of multiples.entries()) {
      if (i === count) break;
      if (i === 0) this.copy(multiple, point);
      else this.add(multiple, last, twice);
      last = multiple;
    }
    f.copy(products, this.one);
    for (let i = 0; i < count; i++) f.multiply(products + i + 1, products + i, multiples[i]?.z ?? this.zero);
    const inverse = t;
    const own = t + 1;
    const square = t + 2;
    f.load(inverse, modInverse(f.read(products + count), this.p) ?? 0n);
    for (let i = count - 1; i >= 0; i--) {
      const multiple = multiples[i];
      const affine = out[i];
      if (multiple === undefined || affine === undefined) throw new RangeError("fewer points than were asked for");
      f.multiply(own, inverse, products + i);
      f.multiply(inverse, inverse, multiple.z);
      f.square(square, own);
      f.multiply(affine.x, multiple.x, square);
      f.multiply(square, square, own);
      f.multiply(affine.y, multiple.y, square);
    }
  }

  /** Overwrites points, and what computing with them left elsewhere. */
  forget(...points: readonly JacobianPoint[]): void {
    const { field, workspace } = this;
    for (const { x, z } of points) field.clear(x, z === this.one ? 2 : 3);
    field.clear(this.temporary, TEMPORARIES);
    if (workspace !== undefined) field.clear(workspace.first, workspace.registers);
  }

  private constant(value: bigint): number {
    const register = this.field.allocate(1);
    this.field.load(register, value);
    return register;
  }

  /** Registers for a number of multiples, their double and the products of their Z. */
  private workspaceFor(count: number): Workspace {
    const there = this.workspace;
    if (there !== undefined && there.multiples.length >= count) return there;
    const twice = this.newPoint();
    const multiples = this.newPoints(count);
    const products = this.field.allocate(count + 1);
    this.workspace = { first: twice.x, registers: products + count + 1 - twice.x, twice, multiples, products };
    return this.workspace;
  }
}

interface Workspace {
  readonly first: number;
  readonly registers: number;
  readonly twice: JacobianPoint;
  readonly multiples: readonly JacobianPoint[];
  /** The first of count + 1. */
  readonly products: number;
}

const TEMPORARIES = 6;

/** u with a·u⁴ ≡ −3, or undefined when there is none: p is prime, and a its coefficient. */
function toMinusThree(a: bigint, p: bigint): bigint | undefined {
  if (a === p - 3n) return 1n;
  const inverse = modInverse(a, p);
  const square = inverse === undefined ? undefined : modSqrt(-3n * inverse, p);
  if (square === undefined) return undefined;
  return modSqrt(square, p) ?? modSqrt(p - square, p);
}
