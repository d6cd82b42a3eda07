import type { Event } from "./events.js";
import type { State } from "./state.js";

/** A key waits so long for its card, ms. */
const KEY_AT_HAND_MS = 60_000;
const SECOND_MS = 1000;

/** A timer that shall run: one of another key is another timer, begun anew. */
export interface Timer {
  readonly key: string;
  readonly ms: number;
  readonly event: Event;
}

/** The timers that shall run in a state. They follow from it, so that none is forgotten and none left over. */
export function timersOf(state: State): readonly Timer[] {
  const timers: Timer[] = [];
  const { touched, idle, settings } = state;
  if (idle !== null) {
    timers.push({ key: `second ${touched} ${idle}`, ms: SECOND_MS, event: { type: "idle-second" } });
  } else if (idles(state)) {
    timers.push({ key: `idle ${touched} ${state.place}`, ms: settings.idle.warnAfter * 1000, event: { type: "idle" } });
  } else if (locksByItself(state) && settings.idle.lockAfter > 0) {
    timers.push({ key: `lock ${touched}`, ms: settings.idle.lockAfter * 1000, event: { type: "lock-time" } });
  }
  const waiting = state.place === "ready" || state.place === "no-reader";
  if (waiting && state.case?.keys != null) {
    timers.push({ key: `key ${state.case.reference}`, ms: KEY_AT_HAND_MS, event: { type: "key-expired" } });
  }
  return timers;
}

/** Something of a citizen, or a supervisor's rights, would stay open on a station that everybody left. */
export function idles({ case: known, place }: State): boolean {
  return known !== null || place === "manual" || place === "admin";
}

/** Nothing of a citizen is open, and an officer is signed in. */
export function locksByItself({ place }: State): boolean {
  return ["ready", "no-reader", "key-needed", "refer", "training"].includes(place);
}
