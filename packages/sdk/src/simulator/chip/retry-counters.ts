import type { ChipTries, CountedKey } from "./personalisation.js";

const BLOCKED = 0x63c0;

/**
 * How many wrong tries a chip still takes of each key (ISO 7816-4 §7.5.1: 63CX). A wrong try lowers the counter, the right
 * key sets it back, and at 0 not even the right one is taken. Kept in the chip's memory: power-up changes nothing.
 */
export class RetryCounters {
  private readonly left = new Map<CountedKey, number>();

  constructor(private readonly limits: ChipTries) {}

  /** Status that warns before a try, when tries are missing; undefined: nothing to say (TR-03110-3 B.11.1). */
  warning(key: CountedKey): number | undefined {
    const left = this.left.get(key);
    return left === undefined ? undefined : BLOCKED | left;
  }

  blocked(key: CountedKey): boolean {
    return this.left.get(key) === 0;
  }

  /** Counts a wrong try. @returns its status; undefined: this key is not counted */
  wrong(key: CountedKey): number | undefined {
    const limit = this.limits[key];
    if (limit === undefined) return undefined;
    const left = Math.max(0, (this.left.get(key) ?? limit) - 1);
    this.left.set(key, left);
    return BLOCKED | left;
  }

  right(key: CountedKey): void {
    this.left.delete(key);
  }
}
