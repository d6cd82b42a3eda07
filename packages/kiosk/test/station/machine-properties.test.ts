import * as fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { type Command, type CommandType, VERDICTS, viewSchema } from "../../src/shared/index.js";
import { allows } from "../../src/station/machine/allowed.js";
import { type Event, type Handled, SERVED } from "../../src/station/machine/events.js";
import { actionsOf } from "../../src/station/machine/result-actions.js";
import { PLACES, type State } from "../../src/station/machine/state.js";
import { timersOf } from "../../src/station/machine/timers.js";
import { viewOf } from "../../src/station/view/view.js";
import { Run } from "./machine-run.js";
import { adminData, COMMANDS, freshState, keys, MARK, outcome, reader } from "./samples.js";

// Whatever happens in whatever order: what must never be, and what must always come.

const HANDLED = (Object.keys(COMMANDS) as CommandType[]).filter(
  (type) => !(SERVED as readonly string[]).includes(type),
);

const command = fc.constantFrom(...HANDLED).chain((type) => {
  const fixed: Command = COMMANDS[type];
  if (type === "face-outcome") {
    return fc.constantFrom("same", "not-same", "unsure").map((face): Command => ({ type, outcome: face }) as Command);
  }
  if (type === "training" || type === "details") {
    return fc.boolean().map((on) => ({ ...fixed, ...(type === "training" ? { on } : { open: on }) }) as Command);
  }
  return fc.constant(fixed);
});

const input = fc.oneof(
  fc.constant({ ok: true, keys: keys() } as const),
  fc.constant({ ok: true, keys: keys({ source: "mrz", citizen: false, scans: [] }) } as const),
  fc.constant({ ok: false, issue: "not-understood" } as const),
);

const readers = fc.oneof(
  fc.constant({ service: "up", readers: [] }),
  fc.constant({ service: "up", readers: [reader()] }),
  fc.constant({ service: "up", readers: [reader("present")] }),
  fc.constant({ service: "up", readers: [reader("mute")] }),
  fc.constant({ service: "up", readers: [reader(), reader("absent", "Reader B")] }),
  fc.constant({ service: "down", readers: [] }),
  fc.constant({ service: "no-driver", readers: [] }),
) as fc.Arbitrary<Pick<Extract<Event, { readonly type: "readers" }>, "service" | "readers">>;

const wrongKey = { field: "number", computedExpiry: false, triesLeft: null } as const;
const outcomes = fc.oneof(
  fc.constantFrom(...VERDICTS).map((verdict) => outcome(verdict)),
  fc.constant(outcome("retry", { wrongKey })),
  fc.constant(outcome("retry", { needsZone: true })),
);

