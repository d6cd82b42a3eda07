import { andThen, become, endCase, endManual } from "./change.js";
import { leave, lock } from "./commands.js";
import type { Moment, Step } from "./events.js";
import type { State } from "./state.js";
import { idles, locksByItself } from "./timers.js";

const unchanged = (state: State): Step => ({ state, effects: [] });

export function idle(state: State): Step {
  return idles(state) && state.idle === null ? become(state, { idle: state.settings.idle.warning }) : unchanged(state);
}

export function idleSecond(state: State, moment: Moment): Step {
  if (state.idle === null) return unchanged(state);
  return state.idle > 1 ? become(state, { idle: state.idle - 1 }) : wipe(state, moment);
}

/** Nobody was there: everything of the citizen is forgotten, and rights of the supervisor are given back. */
function wipe(state: State, moment: Moment): Step {
  return andThen(endManual({ ...state, idle: null, touched: state.touched + 1 }, "wiped"), (next) =>
    andThen(endCase(next, "wiped"), (ended) => leave(ended, moment)),
  );
}

export function lockTime(state: State): Step {
  return locksByItself(state) && state.case === null ? lock({ ...state, training: false }) : unchanged(state);
}

export function keyExpired(state: State, moment: Moment): Step {
  const waiting = state.place === "ready" || state.place === "no-reader";
  if (!waiting || state.case?.keys == null) return unchanged(state);
  return andThen(endCase(state, "wiped"), (next) => leave(next, moment));
}
