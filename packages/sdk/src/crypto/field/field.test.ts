import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { KNOWN_CURVES } from "../curves.js";
import { mod } from "../modular.js";
import { BigIntField } from "./bigint-field.js";
import { makeField } from "./make-field.js";
import type { PrimeField } from "./prime-field.js";
import { WasmField } from "./wasm-field.js";

const primes = [...new Set(KNOWN_CURVES.map(({ parameters }) => parameters.p))];
const FIELDS = { WebAssembly: (p: bigint) => new WasmField(p), BigInt: (p: bigint) => new BigIntField(p) };
const REGISTERS = 6;

/** Values where carries and final subtractions change their mind, and any others. */
function element(p: bigint): fc.Arbitrary<bigint> {
  return fc.oneof(
    fc.bigInt({ min: 0n, max: p - 1n }),
    fc.bigInt({ min: 0n, max: 3n }),
    fc.bigInt({ min: 1n, max: 3n }).map((less) => p - less),
    fc
      .tuple(fc.nat(p.toString(2).length - 1), fc.bigInt({ min: -1n, max: 1n }))
      .map(([bit, d]) => mod((1n << BigInt(bit)) + d, p)),
  );
}

const OPERATIONS = {
  multiply: (a: bigint, b: bigint) => a * b,
  square: (a: bigint) => a * a,
  add: (a: bigint, b: bigint) => a + b,
  subtract: (a: bigint, b: bigint) => a - b,
} as const;

const step = fc.record({
  operation: fc.constantFrom(...(Object.keys(OPERATIONS) as (keyof typeof OPERATIONS)[])),
  out: fc.nat(REGISTERS - 1),
  left: fc.nat(REGISTERS - 1),
  right: fc.nat(REGISTERS - 1),
});

describe.each(Object.entries(FIELDS))("%s", (_, make) => {
  it.each(primes)("computes chains as the definition says, mod %i", (p) => {
    const field = make(p);
    const first = field.allocate(REGISTERS);
    fc.assert(
      fc.property(
        fc.array(element(p), { minLength: REGISTERS, maxLength: REGISTERS }),
        fc.array(step, { minLength: 1, maxLength: 24 }),
        (values, steps) => {
          const expected = [...values];
          values.forEach((value, i) => void field.load(first + i, value));
          for (const { operation, out, left, right } of steps) {
            if (operation === "square") field.square(first + out, first + left);
            else field[operation](first + out, first + left, first + right);
            expected[out] = mod(OPERATIONS[operation](expected[left] ?? 0n, expected[right] ?? 0n), p);
          }
          expect(expected.map((_value, i) => field.read(first + i))).toEqual(expected);
          expect(expected.map((_value, i) => field.isZero(first + i))).toEqual(expected.map((value) => value === 0n));
        },
      ),
      { seed: 14, numRuns: 60 },
    );
  });

  it("takes any integer in", () => {
    const field = make(97n);
    const register = field.allocate(1);
    for (const value of [0n, 96n, 97n, 98n, -1n, -97n, 97n ** 9n + 5n]) {
      field.load(register, value);
      expect(field.read(register)).toBe(mod(value, 97n));
    }
  });

  it("keeps what it holds when more registers are taken than fit its memory", () => {
    const [p = 0n] = primes;
    const field = make(p);
    const first = field.allocate(1);
    field.load(first, 12_345n);
    const many = field.allocate(20_000);
    expect(field.read(many + 19_999)).toBe(0n);
    field.load(many + 19_999, p - 1n);
    field.copy(many, many + 19_999);
    expect([field.read(first), field.read(many), field.read(many + 1)]).toEqual([12_345n, p - 1n, 0n]);
  });

  it("clears the registers it is told and no others", () => {
    const field = make(97n);
    const first = field.allocate(4);
    for (let i = 0; i < 4; i++) field.load(first + i, 7n);
    field.clear(first + 1, 2);
    expect([0, 1, 2, 3].map((i) => field.read(first + i))).toEqual([7n, 0n, 0n, 7n]);
  });
});

describe("what the host lets us have", () => {
  afterEach(() => vi.unstubAllGlobals());
  const [p = 0n] = primes;

  it("is WebAssembly here", () => {
    expect(makeField(p)).toBeInstanceOf(WasmField);
  });

  it("is BigInt where there is no WebAssembly, or a policy bars it", () => {
    vi.stubGlobal("WebAssembly", undefined);
    expect(makeField(p)).toBeInstanceOf(BigIntField);
    vi.stubGlobal("WebAssembly", {
      Module: class {
        constructor() {
          throw new Error("blocked by CSP");
        }
      },
    });
    expect(makeField(p)).toBeInstanceOf(BigIntField);
  });

  it("is BigInt where WebAssembly computes wrongly", () => {
    const { Module, Instance } = WebAssembly;
    for (const wrong of ["multiply", "square", "add", "subtract"] as const) {
      vi.stubGlobal("WebAssembly", {
        Module,
        Instance: class {
          readonly exports;
          constructor(module: WebAssembly.Module) {
            const exports = new Instance(module).exports as unknown as PrimeField;
            this.exports = { ...exports, [wrong]: (out: number) => exports.subtract(out, out, out) };
          }
        },
      });
      expect(makeField(p), wrong).toBeInstanceOf(BigIntField);
    }
  });
});
