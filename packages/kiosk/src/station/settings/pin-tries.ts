import * as v from "valibot";

// How wrong PINs are slowed down. Pure: what is kept, and what follows from it.

/** Tries without a wait. */
export const FREE_TRIES = 5;
const FIRST_WAIT = 30;
/** Longest wait, s. */
export const LONGEST_WAIT = 900;

export interface Tries {
  /** Wrong ones since the last right one. */
  readonly wrong: number;
  /** Of the last one, ms since 1970. */
  readonly at: number;
}

export const NO_TRIES: Tries = { wrong: 0, at: 0 };

const triesSchema = v.strictObject({
  wrong: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  at: v.pipe(v.number(), v.finite()),
});

/** undefined: not what was written. */
export function parseTries(text: string): Tries | undefined {
  try {
    return v.parse(triesSchema, JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Seconds until the next try may be made; 0: now. A clock that was set back never makes it longer than the longest. */
export function waitFor({ wrong, at }: Tries, now: number): number {
  if (wrong < FREE_TRIES) return 0;
  const wait = Math.min(FIRST_WAIT * 2 ** Math.min(wrong - FREE_TRIES, 16), LONGEST_WAIT);
  return Math.min(Math.max(Math.ceil((at - now) / 1000) + wait, 0), LONGEST_WAIT);
}
