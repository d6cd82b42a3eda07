import type { Preview } from "../../shared/index.js";
import type { LogEvent } from "../log/types.js";
import { become } from "./change.js";
import type { Effect, Step } from "./events.js";
import type { CardOutcome } from "./outcome.js";
import { advance, type ReadingProgress } from "./progress.js";
import { FAILURES_TO_MANUAL } from "./result-actions.js";
import type { Case, Reading, State } from "./state.js";

// What a reading tells. What an earlier reading still tells is not listened to.

function current(state: State, id: number): { known: Case; reading: Reading } | undefined {
  const known = state.case;
  const reading = known?.reading ?? null;
  return known === null || reading === null || reading.id !== id ? undefined : { known, reading };
}

const unchanged = (state: State): Step => ({ state, effects: [] });

export function progress(state: State, id: number, told: ReadingProgress): Step {
  const now = current(state, id);
  if (now === undefined) return unchanged(state);
  const reading = advance(now.reading, told);
  // The card works: nobody has to touch anything meanwhile.
  const touched = state.touched + 1;
  const place = told.phase === "interrupted" ? state.place : "reading";
  return become(state, { place, touched, idle: null, case: { ...now.known, reading } });
}

export function preview(state: State, id: number, shown: Preview): Step {
  const now = current(state, id);
  if (now === undefined) return unchanged(state);
  return become(state, { case: { ...now.known, reading: { ...now.reading, preview: shown } } });
}

export function moved(state: State, id: number): Step {
  const now = current(state, id);
  if (now === undefined) return unchanged(state);
  const reading = { ...now.reading, moves: now.reading.moves + 1 };
  return become(state, { place: "moved", case: { ...now.known, reading } });
}

export function finished(state: State, id: number, outcome: CardOutcome): Step {
  const now = current(state, id);
  if (now === undefined) return unchanged(state);
  const { known, reading } = now;
  const row: Effect = { type: "log", event: inspectionRow(state, known.reference, outcome) };
  const base: Case = { ...known, reading: null, logged: true };
  const touched = { touched: state.touched + 1, idle: null };
  if (outcome.wrongKey !== null) {
    return become(state, { ...touched, place: "wrong-key", case: { ...base, wrong: outcome.wrongKey } }, row);
  }
  if (outcome.needsZone && known.lesson === null) {
    return become(
      state,
      { ...touched, place: "key-needed", needs: "zone", issue: null, case: { ...base, keys: null } },
      row,
    );
  }
  const failed = outcome.verdict === "retry";
  const exhausted = failed && reading.moves >= FAILURES_TO_MANUAL;
  const failures = !failed ? 0 : exhausted ? Math.max(FAILURES_TO_MANUAL, known.failures + 1) : known.failures + 1;
  const found: Case = {
    ...base,
    failures,
    found: outcome,
    portrait: outcome.portrait ? { state: "loading" } : { state: "none" },
  };
  const decode: Effect[] = outcome.portrait ? [{ type: "decode-portrait", reference: known.reference }] : [];
  return become(state, { ...touched, place: "result", case: found }, row, ...decode);
}

function inspectionRow(state: State, reference: string, { verdict, logged }: CardOutcome): LogEvent {
  return { event: "inspection", reference, training: state.training, verdict, ...logged };
}
