import type { ScanOutcome } from "../scan/types.js";
import { andThen, become, endCase, refuse, withCase } from "./change.js";
import type { Moment, Step } from "./events.js";
import { goHome, startLesson, startReading, unread } from "./home.js";
import type { State } from "./state.js";

/** Scans kept of one document: what was misread several times tells nothing new. */
const MAX_SCANS = 8;

/** A key was scanned or typed. */
export function takeInput(state: State, input: ScanOutcome | undefined, moment: Moment): Step {
  if (input === undefined) return refuse(state, "internal");
  switch (state.place) {
    case "ready":
    case "no-reader":
    case "key-needed":
      return atHome(state, input, moment);
    case "wrong-key":
      return anotherKey(state, input, moment);
    case "result":
      return anotherScan(state, input, moment);
    default:
      return refuse(state);
  }
}

function atHome(state: State, input: ScanOutcome, moment: Moment): Step {
  if (!input.ok) return become(state, { issue: input.issue });
  // Another key is another document: nothing of the one before goes with it.
  return andThen(endCase(state, "cancelled"), (cleared) =>
    goHome(
      withCase(cleared, moment.reference, { keys: input.keys, scans: input.keys.scans.slice(-MAX_SCANS) }),
      moment,
    ),
  );
}

function anotherKey(state: State, input: ScanOutcome, moment: Moment): Step {
  if (!input.ok) return become(state, { issue: input.issue });
  const lesson = state.case?.lesson ?? null;
  if (lesson !== null) return startLesson(state, moment, lesson.id, lesson.take + 1);
  const keyed = withCase(state, moment.reference, { keys: input.keys, scans: input.keys.scans.slice(-MAX_SCANS) });
  return restart(keyed, moment);
}

/**
 * After a scan that differs from the chip, another one tells whether the print or the scanner was wrong (T80). A card whose
 * key was typed is compared with its print in this way, as long as it lies there: the next citizen's code is no answer to
 * this one's result.
 */
function anotherScan(state: State, input: ScanOutcome, moment: Moment): Step {
  const known = state.case;
  const found = known?.found ?? null;
  if (known === null || found === null || known.lesson !== null) return refuse(state);
  const comparable = !found.compared && known.face === null && !known.lifted && found.logged.access !== "none";
  if (found.verdict !== "retry" && !comparable) return refuse(state);
  // A result has no place for what was wrong with a scan; that it was not understood is said all the same.
  if (!input.ok) return refuse(state, "shape");
  // A number is a key and no print.
  if (found.verdict !== "retry" && input.keys.scans.length === 0) return refuse(state);
  const scans = [...known.scans, ...input.keys.scans].slice(-MAX_SCANS);
  // The card was opened: its key stays. A scanner's slip in another number would only be refused by the chip.
  const keys = found.logged.access === "none" ? input.keys : known.keys;
  return restart(withCase(state, moment.reference, { scans, keys }), moment);
}

/** Reads again; without a card on the reader the key waits for it, and what the reading before brought goes at once. */
export function restart(state: State, moment: Moment): Step {
  const fresh = become(state, { issue: null, case: unread(state.case, moment.reference) }, { type: "drop" });
  return andThen(fresh, (next) => startReading(next, moment));
}
