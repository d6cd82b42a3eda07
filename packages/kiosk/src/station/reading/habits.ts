import { createHash } from "node:crypto";
import type { ReadingHabits } from "@chipid/sdk";

const MOST = 64;

/**
 * What was learnt of each kind of chip in each reader. A kind is told by sixteen bits of a digest of its answer to reset:
 * enough to tell makes of cards apart, too little to know one card again, since some chips say a number of their own there.
 */
export class HabitsByKind {
  readonly #known = new Map<string, ReadingHabits>();

  of(reader: string, atr: Uint8Array | undefined): ReadingHabits {
    const kind = createHash("sha256")
      .update(atr ?? new Uint8Array())
      .digest("hex")
      .slice(0, 4);
    const key = `${kind} ${reader}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const habits: ReadingHabits = {};
    const [oldest] = this.#known.keys();
    if (this.#known.size >= MOST && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(key, habits);
    return habits;
  }
}
