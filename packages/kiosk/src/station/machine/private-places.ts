import type { Place, State } from "./state.js";

/** Places whose screens nobody in the queue may read: S4 to S11. */
const PRIVATE: ReadonlySet<Place> = new Set([
  "reading",
  "moved",
  "wrong-key",
  "result",
  "details",
  "face",
  "slip",
  "refer",
]);

/** Whether the queue would see what it may not. */
export function isPrivate(state: State): boolean {
  return state.settings.facesQueue && PRIVATE.has(state.place);
}

/** A screen that was turned to the officer faces the queue again as soon as it has nothing private to show. */
export function turnedBack(state: State): State {
  return state.turned && !isPrivate(state) ? { ...state, turned: false } : state;
}
