import type { ResultAction } from "../../shared/index.js";
import type { Case, State } from "./state.js";

/** Failures in a row after which the manual path is offered (counter.md). */
export const FAILURES_TO_MANUAL = 3;

/** Next steps that the case's result allows, the one to take first. */
export function actionsOf(known: Case, settings: State["settings"], procedure: string): readonly ResultAction[] {
  const { found, face } = known;
  if (found === null) return [];
  switch (found.verdict) {
    case "genuine":
    case "genuine-copyable": {
      // The chip tells whose card it is, never who stands there.
      if (face === null) return ["face", "refer", "details"];
      if (face !== "same") return ["refer", "details"];
      const fields = settings.procedures.find(({ id }) => id === procedure)?.fields ?? [];
      return fields.length > 0 ? ["finish", "slip", "refer", "details"] : ["finish", "refer", "details"];
    }
    case "unconfirmed":
      return ["again", "refer", "details"];
    case "retry":
      return known.failures >= FAILURES_TO_MANUAL ? ["manual", "again", "details"] : ["again", "details"];
    case "not-genuine":
      return ["refer", "details"];
    case "not-valid":
      return ["finish", "refer", "details"];
  }
}

export function mayDo(state: State, action: ResultAction): boolean {
  return state.case !== null && actionsOf(state.case, state.settings, state.procedure).includes(action);
}