/** An event, with `id` of the reading under way filled in when it is played. */
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(command, input).map(([one, understood]) => asEvent(one, understood)) },
  { weight: 4, arbitrary: readers.map((seen): Event => ({ type: "readers", ...seen })) },
  { weight: 4, arbitrary: outcomes.map((found): Event => ({ type: "finished", id: 0, outcome: found })) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Event>(
      { type: "progress", id: 0, progress: { phase: "access" } },
      { type: "progress", id: 0, progress: { phase: "read", file: "DG2", done: 5, total: 9 } },
      { type: "progress", id: 0, progress: { phase: "interrupted" } },
      { type: "moved", id: 0 },
      {
        type: "preview",
        id: 0,
        preview: { generation: "vn-2021", fields: [{ id: "number", value: { kind: "text", text: MARK } }] },
      },
      { type: "portrait", reference: "", portrait: { state: "ready", id: "p", width: 1, height: 1 } },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Event>(
      { type: "checked", checks: [] },
      { type: "checked", checks: [{ id: "clock", state: "failed", text: { vi: "", en: "" }, todo: null }] },
      { type: "log", facts: { unwritten: 99, inspections: 99, sound: true, fault: null, mended: 0 } },
      { type: "log", facts: { unwritten: 0, inspections: 0, sound: true, fault: null, mended: 0 } },
      { type: "admin", open: true, data: adminData() },
      { type: "admin", open: true, data: adminData(true) },
      { type: "admin", open: false, data: adminData() },
      { type: "output-done", reference: "", output: "print" },
      { type: "pin-set" },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Event>(
      { type: "idle" },
      { type: "idle-second" },
      { type: "lock-time" },
      { type: "key-expired" },
    ),
  },
);

function asEvent(one: Command, understood: Extract<Event, { type: "command" }>["input"]): Event {
  const typed = one.type === "scan" || one.type === "key" || one.type === "can";
  return {
    type: "command",
    command: one as Handled,
    ...(typed && understood !== undefined ? { input: understood } : {}),
  };
}

function play(run: Run, chosen: Event | number): Event {
  const one = typeof chosen === "number" ? sensible(run, chosen) : chosen;
  const known = run.state.case;
  const there =
    one.type === "portrait" || one.type === "output-done"
      ? { ...one, reference: known?.reference ?? "" }
      : "id" in one
        ? { ...one, id: run.readingId }
        : one;
  run.do(there as Event);
  return there as Event;
}

const settings = fc.record({
  signIn: fc.boolean(),
  facesQueue: fc.boolean(),
  log: fc.constant({ unwrittenLimit: 3 }),
  idle: fc.constant({ warnAfter: 60, warning: 5, lockAfter: 300 }),
});

/** A number is what somebody would sensibly do where the station stands. */
const sequences = fc.tuple(
  settings,
  fc.array(fc.oneof({ weight: 3, arbitrary: fc.noBias(fc.nat(9999)) }, { weight: 1, arbitrary: event }), {
    maxLength: 60,
    size: "max",
  }),
);
const FACES = ["same", "not-same", "unsure"] as const;

function sensible(run: Run, number: number): Event {
  const { place } = run.state;
  if (run.state.idle !== null && number % 8 > 0) return { type: "idle-second" };
  if (number % 16 === 0) return { type: "idle" };
  if (place === "reading" || place === "moved") {
    const verdict = VERDICTS[number % VERDICTS.length] ?? "genuine";
    return { type: "finished", id: 0, outcome: number % 13 === 0 ? outcome("retry", { wrongKey }) : outcome(verdict) };
  }
  if (place === "ready" || place === "no-reader") {
    if (number % 3 > 0) return { type: "readers", service: "up", readers: [reader("present")] };
  }
  if (place === "self-check") {
    const facts = { unwritten: 0, inspections: 0, sound: true, fault: null, mended: 0 };
    return number % 2 === 0 ? { type: "checked", checks: [] } : { type: "log", facts };
  }
  if (run.state.case?.portrait.state === "loading" && number % 7 > 0) {
    return { type: "portrait", reference: "", portrait: { state: "ready", id: "p", width: 1, height: 1 } };
  }
  if (place === "face" && number % 4 > 0) {
    return asEvent({ type: "face-outcome", outcome: FACES[number % 5] ?? "same" }, undefined);
  }
  if (place === "result" && run.state.case !== null && number % 5 > 0) {
    const actions = actionsOf(run.state.case, run.state.settings, run.state.procedure);
    return asEvent(COMMANDS[actions[number % actions.length] ?? "touch"], undefined);
  }
  const allowed = HANDLED.filter((type) => type !== "lock" && type !== "touch" && allows(run.state, type));
  const type = allowed[number % allowed.length] ?? "touch";
  if (type === "face-outcome") return asEvent({ type, outcome: FACES[number % 3] ?? "same" }, undefined);
  if (type === "training") return asEvent({ type, on: !run.state.training }, undefined);
  return asEvent(COMMANDS[type], { ok: true, keys: keys() });
}
const RUNS = { numRuns: 700 };

function start(settings: Partial<State["settings"]>): Run {
  const run = new Run(freshState(settings));
  return run.ready();
}

describe("any sequence of events", () => {
  it("comes to every place, with both outcomes of what the others ask", () => {
    const seen = new Set<string>();
    for (const [chosen, events] of fc.sample(sequences, { numRuns: RUNS.numRuns, seed: 1 })) {
      const run = start(chosen);
      for (const one of events) {
        play(run, one);
        seen.add(run.state.place);
      }
      for (const effect of run.effects) {
        if (effect.type === "log" && effect.event.event === "outcome") seen.add(effect.event.outcome);
      }
    }
    expect([...PLACES, "finished", "referred", "manual", "wiped", "cancelled"].filter((one) => !seen.has(one))).toEqual(
      [],
    );
  });

  it("gives a view of the contract, with nothing of a citizen whose case is over", () => {
    fc.assert(
      fc.property(sequences, ([chosen, events]) => {
        const run = start(chosen);
        for (const one of events) {
          play(run, one);
          const view = viewOf(run.state, 1);
          v.parse(viewSchema, view);
          const shown = JSON.stringify(view);
          if (run.state.case === null) expect(JSON.stringify(run.state)).not.toContain(MARK);
          const hidden = chosen.facesQueue && !run.state.turned;
          if (run.state.case === null || hidden) expect(shown).not.toContain(MARK);
          expect(shown).not.toContain(`${MARK} can`);
          expect(shown).not.toContain(`${MARK} scan`);
        }
        const rows = run.effects.filter(({ type }) => type === "log");
        expect(JSON.stringify(rows)).not.toContain(MARK);
      }),
      RUNS,
    );
  });

  it("shows a verdict only as the inspection gave it, and none to the queue", () => {
    fc.assert(
      fc.property(sequences, ([chosen, events]) => {
        const run = start(chosen);
        let given: string | undefined;
        for (const one of events) {
          const told = play(run, one);
          if (told.type === "finished" && run.state.case?.found === told.outcome) given = told.outcome.verdict;
          const { screen } = viewOf(run.state, 1);
          if (chosen.facesQueue && !run.state.turned) {
            expect(["result", "details", "face", "slip", "refer", "reading", "moved"]).not.toContain(screen.name);
          }
          const verdict =
            "result" in screen ? screen.result.verdict : "slip" in screen ? screen.slip.verdict : undefined;
          if (verdict !== undefined) expect(verdict).toBe(given);
          if (screen.name === "slip") expect(verdict).toMatch(/^genuine/);
        }
      }),
      RUNS,
    );
  });

  it("finishes nobody with a green result whose face was not found to be the same", () => {
    fc.assert(
      fc.property(sequences, ([chosen, events]) => {
        const run = start(chosen);
        for (const one of events) {
          const before = run.state.case;
          const rows = run.effects.length;
          play(run, one);
          for (const effect of run.effects.slice(rows)) {
            if (effect.type !== "log" || effect.event.event !== "outcome" || effect.event.outcome !== "finished")
              continue;
            const verdict = before?.found?.verdict ?? "";
            const compared = before?.face === "same" && before.portrait.state === "ready";
            expect(verdict === "not-valid" || (verdict.startsWith("genuine") && compared)).toBe(true);
          }
        }
      }),
      RUNS,
    );
  });

  it("forgets the citizen in the end when nobody touches anything", () => {
    fc.assert(
      fc.property(sequences, ([chosen, events]) => {
        const run = start(chosen);
        for (const one of events) play(run, one);
        // Only the timers that the machine asks for: the shortest rings first.
        for (let rung = 0; rung < 40 && run.state.case !== null; rung++) {
          const [next] = [...timersOf(run.state)].sort((a, b) => a.ms - b.ms);
          expect(next).toBeDefined();
          if (next !== undefined) run.do(next.event);
        }
        expect(run.state.case).toBeNull();
        expect(["result", "details", "face", "slip", "reading", "moved", "wrong-key"]).not.toContain(run.state.place);
      }),
      RUNS,
    );
  });

  it("drops what is kept outside whenever a case with a reading ends", () => {
    fc.assert(
      fc.property(sequences, ([chosen, events]) => {
        const run = start(chosen);
        for (const one of events) {
          const before = run.state.case;
          const effects = run.effects.length;
          play(run, one);
          if (before === null || run.state.case !== null) continue;
          const now = run.effects.slice(effects).map(({ type }) => type);
          expect(now).toContain("drop");
          if (before.reading !== null) expect(now).toContain("cancel-reading");
        }
      }),
      RUNS,
    );
  });
});
