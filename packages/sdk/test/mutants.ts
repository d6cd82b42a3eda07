import fc from "fast-check";
import { expect } from "vitest";
import { ChipidError } from "../src/errors/chipid-error.js";

export interface MutantRuns {
  /** Of the errors that may be thrown. */
  readonly code: RegExp;
  readonly seed: number;
  readonly runs: number;
}

/**
 * Reads what is made of `original` by changing up to four bytes: nothing but a ChipidError may be thrown, and none where
 * what was read is used.
 */
export function readMutants<T>(
  original: Uint8Array,
  how: MutantRuns,
  read: (bytes: Uint8Array) => T,
  use: (read: T) => void = () => undefined,
): void {
  const change = fc.tuple(fc.nat(original.length - 1), fc.integer({ min: 0, max: 255 }));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const bytes = original.slice();
      for (const [at, value] of changes) bytes[at] = value;
      let done: T;
      try {
        done = read(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(ChipidError);
        expect((error as ChipidError).code).toMatch(how.code);
        return;
      }
      use(done);
    }),
    { seed: how.seed, numRuns: how.runs },
  );
}
