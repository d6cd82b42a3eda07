import { bitLength, mod, modInverse } from "../modular.js";
import type { PrimeField } from "./prime-field.js";
import { WasmFunction, wasmModule } from "./wasm-module.js";

// Montgomery multiplication (Handbook of Applied Cryptography, algorithm 14.36) written out for one modulus as WebAssembly,
// which has what BigInt lacks: products of 64 bits without an allocation. An element x stands for x·R mod p, R = 2^(bits·n),
// as a representative below 2p in n limbs of `bits` bits, each in 32 bits of memory. Operations take the same steps whatever
// the values are.

/**
 * How a modulus is cut: R ≥ 4p keeps products of representatives below 2p below 2p, and a column's 2n products of two limbs,
 * one of them perhaps doubled, fit 64 bits with the carry from before.
 */
function layout(p: bigint): { bits: number; limbs: number } {
  const needed = bitLength(p) + 2;
  for (let bits = 30; bits >= 20; bits--) {
    const limbs = Math.ceil(needed / bits);
    if (BigInt(2 * limbs) * (1n << BigInt(2 * bits)) + (1n << 44n) < 1n << 64n) return { bits, limbs };
  }
  throw new RangeError("a modulus too long for its products");
}

interface Exports {
  readonly memory: WebAssembly.Memory;
  multiply(out: number, left: number, right: number): void;
  square(out: number, of: number): void;
  add(out: number, left: number, right: number): void;
  subtract(out: number, left: number, right: number): void;
  isZero(register: number): number;
}

/** Of memory. */
const LIMB_BYTES = 4;
const PAGE = 65_536;

/** @throws whatever the host says when it has no WebAssembly or does not let it be compiled */
export class WasmField implements PrimeField {
  readonly multiply: Exports["multiply"];
  readonly square: Exports["square"];
  readonly add: Exports["add"];
  readonly subtract: Exports["subtract"];
  private readonly zero: Exports["isZero"];
  private readonly memory: WebAssembly.Memory;
  private words: Uint32Array;
  private readonly bits: bigint;
  private readonly limbs: number;
  private used = 0;
  private readonly scratch: number;
  /** R² mod p, which takes numbers in, and the number 1 itself, which takes them out. */
  private readonly square2: number;
  private readonly unit: number;

  /** @param p an odd prime */
  constructor(readonly p: bigint) {
    const { bits, limbs } = layout(p);
    this.bits = BigInt(bits);
    this.limbs = limbs;
    const compiled = new WebAssembly.Module(wasmModule(fieldFunctions(p, bits, limbs)));
    const exports = new WebAssembly.Instance(compiled).exports as unknown as Exports;
    this.memory = exports.memory;
    this.words = new Uint32Array(exports.memory.buffer);
    this.multiply = exports.multiply;
    this.square = exports.square;
    this.add = exports.add;
    this.subtract = exports.subtract;
    this.zero = exports.isZero;
    this.scratch = this.allocate(1);
    this.square2 = this.allocate(1);
    this.unit = this.allocate(1);
    this.put(this.square2, (1n << BigInt(2 * bits * limbs)) % p);
    this.put(this.unit, 1n);
  }

  allocate(count: number): number {
    const first = this.used;
    this.used += count;
    const missing = this.used * this.limbs * LIMB_BYTES - this.memory.buffer.byteLength;
    if (missing > 0) {
      this.memory.grow(Math.ceil(missing / PAGE));
      this.words = new Uint32Array(this.memory.buffer);
    }
    return first;
  }

  load(register: number, value: bigint): void {
    this.put(this.scratch, mod(value, this.p));
    this.multiply(register, this.scratch, this.square2);
    this.clear(this.scratch, 1);
  }

  read(register: number): bigint {
    this.multiply(this.scratch, register, this.unit);
    let value = 0n;
    const first = this.scratch * this.limbs;
    for (let i = this.limbs - 1; i >= 0; i--) value = (value << this.bits) | BigInt(this.words[first + i] ?? 0);
    this.clear(this.scratch, 1);
    return value % this.p;
  }

