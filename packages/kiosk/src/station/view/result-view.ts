import { FIELD_IDS, type Field, type Result } from "../../shared/index.js";
import { actionsOf } from "../machine/result-actions.js";
import type { Case, State } from "../machine/state.js";
import { nextAction } from "./next-action.js";

/** S7: what was found, without what is shown on demand and was not asked for. */
export function resultOf(known: Case, state: State): Result | undefined {
  const { found } = known;
  if (found === null) return undefined;
  const hidden = found.onDemand.map((field) => (known.shown.includes(field.id) ? field : withoutValue(field)));
  const actions = actionsOf(known, state.settings, state.procedure);
  const order = (id: Field["id"]): number => FIELD_IDS.indexOf(id);
  return {
    verdict: found.verdict,
    sentence: found.sentence,
    action: nextAction(found, known.face, actions),
    reasons: [...found.reasons],
    generation: found.generation,
    fields: [...found.fields, ...hidden].sort((a, b) => order(a.id) - order(b.id)),
    portrait: known.portrait,
    compared: found.compared,
    reference: known.reference,
    actions: [...actions],
    face: known.face,
    milliseconds: found.milliseconds,
  };
}

/** Whether the print agrees is shown of a hidden field too: else a card would differ from its print in nothing. */
function withoutValue({ id, printed }: Field): Field {
  const value = { kind: "hidden" } as const;
  return { id, value, ...(printed === undefined ? {} : { printed: { agrees: printed.agrees, value } }) };
}
