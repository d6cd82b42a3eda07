/**
 * Arithmetic modulo a prime on numbered registers, so that an implementation may keep its elements wherever it is quick at
 * them. An operation may write on a register it reads. A register holds zero until something is put into it.
 */
export interface PrimeField {
  readonly p: bigint;
  /** Takes `count` registers for as long as the field lives; they are numbered upwards from the one returned. */
  allocate(count: number): number;
  /** Puts any integer in, taken mod p. */
  load(register: number, value: bigint): void;
  /** The least non-negative residue. */
  read(register: number): bigint;
  copy(out: number, from: number): void;
  multiply(out: number, left: number, right: number): void;
  square(out: number, of: number): void;
  add(out: number, left: number, right: number): void;
  subtract(out: number, left: number, right: number): void;
  isZero(register: number): boolean;
  /** Overwrites `count` registers with zero. */
  clear(first: number, count: number): void;
}
