import { andThen, become, endCase, withCase } from "./change.js";
import type { Moment, Step } from "./events.js";
import { usedReader } from "./reader-choice.js";
import { type Case, newCase, type Reading, type State } from "./state.js";

// Where the station stands when nothing else is shown, and how a reading begins.

/** Faults of the self-check under which no card is read: nothing that comes of it could be believed, or accounted for. */
const BLOCKING: ReadonlySet<string> = new Set(["clock", "crypto", "log"]);

export function isBlocked(state: State): boolean {
  return (
    state.checks.some(({ id, state: result }) => result === "failed" && BLOCKING.has(id)) ||
    state.log.inspections > state.settings.log.unwrittenLimit
  );
}

/** The place to be now; a reading begins by itself when a card is on the reader and a key is at hand. */
export function goHome(state: State, moment: Moment): Step {
  if (state.checking || isBlocked(state)) return become(state, { place: "self-check" });
  if (state.locked) return become(state, { place: "locked" });
  if (state.training) return become(state, { place: "training" });
  const reader = usedReader(state);
  if (typeof reader === "string") return become(state, { place: "no-reader" });
  if (reader.card === "absent") return become(state, { place: "ready", needs: "any" });
  if (state.case?.keys != null) return startReading(state, moment);
  return become(state, { place: state.spent ? "ready" : "key-needed" });
}

/** What decides where home is has changed: a station that waits goes there; one that serves somebody finishes first. */
export function atHome(state: State, moment: Moment): Step {
  const { place } = state;
  const waits = place === "self-check" || place === "ready" || place === "no-reader" || place === "key-needed";
  return waits && state.case === null ? goHome(state, moment) : become(state, {});
}

/** Reads the card on the reader with the keys of the case; without one of them it goes home. */
export function startReading(state: State, moment: Moment): Step {
  if (isBlocked(state)) return giveUp(state, moment);
  const reader = usedReader(state);
  const keys = state.case?.keys ?? null;
  if (keys === null || typeof reader === "string" || reader.card === "absent") return goHome(state, moment);
  const id = state.readings + 1;
  const begun = beginReading(state, moment, id, reader.name);
  const scans = begun.case?.scans ?? [];
  return { state: begun, effects: [{ type: "drop" }, { type: "read", id, reader: reader.name, keys, scans }] };
}

/** The citizen is told to wait: what is wrong with the station is shown, and nothing of them stays behind it. */
export function giveUp(state: State, moment: Moment): Step {
  return andThen(endCase(state, "cancelled"), (next) => goHome(next, moment));
}

/** Plays a lesson's take. */
export function startLesson(state: State, moment: Moment, lesson: string, take: number): Step {
  if (isBlocked(state)) return giveUp(state, moment);
  const id = state.readings + 1;
  const begun = withCase(beginReading(state, moment, id, null), moment.reference, { lesson: { id: lesson, take } });
  return { state: begun, effects: [{ type: "drop" }, { type: "lesson", id, lesson, take }] };
}

function beginReading(state: State, moment: Moment, id: number, reader: string | null): State {
  const reading: Reading = { id, reader, phase: "connect", files: [], proving: false, preview: null, moves: 0 };
  return {
    ...state,
    place: "reading",
    issue: null,
    readings: id,
    case: { ...unread(state.case, moment.reference), reading },
  };
}

/** A case without anything of an earlier reading but what opens the card and what was scanned of it. */
export function unread(known: Case | null, reference: string): Case {
  const { keys = null, scans = [], failures = 0, lesson = null } = known ?? {};
  return { ...newCase(reference), keys, scans, failures, lesson };
}
