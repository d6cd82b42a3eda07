import { describe, expect, it } from "vitest";
import type { LogEvent } from "../../src/station/log/types.js";
import type { SeenReader } from "../../src/station/machine/state.js";
import { timersOf } from "../../src/station/machine/timers.js";
import { Run } from "./machine-run.js";
import { adminData, COMMANDS, freshState, outcome, READER_NAME, reader } from "./samples.js";

// Where one thing happens while another is not over yet: cards that come and go meanwhile, rows of the log that would be
// missing, what is left of the inspection before.

const TOKEN = "Token Reader 00";

const outcomes = (run: Run): Extract<LogEvent, { readonly event: "outcome" }>[] =>
  run.effects.flatMap((effect) => (effect.type === "log" && effect.event.event === "outcome" ? [effect.event] : []));

describe("a card that stays in another reader", () => {
  // An officer's signing token is a reader whose card never leaves.
  const beside = (card: SeenReader["card"]) => ({
    type: "readers" as const,
    service: "up" as const,
    readers: [reader(card), reader("present", TOKEN)],
  });

  it("is not taken for the citizen's: the next citizen's card asks for its key", () => {
    const run = new Run(freshState({ reader: READER_NAME }));
    run.do(beside("absent"));
    run.do({ type: "checked", checks: [] });
    run.command(COMMANDS.scan);
    run.do(beside("present"));
    run.do({ type: "finished", id: run.readingId, outcome: outcome("unconfirmed") });
    run.command(COMMANDS.cancel);
    expect(run.state.place).toBe("ready");
    run.do(beside("absent"));
    run.do(beside("present"));
    expect(run.state.place).toBe("key-needed");
  });

  it("does not keep a wrong key from being tried on the card that was put down in its place", () => {
    const run = new Run(freshState({ reader: READER_NAME }));
    run.do(beside("absent"));
    run.do({ type: "checked", checks: [] });
    run.command(COMMANDS.scan);
    run.do(beside("present"));
    const wrongKey = { field: "number", computedExpiry: false, triesLeft: null } as const;
    run.do({ type: "finished", id: run.readingId, outcome: outcome("retry", { wrongKey }) });
    run.do(beside("absent"));
    run.do(beside("present"));
    expect(run.state.place).toBe("reading");
  });
});

describe("a card that leaves before its reading is judged", () => {
  it("is not still there for the next citizen", () => {
    const run = new Run().reading();
    // The last byte is read; what was read is still being verified.
    run.do({ type: "readers", service: "up", readers: [reader()] });
    run.do({ type: "finished", id: run.readingId, outcome: outcome("not-valid") });
    run.command(COMMANDS.finish);
    expect(run.state.place).toBe("ready");
    run.do({ type: "readers", service: "up", readers: [reader("present")] });
    expect(run.state.place).toBe("key-needed");
  });

  it("leaves a wrong key to the card that comes next", () => {
    const run = new Run().reading();
    run.do({ type: "readers", service: "up", readers: [reader()] });
    const wrongKey = { field: "number", computedExpiry: false, triesLeft: null } as const;
    run.do({ type: "finished", id: run.readingId, outcome: outcome("retry", { wrongKey }) });
    run.do({ type: "readers", service: "up", readers: [reader("present")] });
    expect(run.state.place).toBe("reading");
  });

  it("is one that was put back when it lies there again", () => {
    const run = new Run().reading();
    run.do({ type: "readers", service: "up", readers: [reader()] });
    run.do({ type: "readers", service: "up", readers: [reader("present")] });
    run.do({ type: "finished", id: run.readingId, outcome: outcome("not-valid") });
    run.command(COMMANDS.finish);
    expect(run.state.place).toBe("ready");
  });
});

