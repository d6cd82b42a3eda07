import type { Check, Reader, Screen, View } from "../../shared/index.js";
import { isBlocked } from "../machine/home.js";
import { usedReader } from "../machine/reader-choice.js";
import { FAILURES_TO_MANUAL } from "../machine/result-actions.js";
import type { State } from "../machine/state.js";
import { publicScreen } from "./public-screen.js";
import { resultOf } from "./result-view.js";
import { stepsOf } from "./steps.js";
import { LOG_BLOCKED } from "./words.js";

/** What a state shows: pure. */
export function viewOf(state: State, revision: number): View {
  const { settings } = state;
  return {
    revision,
    language: state.language,
    station: {
      name: settings.station,
      version: state.version,
      officer: state.officer,
      training: state.training,
    },
    warnings: warningsOf(state),
    notes: notesOf(state),
    procedures: settings.procedures.map(({ id, name }) => ({ id, name })),
    procedure: state.procedure,
    idle: state.idle,
    screen: publicScreen(state) ?? screenOf(state),
  };
}

function warningsOf(state: State): View["warnings"] {
  const { log, trust } = state;
  const warnings: [boolean, View["warnings"][number]][] = [
    [state.settingsFault !== null, "settings-broken"],
    [log.unwritten > 0, "log-unwritable"],
    [log.mended > 0, "log-mended"],
    [!log.sound, "log-broken"],
    [trust === "empty", "trust-empty"],
    [trust === "old", "trust-old"],
    [!state.pinSet, "no-pin"],
    [state.restarted, "station-restarted"],
  ];
  return warnings.filter(([there]) => there).map(([, name]) => name);
}

function notesOf({ settingsFault, log }: State): View["notes"] {
  const notes = [
    { warning: "settings-broken", text: settingsFault },
    { warning: "log-broken", text: log.fault },
  ] as const;
  return notes.flatMap(({ warning, text }) => (text === null ? [] : [{ warning, text }]));
}

/** The checks, with the log's as it is now: it may have filled up since it was looked at. */
export function checksOf(state: State): Check[] {
  const over = state.log.inspections > state.settings.log.unwrittenLimit;
  if (!over) return [...state.checks];
  const known = state.checks.some(({ id }) => id === "log");
  return known
    ? state.checks.map((check) => (check.id === "log" ? LOG_BLOCKED : check))
    : [...state.checks, LOG_BLOCKED];
}

export function readersOf(state: State): Reader[] {
  const used = usedReader(state);
  return state.readers.map((reader) => ({ ...reader, used: typeof used !== "string" && used.name === reader.name }));
}

/** A place whose parts are not there cannot be: it would be a fault of the machine, and shows nothing. */
const NOTHING: Screen = { name: "self-check", checks: [], blocked: true };

function screenOf(state: State): Screen {
  const known = state.case;
  const reading = known?.reading ?? null;
  switch (state.place) {
    case "self-check":
      return { name: "self-check", checks: checksOf(state), blocked: !state.checking && isBlocked(state) };
    case "locked": {
      const issue = state.officerIssue ? ("officer-code" as const) : null;
      return { name: "locked", signIn: state.settings.signIn, issue };
    }
    case "ready":
      return { name: "ready", keyAtHand: known?.keys != null, issue: state.issue };
    case "no-reader": {
      const reader = usedReader(state);
      const cause = typeof reader === "string" ? reader : "none";
      return { name: "no-reader", cause };
    }
    case "key-needed":
      return { name: "key-needed", needs: state.needs, issue: state.issue };
    case "reading":
      return reading === null ? NOTHING : { name: "reading", steps: stepsOf(reading), preview: reading.preview };
    case "moved":
      return reading === null
        ? NOTHING
        : {
            name: "moved",
            attempt: reading.moves,
            of: FAILURES_TO_MANUAL,
            steps: stepsOf(reading),
            preview: reading.preview,
          };
    case "wrong-key":
      return known === null || known.wrong === null
        ? NOTHING
        : { name: "wrong-key", ...known.wrong, issue: state.issue };
    case "result":
    case "details":
    case "face": {
      const result = known === null ? undefined : resultOf(known, state);
      if (known === null || result === undefined) return NOTHING;
      if (state.place !== "details") return { name: state.place, result };
      return known.found === null ? NOTHING : { name: "details", result, details: known.found.details };
    }
    case "slip":
      return known === null || known.slip === null ? NOTHING : { name: "slip", slip: known.slip };
    case "refer":
      return state.refer === null ? NOTHING : { name: "refer", ...state.refer };
    case "manual":
      return state.manual === null ? NOTHING : { name: "manual", ...state.manual };
    case "admin":
      return state.admin === null
        ? NOTHING
        : {
            name: "admin",
            admin: { ...state.admin, settings: state.settings, checks: checksOf(state), readers: readersOf(state) },
          };
    case "training":
      return { name: "training", lessons: [...state.lessons] };
  }
}