  copy(out: number, from: number): void {
    const first = from * this.limbs;
    this.words.copyWithin(out * this.limbs, first, first + this.limbs);
  }

  isZero(register: number): boolean {
    return this.zero(register) !== 0;
  }

  clear(first: number, count: number): void {
    this.words.fill(0, first * this.limbs, (first + count) * this.limbs);
  }

  private put(register: number, value: bigint): void {
    let rest = value;
    for (let i = register * this.limbs; i < (register + 1) * this.limbs; i++) {
      this.words[i] = Number(BigInt.asUintN(Number(this.bits), rest));
      rest >>= this.bits;
    }
  }
}

function fieldFunctions(p: bigint, bits: number, limbs: number): WasmFunction[] {
  const build = new FieldBuilder(p, bits, limbs);
  return [build.product("multiply"), build.product("square"), build.add(), build.subtract(), build.isZero()];
}

/** Writes the functions; each gets the numbers of registers, the one for the result first. */
class FieldBuilder {
  private readonly mask: number;
  private readonly modulus: readonly number[];
  private readonly twice: readonly number[];
  /** −1/p mod 2^bits. */
  private readonly inverse: number;

  constructor(
    p: bigint,
    private readonly bits: number,
    private readonly limbs: number,
  ) {
    const base = 1n << BigInt(bits);
    this.mask = Number(base) - 1;
    this.modulus = this.split(p);
    this.twice = this.split(2n * p);
    this.inverse = Number(mod(-(modInverse(p, base) ?? 0n), base));
  }

  /** left·right/R, column by column: what makes a column divisible by 2^bits is added in it. */
  product(name: "multiply" | "square"): WasmFunction {
    const { limbs, modulus, mask, inverse } = this;
    const squaring = name === "square";
    const code = new WasmFunction(name, squaring ? 2 : 3, false);
    this.toAddresses(code);
    const left = this.loadLimbs(code, 1);
    const right = squaring ? left : this.loadLimbs(code, 2);
    const doubled = squaring ? left.map((limb) => this.kept(code, () => code.get(limb).get(limb).do("i64Add"))) : [];
    const quotients = code.newLocals(limbs);
    const sum = code.newLocal();
    for (let column = 0; column < 2 * limbs - 1; column++) {
      code.get(sum);
      for (let i = Math.max(0, column - limbs + 1); i <= Math.min(column, limbs - 1); i++) {
        const j = column - i;
        if (squaring && i > j) break;
        const factor = squaring && i < j ? doubled[i] : left[i];
        code
          .get(factor ?? 0)
          .get(right[j] ?? 0)
          .do("i64Mul")
          .do("i64Add");
      }
      for (let i = Math.max(0, column - limbs + 1); i < Math.min(column, limbs); i++) {
        this.addMultiple(code, quotients[i] ?? 0, modulus[column - i] ?? 0);
      }
      code.set(sum);
      if (column < limbs) {
        const quotient = quotients[column] ?? 0;
        code.get(sum).number64(inverse).do("i64Mul").number64(mask).do("i64And").set(quotient);
        code.get(sum);
        this.addMultiple(code, quotient, modulus[0] ?? 0);
        code.set(sum);
      } else {
        code
          .get(0)
          .get(sum)
          .number64(mask)
          .do("i64And")
          .store32(LIMB_BYTES * (column - limbs));
      }
      code.get(sum).number64(this.bits).do("i64ShrU").set(sum);
    }
    code
      .get(0)
      .get(sum)
      .store32(LIMB_BYTES * (limbs - 1));
    return code;
  }

