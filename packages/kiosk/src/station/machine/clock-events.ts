import type { Check } from "../../shared/index.js";
import { become } from "./change.js";
import type { Moment, Step } from "./events.js";
import { atHome, giveUp } from "./home.js";
import type { Place, State } from "./state.js";

/** Places that have come to no verdict yet. What was given under a right clock stays until the officer has acted on it. */
const WITHOUT_VERDICT: ReadonlySet<Place> = new Set([
  "self-check",
  "ready",
  "no-reader",
  "key-needed",
  "reading",
  "moved",
  "wrong-key",
  "training",
]);

/** A clock that is set wrong while the station runs blocks it as it would at the start, and lets it go on once it is right. */
export function clockChanged(before: State, check: Check, moment: Moment): Step {
  const known = before.checks.some(({ id }) => id === check.id);
  const checks = known ? before.checks.map((old) => (old.id === check.id ? check : old)) : [...before.checks, check];
  const state: State = { ...before, checks };
  if (check.state !== "failed") return atHome(state, moment);
  return WITHOUT_VERDICT.has(state.place) ? giveUp(state, moment) : become(state, {});
}
