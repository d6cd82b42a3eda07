import { andThen, become, endCase } from "./change.js";
import { clockChanged } from "./clock-events.js";
import { command } from "./commands.js";
import type { Event, Moment, Step } from "./events.js";
import { atHome } from "./home.js";
import { idle, idleSecond, keyExpired, lockTime } from "./idle.js";
import { turnedBack } from "./private-places.js";
import { readersChanged } from "./reader-events.js";
import { finished, moved, preview, progress } from "./reading-events.js";
import type { State } from "./state.js";

/** The machine: a state and what happens give the next state and what is to be done. Pure and total. */
export function step(state: State, event: Event, moment: Moment): Step {
  const next = stepOf(state, event, moment);
  return { ...next, state: turnedBack(next.state) };
}

function stepOf(state: State, event: Event, moment: Moment): Step {
  switch (event.type) {
    case "command":
      return command(state, event, moment);
    case "clock":
      return clockChanged(state, event.check, moment);
    case "checked":
      return checked(state, event.checks, moment);
    case "readers":
      return readersChanged(state, event.service, event.readers, moment);
    case "progress":
      return progress(state, event.id, event.progress);
    case "preview":
      return preview(state, event.id, event.preview);
    case "moved":
      return moved(state, event.id);
    case "finished":
      return finished(state, event.id, event.outcome);
    case "portrait":
      return state.case === null || state.case.found === null || state.case.reference !== event.reference
        ? become(state, {})
        : become(state, { case: { ...state.case, portrait: event.portrait } });
    case "log":
      return atHome(become(state, { log: event.facts }).state, moment);
    case "trust":
      return become(state, { trust: event.trust });
    case "settings":
      return settingsChanged(state, event, moment);
    case "pin-set":
      return become(state, { pinSet: true });
    case "admin":
      return openAdmin(state, event);
    case "output-done":
      return outputDone(state, event);
    case "idle":
      return idle(state);
    case "idle-second":
      return idleSecond(state, moment);
    case "lock-time":
      return lockTime(state);
    case "key-expired":
      return keyExpired(state, moment);
  }
}

function checked(state: State, checks: State["checks"], moment: Moment): Step {
  return atHome({ ...state, checks, checking: false }, moment);
}

function settingsChanged(state: State, event: Extract<Event, { readonly type: "settings" }>, moment: Moment): Step {
  const { settings } = event;
  const procedure = settings.procedures.some(({ id }) => id === state.procedure)
    ? state.procedure
    : (settings.procedures[0]?.id ?? "");
  const language = settings.language === state.settings.language ? state.language : settings.language;
  return atHome({ ...state, settings, settingsFault: event.fault, procedure, language }, moment);
}

const ADMIN_DOORS: readonly State["place"][] = ["self-check", "locked", "ready", "no-reader", "key-needed", "admin"];

/** Opens the administration, or shows it with newer data. What was known of a citizen is not taken along. */
function openAdmin(state: State, { open, data: admin }: Extract<Event, { readonly type: "admin" }>): Step {
  if (!open) return become(state, state.place === "admin" ? { admin } : {});
  if (!ADMIN_DOORS.includes(state.place)) return become(state, {});
  return andThen(endCase(state, "cancelled"), (next) => become(next, { place: "admin", admin }));
}

function outputDone(state: State, { reference, output }: Extract<Event, { readonly type: "output-done" }>): Step {
  const known = state.case;
  const slip = known?.slip ?? null;
  if (known === null || slip === null || known.reference !== reference) return become(state, {});
  const done = slip.outputs.filter((one) => one === output || slip.done.includes(one));
  const next = { case: { ...known, slip: { ...slip, done } } };
  return state.training
    ? become(state, next)
    : become(state, next, { type: "log", event: { event: "output", reference, output } });
}
