import { HIDDEN_FIELDS, SENSITIVE_FIELDS } from "../../shared/index.js";
import { isOfficerCode } from "../log/loggable.js";
import { allows } from "./allowed.js";
import { andThen, become, endCase, endManual, refuse, withCase } from "./change.js";
import type { Effect, Event, Handled, Moment, Step } from "./events.js";
import { goHome, startLesson } from "./home.js";
import { restart, takeInput } from "./input.js";
import { isPrivate } from "./private-places.js";
import { mayDo } from "./result-actions.js";
import { slipOf } from "./slip.js";
import type { State } from "./state.js";

type CommandEvent = Extract<Event, { readonly type: "command" }>;
type Of<T extends Handled["type"]> = Extract<Handled, { readonly type: T }>;
type Handlers = { readonly [T in Handled["type"]]: (state: State, command: Of<T>, moment: Moment) => Step };

/** Does a command, or refuses it. Any command is a sign of life. */
export function command(state: State, event: CommandEvent, moment: Moment): Step {
  const touched = { ...state, touched: state.touched + 1, idle: null };
  if (!allows(state, event.command.type)) return refuse(touched);
  switch (event.command.type) {
    case "scan":
    case "key":
    case "can":
      return takeInput(touched, event.input, moment);
    default: {
      const handler = HANDLERS[event.command.type] as (s: State, c: Handled, m: Moment) => Step;
      return handler(touched, event.command, moment);
    }
  }
}

const HANDLERS: Omit<Handlers, "scan" | "key" | "can"> = {
  touch: (state) => become(state, {}),
  language: (state, { language }) => become(state, { language }),
  "check-again": (state) => {
    const place = state.place === "self-check" ? ("self-check" as const) : state.place;
    return become(state, { place, checking: place === "self-check" }, { type: "check" });
  },
  "sign-in": signIn,
  lock: (state) => andThen(endManual(state, "cancelled"), (next) => andThen(leaveTraining(next), lock)),
  procedure: (state, { id }) =>
    state.settings.procedures.some((known) => known.id === id) ? become(state, { procedure: id }) : refuse(state),
  cancel: (state, _command, moment) =>
    andThen(endManual(state, "cancelled"), (next) =>
      andThen(endCase(next, "cancelled"), (ended) => leave(ended, moment)),
    ),
  again: (state, _command, moment) => {
    const known = state.case;
    if (known === null || (state.place === "result" && !mayDo(state, "again"))) return refuse(state);
    if (known.lesson !== null) return startLesson(state, moment, known.lesson.id, known.lesson.take + 1);
    return restart(state, moment);
  },
  details: (state, { open }) => {
    if (!open) return state.place === "details" ? become(state, { place: "result" }) : refuse(state);
    return state.place === "result" && mayDo(state, "details") ? become(state, { place: "details" }) : refuse(state);
  },
  reveal,
  turn: (state) => (isPrivate(state) ? become(state, { turned: true }) : refuse(state)),
  face: (state) => (mayDo(state, "face") ? become(state, { place: "face" }) : refuse(state)),
  "face-outcome": (state, { outcome }, moment) => {
    // Without the chip's portrait there is nothing that the face could be the same as.
    if (outcome === "same" && state.case?.portrait.state !== "ready") return refuse(state);
    return become(withCase(state, moment.reference, { face: outcome }), { place: "result" });
  },
  refer: (state, _command, moment) => {
    const known = state.case;
    if (known === null || !mayDo(state, "refer")) return refuse(state);
    const refer = { reference: known.reference, at: moment.at };
    return andThen(endCase(state, "referred"), (next) => become(next, { place: "refer", refer }));
  },
  manual: (state, _command, moment) => {
    if (state.place === "result" && !mayDo(state, "manual")) return refuse(state);
    const known = state.case;
    const reference = known?.logged === true ? known.reference : moment.reference;
    const manual = { reference, failures: known?.failures ?? 0 };
    // The inspection's last row is the one that says why it went on by hand.
    const quiet =
      known === null ? state : { ...state, spent: state.spent || !known.lifted, case: { ...known, logged: false } };
    return andThen(endCase(quiet, "manual"), (next) => become(next, { place: "manual", manual }));
  },
  "manual-outcome": (state, { reason }, moment) => {
    const reference = state.manual?.reference;
    const row: Effect[] =
      reference === undefined || state.training
        ? []
        : [{ type: "log", event: { event: "outcome", reference, outcome: "manual", face: null, manual: reason } }];
    return andThen({ state, effects: row }, (next) => leave(next, moment));
  },
  slip: (state, _command, moment) => {
    if (state.case === null || !mayDo(state, "slip")) return refuse(state);
    const slip = slipOf(state, state.case, moment);
    if (slip === undefined) return refuse(state);
    return become(withCase(state, moment.reference, { slip }), { place: "slip" });
  },
  back: (state) => become(state, { place: "result" }),
  finish: (state, _command, moment) => {
    if (state.place === "refer") return leave(state, moment);
    if (!mayDo(state, "finish")) return refuse(state);
    return andThen(endCase(state, "finished"), (next) => leave(next, moment));
  },
  "close-admin": (state, _command, moment) => leave(state, moment),
  training: (state, { on }, moment) => {
    if (on === state.training) return refuse(state);
    return andThen(endCase(state, "cancelled"), (next) => leave({ ...next, training: on }, moment));
  },
  lesson: (state, { id }, moment) =>
    state.training && state.lessons.some((lesson) => lesson.id === id)
      ? startLesson(state, moment, id, 0)
      : refuse(state),
};

/** Back to where the station waits, with nothing of what was shown. */
export function leave(state: State, moment: Moment): Step {
  return goHome({ ...state, refer: null, manual: null, admin: null, issue: null }, moment);
}

export function lock(state: State): Step {
  const row: Effect = { type: "log", event: { event: "lock" } };
  return andThen(endCase(state, "cancelled"), (next) =>
    become(
      next,
      { place: "locked", locked: true, officer: null, officerIssue: false, refer: null, manual: null, admin: null },
      row,
    ),
  );
}

function leaveTraining(state: State): Step {
  return andThen(endCase(state, "cancelled"), (next) => become(next, { training: false }));
}

function signIn(state: State, { officer }: Of<"sign-in">, moment: Moment): Step {
  const code = officer.trim();
  if (state.settings.signIn && !isOfficerCode(code)) return become(state, { officerIssue: true });
  const named = state.settings.signIn ? code : null;
  const row: Effect = { type: "log", event: { event: "sign-in" } };
  // The next officer's cases are not the last one's: a wrong procedure would give out the wrong fields.
  const procedure = state.settings.procedures[0]?.id ?? "";
  return andThen(become(state, { locked: false, officer: named, officerIssue: false, procedure }, row), (next) =>
    goHome(next, moment),
  );
}

function reveal(state: State, { field, reason }: Of<"reveal">, moment: Moment): Step {
  const known = state.case;
  const there = known?.found?.onDemand.some(({ id }) => id === field) === true;
  if (known === null || !there) return refuse(state);
  const sensitive = (SENSITIVE_FIELDS as readonly string[]).includes(field);
  if (sensitive && reason === null) return refuse(state);
  const shown = HIDDEN_FIELDS.filter((id) => id === field || known.shown.includes(id));
  const row: Effect[] =
    reason === null || state.training
      ? []
      : [{ type: "log", event: { event: "reveal", reference: known.reference, field, reason } }];
  return become(withCase(state, moment.reference, { shown }), {}, ...row);
}