  /** left + right, less 2p where it is not below. */
  add(): WasmFunction {
    const code = new WasmFunction("add", 3, false);
    this.toAddresses(code);
    const left = this.loadLimbs(code, 1);
    const right = this.loadLimbs(code, 2);
    const sum = this.chain(code, (i) =>
      code
        .get(left[i] ?? 0)
        .get(right[i] ?? 0)
        .do("i64Add"),
    );
    const less = this.chain(code, (i) =>
      code
        .get(sum.limbs[i] ?? 0)
        .number64(this.twice[i] ?? 0)
        .do("i64Sub"),
    );
    // The last carry is −1 where 2p was too much, else 0.
    sum.limbs.forEach((plain, i) => {
      const reduced = less.limbs[i] ?? 0;
      code
        .get(0)
        .get(reduced)
        .get(plain)
        .do("i64Xor")
        .get(less.carry)
        .do("i64And")
        .get(reduced)
        .do("i64Xor")
        .store32(LIMB_BYTES * i);
    });
    return code;
  }

  /** left − right, and 2p more where that is negative. */
  subtract(): WasmFunction {
    const code = new WasmFunction("subtract", 3, false);
    this.toAddresses(code);
    const left = this.loadLimbs(code, 1);
    const right = this.loadLimbs(code, 2);
    const difference = this.chain(code, (i) =>
      code
        .get(left[i] ?? 0)
        .get(right[i] ?? 0)
        .do("i64Sub"),
    );
    const result = this.chain(code, (i) =>
      code
        .get(difference.limbs[i] ?? 0)
        .get(difference.carry)
        .number64(this.twice[i] ?? 0)
        .do("i64And")
        .do("i64Add"),
    );
    for (const [i, limb] of result.limbs.entries())
      code
        .get(0)
        .get(limb)
        .store32(LIMB_BYTES * i);
    return code;
  }

  /** Whether the representative is 0 or p. */
  isZero(): WasmFunction {
    const code = new WasmFunction("isZero", 1, true);
    this.toAddresses(code);
    const limbs = this.loadLimbs(code, 0);
    code.number64(0);
    for (const limb of limbs) code.get(limb).do("i64Or");
    code.do("i64Eqz").number64(0);
    limbs.forEach((limb, i) => {
      code
        .get(limb)
        .number64(this.modulus[i] ?? 0)
        .do("i64Xor")
        .do("i64Or");
    });
    return code.do("i64Eqz").do("i32Or");
  }

  /** Parameters come as numbers of registers. */
  private toAddresses(code: WasmFunction): void {
    for (let i = 0; i < code.parameters; i++) {
      code
        .get(i)
        .number32(LIMB_BYTES * this.limbs)
        .do("i32Mul")
        .set(i);
    }
  }

  private loadLimbs(code: WasmFunction, address: number): number[] {
    return Array.from({ length: this.limbs }, (_, i) =>
      this.kept(code, () => code.get(address).load32(LIMB_BYTES * i)),
    );
  }

  private kept(code: WasmFunction, push: () => void): number {
    push();
    const local = code.newLocal();
    code.set(local);
    return local;
  }

  private addMultiple(code: WasmFunction, factor: number, limb: number): void {
    if (limb !== 0) code.get(factor).number64(limb).do("i64Mul").do("i64Add");
  }

  /** What `push` leaves for each limb, with its carry taken to the next; the limbs in locals, and the last carry. */
  private chain(code: WasmFunction, push: (limb: number) => void): { limbs: number[]; carry: number } {
    const carry = code.newLocal();
    const sum = code.newLocal();
    code.number64(0).set(carry);
    const limbs = Array.from({ length: this.limbs }, (_, i) => {
      push(i);
      code.get(carry).do("i64Add").set(sum);
      const local = this.kept(code, () => code.get(sum).number64(this.mask).do("i64And"));
      code.get(sum).number64(this.bits).do("i64ShrS").set(carry);
      return local;
    });
    return { limbs, carry };
  }

  private split(value: bigint): number[] {
    return Array.from({ length: this.limbs }, (_, i) =>
      Number(BigInt.asUintN(this.bits, value >> BigInt(i * this.bits))),
    );
  }
}
