import { BigIntField } from "./bigint-field.js";
import type { PrimeField } from "./prime-field.js";
import { WasmField } from "./wasm-field.js";

/**
 * The quickest field this host lets us have: a page's policy may bar WebAssembly (CSP without 'wasm-unsafe-eval'), and one
 * that computes wrongly is not used.
 * @param p an odd prime
 */
export function makeField(p: bigint): PrimeField {
  try {
    const field = new WasmField(p);
    if (computesAs(field, new BigIntField(p))) return field;
  } catch {
    // There is another.
  }
  return new BigIntField(p);
}

function computesAs(field: PrimeField, reference: PrimeField): boolean {
  const { p } = field;
  const [result, expected] = [field, reference].map((each) => {
    const r = each.allocate(6);
    each.load(r, p - 1n);
    each.load(r + 1, (2n * p) / 3n);
    each.multiply(r + 2, r, r + 1);
    each.square(r + 3, r + 2);
    each.subtract(r + 4, r + 2, r + 3);
    each.add(r + 5, r + 4, r + 2);
    const values = [2, 3, 4, 5].map((i) => each.read(r + i));
    each.subtract(r, r, r);
    return [...values, each.isZero(r), each.isZero(r + 1)].join();
  });
  return result === expected;
}
