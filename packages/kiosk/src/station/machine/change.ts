import type { Refusal } from "../../shared/index.js";
import type { LogEvent } from "../log/types.js";
import type { Effect, Step } from "./events.js";
import { type Case, newCase, type State } from "./state.js";

// Small changes that all parts of the machine make.

export function become(state: State, change: Partial<State>, ...effects: Effect[]): Step {
  return { state: { ...state, ...change }, effects };
}

export function refuse(state: State, refusal: Refusal = "not-now"): Step {
  return { state, effects: [], refusal };
}

/** Goes on from a step with another. */
export function andThen(step: Step, next: (state: State) => Step): Step {
  const after = next(step.state);
  const refusal = after.refusal ?? step.refusal;
  return {
    state: after.state,
    effects: [...step.effects, ...after.effects],
    ...(refusal === undefined ? {} : { refusal }),
  };
}

/** The case with a change; a new one where there is none. */
export function withCase(state: State, reference: string, change: Partial<Case>): State {
  return { ...state, case: { ...(state.case ?? newCase(reference)), ...change } };
}

type Ending = Extract<LogEvent, { readonly event: "outcome" }>["outcome"];

/**
 * Forgets the citizen: the case, and by the effect everything kept outside the state. What was inspected gets its last row
 * in the log; a training's rows end with the inspection, so that counts of outcomes are of real cards.
 */
export function endCase(state: State, outcome: Ending): Step {
  const known = state.case;
  // Its card was read, or is being read: it may lie there still when the next citizen comes.
  const read = known !== null && !known.lifted && (known.reading !== null || known.logged);
  const spent = state.spent || read;
  const cleared: State = { ...state, case: null, spent, issue: null, needs: "any", idle: null };
  if (known === null) return { state: cleared, effects: [] };
  const effects: Effect[] =
    known.reading === null ? [{ type: "drop" }] : [{ type: "cancel-reading" }, { type: "drop" }];
  if (known.logged && !state.training) {
    effects.push({ type: "log", event: { event: "outcome", reference: known.reference, outcome, face: known.face } });
  }
  return { state: cleared, effects };
}

/** The manual path is left without a reason: the log hears how it ended. Training's rows end with the inspection. */
export function endManual(state: State, outcome: Ending): Step {
  const { manual } = state;
  if (manual === null || state.training) return { state, effects: [] };
  const event: LogEvent = { event: "outcome", reference: manual.reference, outcome, face: null };
  return { state: { ...state, manual: null }, effects: [{ type: "log", event }] };
}