describe("a station that is left alone", () => {
  it("is locked from the administration too: the machine sleeps with a supervisor's rights open", () => {
    const run = new Run(freshState({ signIn: true })).ready();
    run.do({ type: "admin", open: true, data: adminData() });
    expect(run.command(COMMANDS.lock).refusal).toBeUndefined();
    expect(run.state).toMatchObject({ place: "locked", locked: true, admin: null });
  });

  it("is locked while it is blocked: the officer is signed out, and finds the reason again", () => {
    const run = new Run(freshState({ signIn: true, log: { unwrittenLimit: 0 } })).ready();
    run.command(COMMANDS["sign-in"]);
    run.do({ type: "log", facts: { unwritten: 1, inspections: 1, sound: true, fault: null, mended: 0 } });
    expect(run.state).toMatchObject({ place: "self-check", officer: "cb01" });
    expect(run.command(COMMANDS.lock).refusal).toBeUndefined();
    expect(run.state).toMatchObject({ place: "locked", officer: null });
    run.command(COMMANDS["sign-in"]);
    expect(run.state.place).toBe("self-check");
  });

  it("locks on the page with a reference as well", () => {
    const run = new Run(freshState({ idle: { warnAfter: 60, warning: 15, lockAfter: 300 } })).result("not-genuine");
    run.command(COMMANDS.refer);
    expect(timersOf(run.state).map(({ event }) => event.type)).toEqual(["lock-time"]);
    run.do({ type: "lock-time" });
    expect(run.state).toMatchObject({ place: "locked", refer: null });
  });
});

describe("the log's row of an outcome", () => {
  const onManual = (): Run => {
    const run = new Run().result("retry");
    run.state = { ...run.state, case: run.state.case && { ...run.state.case, failures: 3 } };
    run.command(COMMANDS.manual);
    expect(run.state.place).toBe("manual");
    return run;
  };

  it.each([
    ["cancel", "cancelled"],
    ["lock", "cancelled"],
  ] as const)("is there when the manual path ends by %s", (type, ended) => {
    const run = onManual();
    const reference = run.state.manual?.reference;
    run.command(COMMANDS[type]);
    expect(outcomes(run)).toEqual([{ event: "outcome", reference, outcome: ended, face: null }]);
    expect(run.state.manual).toBeNull();
  });

  it("is one and no more when the manual path is left to itself", () => {
    const run = onManual();
    run.do({ type: "idle" });
    for (let second = 0; second < 15; second++) run.do({ type: "idle-second" });
    expect(outcomes(run).map(({ outcome: one }) => one)).toEqual(["wiped"]);
  });

  it("is none in training", () => {
    const run = new Run().ready();
    run.command(COMMANDS.training);
    run.command(COMMANDS.lesson);
    for (let take = 0; take < 3; take++) {
      run.do({ type: "finished", id: run.readingId, outcome: outcome("retry") });
      if (take < 2) run.command(COMMANDS.again);
    }
    run.command(COMMANDS.manual);
    expect(run.state.place).toBe("manual");
    run.command(COMMANDS.cancel);
    expect(outcomes(run)).toEqual([]);
  });
});

describe("reading again", () => {
  it("drops what the reading before brought, also while the card is not there", () => {
    for (const card of ["present", "absent"] as const) {
      const run = new Run().result("unconfirmed");
      run.command(COMMANDS.reveal);
      run.do({ type: "readers", service: "up", readers: [reader(card)] });
      const before = run.effects.length;
      run.command(COMMANDS.again);
      const types = run.effects.slice(before).map(({ type }) => type);
      expect([card, types[0]]).toEqual([card, "drop"]);
      expect(run.state.case).toMatchObject({ found: null, portrait: { state: "none" }, shown: [], face: null });
    }
  });
});

describe("the comparison of faces", () => {
  const portraits = [
    ["loading", false],
    ["none", false],
    ["undecodable", false],
    ["ready", true],
  ] as const;

  it.each(portraits)("with a portrait that is %s can be the same: %s", (state, may) => {
    const run = new Run().reading();
    run.do({ type: "finished", id: run.readingId, outcome: outcome("genuine", { portrait: state !== "none" }) });
    const reference = run.state.case?.reference ?? "";
    const portrait = state === "ready" ? { state, id: reference, width: 1, height: 1 } : ({ state } as const);
    if (state !== "loading" && state !== "none") run.do({ type: "portrait", reference, portrait });
    run.command(COMMANDS.face);
    expect(run.command({ type: "face-outcome", outcome: "same" }).refusal === undefined).toBe(may);
    if (!may) {
      expect(run.state.place).toBe("face");
      expect(run.command({ type: "face-outcome", outcome: "unsure" }).refusal).toBeUndefined();
    }
  });
});
