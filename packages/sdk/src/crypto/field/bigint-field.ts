import { bitLength, mod } from "../modular.js";
import type { PrimeField } from "./prime-field.js";

/**
 * Registers of BigInts: for hosts without WebAssembly, and what the quicker field is measured by. Sums are not reduced, as a
 * division by p costs four multiplications: a register holds any representative, negative ones too.
 */
export class BigIntField implements PrimeField {
  private readonly values: bigint[] = [];
  private readonly reduce: (value: bigint) => bigint;

  constructor(readonly p: bigint) {
    this.reduce = reduction(p);
  }

  allocate(count: number): number {
    const first = this.values.length;
    for (let i = 0; i < count; i++) this.values.push(0n);
    return first;
  }

  load(register: number, value: bigint): void {
    this.values[register] = mod(value, this.p);
  }

  read(register: number): bigint {
    return mod(this.at(register), this.p);
  }

  copy(out: number, from: number): void {
    this.values[out] = this.at(from);
  }

  multiply(out: number, left: number, right: number): void {
    this.values[out] = this.reduce(this.at(left) * this.at(right));
  }

  square(out: number, of: number): void {
    const value = this.at(of);
    this.values[out] = this.reduce(value * value);
  }

  add(out: number, left: number, right: number): void {
    this.values[out] = this.at(left) + this.at(right);
  }

  subtract(out: number, left: number, right: number): void {
    this.values[out] = this.at(left) - this.at(right);
  }

  isZero(register: number): boolean {
    return this.at(register) % this.p === 0n;
  }

  clear(first: number, count: number): void {
    this.values.fill(0n, first, first + count);
  }

  private at(register: number): bigint {
    const value = this.values[register];
    if (value === undefined) throw new RangeError("a register that nobody allocated");
    return value;
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
