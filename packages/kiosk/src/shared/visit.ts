import type { Command } from "./commands.js";
import type { ScreenName, View } from "./view.js";

/** Screens behind which a citizen's data are. */
const OPEN: ReadonlySet<ScreenName> = new Set([
  "reading",
  "moved",
  "wrong-key",
  "result",
  "details",
  "face",
  "slip",
  "public",
]);

/**
 * Tells, from what is sent and shown, when a citizen's data were wiped without the officer having finished: the idle time,
 * a lock, a cancel. Whoever finishes may still have to paste what was copied.
 */
export class Visit {
  #open = false;
  #finishing = false;

  sent({ type }: Command): void {
    if (type === "finish") this.#finishing = true;
  }

  /** @returns true once for each visit that was wiped */
  shown({ screen }: View): boolean {
    const open = OPEN.has(screen.name);
    const wiped = this.#open && !open && !this.#finishing;
    // A finish that was refused is none.
    if (open !== this.#open || open) this.#finishing = false;
    this.#open = open;
    return wiped;
  }
}
