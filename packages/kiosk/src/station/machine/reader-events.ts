import { andThen, become } from "./change.js";
import type { Moment, Step } from "./events.js";
import { goHome } from "./home.js";
import { restart } from "./input.js";
import { cardLies } from "./reader-choice.js";
import type { Case, SeenReader, ServiceState, State } from "./state.js";

/** What changed at the readers. A result on the screen stays, whatever comes or goes. */
export function readersChanged(
  before: State,
  service: ServiceState,
  readers: readonly SeenReader[],
  moment: Moment,
): Step {
  const hadReader = before.hadReader || readers.length > 0;
  const there = cardLies({ readers, settings: before.settings });
  const known = before.case === null ? null : { ...before.case, lifted: isLifted(before.case, there) };
  const state: State = { ...before, case: known, service, readers, hadReader, spent: before.spent && there };
  switch (state.place) {
    case "ready":
    case "no-reader":
    case "key-needed":
      return goHome(forgetCard(state, before), moment);
    case "reading":
    case "moved":
      return whileReading(state, moment);
    case "wrong-key":
      return onWrongKey(state, moment);
    default:
      return become(state, {});
  }
}

/** While it is read, a card that is put back is the same one or ends the reading; afterwards it may be another. */
function isLifted({ reading, lifted }: Case, there: boolean): boolean {
  return !there || (reading === null && lifted);
}

/** What kind of key a card wants goes with the card. */
function forgetCard(state: State, before: State): State {
  const gone = cardLies(before) && !cardLies(state);
  return gone ? { ...state, needs: "any", issue: null } : state;
}

function whileReading(state: State, moment: Moment): Step {
  const known = state.case;
  const reading = known?.reading ?? null;
  if (known === null || reading === null || reading.reader === null) return become(state, {});
  if (state.service === "up" && state.readers.some(({ name }) => name === reading.reader)) return become(state, {});
  // The key stays at hand: when the reader is back with the card on it, the reading begins anew.
  return andThen(
    become(state, { case: { ...known, reading: null } }, { type: "cancel-reading" }, { type: "drop" }),
    (next) => goHome(next, moment),
  );
}

/** Perhaps another card lay there than the one the key is of: the next card is tried with it. */
function onWrongKey(state: State, moment: Moment): Step {
  const known = state.case;
  if (known === null || known.lesson !== null) return become(state, {});
  return known.lifted && cardLies(state) && maySpend(known) ? restart(state, moment) : become(state, {});
}

/** A card that counts its tries loses none by being put down twice. */
function maySpend({ wrong }: Case): boolean {
  return wrong?.triesLeft === null || (wrong?.triesLeft ?? 0) > 2;
}
