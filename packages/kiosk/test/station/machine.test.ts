import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { type CommandType, VERDICTS, type Verdict, viewSchema } from "../../src/shared/index.js";
import { ALLOWED, allows } from "../../src/station/machine/allowed.js";
import { SERVED } from "../../src/station/machine/events.js";
import { PLACES, type Place, type State } from "../../src/station/machine/state.js";
import { viewOf } from "../../src/station/view/view.js";
import { Run } from "./machine-run.js";
import { adminData, COMMANDS, freshState, keys, MARK, outcome, reader } from "./samples.js";

/** A run that stands at each place. */
const AT: { readonly [P in Place]: () => Run } = {
  "self-check": () => {
    const run = new Run();
    const failed = { id: "clock", state: "failed", text: { vi: "", en: "" }, todo: null } as const;
    run.do({ type: "checked", checks: [failed] });
    return run;
  },
  locked: () => {
    const run = new Run(freshState({ signIn: true }));
    return run.ready();
  },
  ready: () => new Run().ready(),
  "no-reader": () => {
    const run = new Run().ready();
    run.do({ type: "readers", service: "up", readers: [] });
    return run;
  },
  "key-needed": () => {
    const run = new Run().ready();
    run.do({ type: "readers", service: "up", readers: [reader("present")] });
    return run;
  },
  reading: () => new Run().reading(),
  moved: () => {
    const run = new Run().reading();
    run.do({ type: "moved", id: run.readingId });
    return run;
  },
  "wrong-key": () => {
    const run = new Run().reading();
    const wrongKey = { field: "number", computedExpiry: false, triesLeft: null } as const;
    run.do({ type: "finished", id: run.readingId, outcome: outcome("retry", { wrongKey }) });
    return run;
  },
  result: () => new Run().result(),
  details: () => {
    const run = new Run().result();
    run.command(COMMANDS.details);
    return run;
  },
  face: () => {
    const run = new Run().result();
    run.command(COMMANDS.face);
    return run;
  },
  slip: () => {
    const run = AT.face();
    run.command(COMMANDS["face-outcome"]);
    run.command(COMMANDS.slip);
    return run;
  },
  refer: () => {
    const run = new Run().result("not-genuine");
    run.command(COMMANDS.refer);
    return run;
  },
  manual: () => {
    const run = new Run().ready();
    run.command(COMMANDS.manual);
    return run;
  },
  admin: () => {
    const run = new Run().ready();
    run.do({ type: "admin", open: true, data: adminData() });
    return run;
  },
  training: () => {
    const run = new Run().ready();
    run.command(COMMANDS.training);
    return run;
  },
};

const TYPES = Object.keys(COMMANDS) as CommandType[];

describe("every place", () => {
  it.each(PLACES)("%s is reached, and its view is one of the contract", (place) => {
    const { state } = AT[place]();
    expect(state.place).toBe(place);
    const view = v.parse(viewSchema, viewOf(state, 1));
    expect(view.screen.name).toBe(place);
  });

  it.each(PLACES)("%s takes its commands and refuses every other, with nothing changed by it", (place) => {
    for (const type of TYPES) {
      const run = AT[place]();
      const before = run.state;
      if ((SERVED as readonly string[]).includes(type)) {
        expect(allows(before, type)).toBe(ALLOWED[place].includes(type));
        continue;
      }
      const effects = run.effects.length;
      const { refusal } = run.command(COMMANDS[type]);
      const taken = refusal === undefined;
      if (!ALLOWED[place].includes(type)) expect([type, taken]).toEqual([type, false]);
      if (taken) continue;
      expect([type, refusal]).toEqual([type, "not-now"]);
      expect(run.effects.length).toBe(effects);
      expect({ ...run.state, touched: 0, idle: null }).toEqual({ ...before, touched: 0, idle: null });
    }
  });

  it("is touched by any command, and leaves the warning", () => {
    for (const place of PLACES) {
      const run = AT[place]();
      run.state = { ...run.state, idle: 3 };
      run.command(COMMANDS.touch);
      expect(run.state.idle).toBeNull();
    }
  });
});

describe("the result", () => {
  const finishes: Readonly<Record<Verdict, boolean>> = {
    genuine: false,
    "genuine-copyable": false,
    unconfirmed: false,
    retry: false,
    "not-genuine": false,
    "not-valid": true,
  };

  it.each(VERDICTS)("%s is finished before the faces are compared only when it says nothing of a person", (verdict) => {
    const run = new Run().result(verdict);
    expect(run.command(COMMANDS.finish).refusal === undefined).toBe(finishes[verdict]);
  });

  it.each(["genuine", "genuine-copyable"] as const)("%s goes on after the same face alone", (verdict) => {
    for (const face of ["same", "not-same", "unsure"] as const) {
      const run = new Run().result(verdict);
      run.command(COMMANDS.face);
      run.command({ type: "face-outcome", outcome: face });
      expect(run.command(COMMANDS.face).refusal).toBe("not-now");
      if (face === "same") {
        expect(run.command(COMMANDS.slip).refusal).toBeUndefined();
      } else {
        expect(run.command(COMMANDS.slip).refusal).toBe("not-now");
        expect(run.command(COMMANDS.finish).refusal).toBe("not-now");
        expect(run.command(COMMANDS.refer).refusal).toBeUndefined();
        expect(run.effects.at(-1)).toMatchObject({ type: "log", event: { outcome: "referred", face } });
      }
    }
  });

  it.each(VERDICTS.filter((verdict) => !verdict.startsWith("genuine")))("%s leads to no slip", (verdict) => {
    const run = new Run().result(verdict);
    expect(run.command(COMMANDS.slip).refusal).toBe("not-now");
    expect(run.command(COMMANDS.face).refusal).toBe("not-now");
  });

  it("offers the manual path after three failures in a row, and not after one success between", () => {
    const run = new Run().result("retry");
    for (const [verdict, offered] of [
      ["retry", false],
      ["unconfirmed", false],
      ["retry", false],
      ["retry", false],
      ["retry", true],
    ] as const) {
      run.command(COMMANDS.again);
      run.do({ type: "finished", id: run.readingId, outcome: outcome(verdict) });
      expect(viewOf(run.state, 1).screen).toMatchObject({ name: "result" });
      expect(run.command(COMMANDS.manual).refusal === undefined).toBe(offered);
    }
    expect(run.state.manual?.failures).toBe(3);
    run.command({ type: "manual-outcome", reason: "no-chip" });
    expect(run.effects.at(-1)).toMatchObject({ event: { outcome: "manual", manual: "no-chip" } });
  });

  it("stays whatever happens at the readers", () => {
    for (const place of ["result", "details", "face", "slip"] as const) {
      const run = AT[place]();
      const found = run.state.case?.found;
      run.do({ type: "readers", service: "up", readers: [reader()] });
      run.do({ type: "readers", service: "up", readers: [reader("present")] });
      run.do({ type: "readers", service: "down", readers: [] });
      expect(run.state.place).toBe(place);
      expect(run.state.case?.found).toBe(found);
    }
  });

  it("listens to no earlier reading", () => {
    const run = new Run().reading();
    const earlier = run.readingId;
    run.command(COMMANDS.cancel);
    const { state } = run;
    run.do({ type: "finished", id: earlier, outcome: outcome() });
    run.do({ type: "moved", id: earlier });
    run.do({ type: "progress", id: earlier, progress: { phase: "access" } });
    run.do({ type: "preview", id: earlier, preview: { generation: "vn-2021", fields: [] } });
    expect(run.state).toEqual(state);
  });

  it("takes no portrait of another inspection", () => {
    const run = new Run().reading();
    run.do({ type: "finished", id: run.readingId, outcome: outcome() });
    const portrait = { state: "ready", id: "p", width: 1, height: 1 } as const;
    run.do({ type: "portrait", reference: "another", portrait });
    expect(run.state.case?.portrait).toEqual({ state: "loading" });
    run.do({ type: "portrait", reference: run.state.case?.reference ?? "", portrait });
    expect(run.state.case?.portrait).toEqual(portrait);
  });
});

describe("keys", () => {
  it("of one document are not used for another", () => {
    const run = new Run().ready();
    run.command(COMMANDS.scan);
    run.do({
      type: "command",
      command: COMMANDS.scan,
      input: { ok: true, keys: keys({ scans: ["other"], attempts: [{ can: "other" }] }) },
    });
    expect(run.state.case?.scans).toEqual(["other"]);
    expect(run.state.case?.keys?.attempts).toEqual([{ can: "other" }]);
  });

  it("of six digits are asked for anew as a zone where the card wants one", () => {
    const run = new Run().reading();
    run.do({ type: "finished", id: run.readingId, outcome: outcome("retry", { needsZone: true }) });
    expect(viewOf(run.state, 1).screen).toEqual({ name: "key-needed", needs: "zone", issue: null });
    expect(run.state.case?.keys).toBeNull();
    run.do({ type: "readers", service: "up", readers: [reader()] });
    expect(run.state.needs).toBe("any");
  });

  it("are not spent twice on a card that counts its tries", () => {
    for (const [triesLeft, again] of [
      [null, true],
      [5, true],
      [2, false],
      [0, false],
    ] as const) {
      const run = new Run().reading();
      const wrongKey = { field: "number", computedExpiry: false, triesLeft } as const;
      run.do({ type: "finished", id: run.readingId, outcome: outcome("retry", { wrongKey }) });
      run.do({ type: "readers", service: "up", readers: [reader()] });
      run.do({ type: "readers", service: "up", readers: [reader("present")] });
      expect([triesLeft, run.state.place === "reading"]).toEqual([triesLeft, again]);
    }
  });
});

describe("the log", () => {
  it("gets a row when an inspection ends and one when the case does", () => {
    const run = new Run().result();
    run.command(COMMANDS.face);
    run.command(COMMANDS["face-outcome"]);
    run.command(COMMANDS.finish);
    expect(run.rows()).toEqual(["inspection", "outcome"]);
    expect(JSON.stringify(run.effects.filter(({ type }) => type === "log"))).not.toContain(MARK);
  });

  it("gets one outcome and no more for a case that went on by hand", () => {
    const run = new Run().result("retry");
    run.state = { ...run.state, case: run.state.case && { ...run.state.case, failures: 3 } };
    run.command(COMMANDS.manual);
    run.command(COMMANDS["manual-outcome"]);
    expect(run.rows()).toEqual(["inspection", "outcome"]);
  });

  it("blocks the station when the disk has not taken more inspections than it may", () => {
    const run = new Run(freshState({ log: { unwrittenLimit: 2 } })).result();
    const facts = (inspections: number) => ({
      unwritten: inspections,
      inspections,
      sound: true,
      fault: null,
      mended: 0,
    });
    run.do({ type: "log", facts: facts(2) });
    run.command(COMMANDS.cancel);
    expect(run.state.place).toBe("ready");
    run.do({ type: "log", facts: facts(3) });
    expect(viewOf(run.state, 1)).toMatchObject({
      warnings: ["log-unwritable", "no-pin"],
      screen: { name: "self-check", blocked: true, checks: [{ id: "log", state: "failed" }] },
    });
    run.do({ type: "log", facts: facts(0) });
    expect(run.state.place).toBe("ready");
  });

  it("serves the citizen at the counter before it blocks", () => {
    const run = new Run(freshState({ log: { unwrittenLimit: 0 } })).result();
    run.do({ type: "log", facts: { unwritten: 1, inspections: 1, sound: true, fault: null, mended: 0 } });
    expect(run.state.place).toBe("result");
    run.command(COMMANDS.cancel);
    expect(run.state.place).toBe("self-check");
  });

  it("knows of training the inspections alone", () => {
    const run = AT.training();
    run.command(COMMANDS.lesson);
    run.do({ type: "finished", id: run.readingId, outcome: outcome() });
    run.decoded();
    run.command(COMMANDS.reveal);
    run.command(COMMANDS.face);
    run.command(COMMANDS["face-outcome"]);
    run.command(COMMANDS.finish);
    expect(run.effects.flatMap((effect) => (effect.type === "log" ? [effect.event] : []))).toMatchObject([
      { event: "inspection", training: true },
    ]);
    expect(run.state.place).toBe("training");
  });
});

describe("the administration", () => {
  it("takes nothing but a PIN while there is none", () => {
    const run = new Run().ready();
    run.do({ type: "admin", open: true, data: adminData(true) });
    const taken = TYPES.filter((type) => allows(run.state, type));
    expect(taken.sort()).toEqual(["close-admin", "language", "quit", "set-pin", "touch"]);
  });

  it("is not opened by data that come after it was left", () => {
    const run = AT.admin();
    run.command(COMMANDS["close-admin"]);
    run.do({ type: "admin", open: false, data: adminData() });
    expect(run.state.place).toBe("ready");
    expect(run.state.admin).toBeNull();
  });

  it("is left by itself when nobody is there", () => {
    const run = AT.admin();
    run.do({ type: "idle" });
    for (let second = 0; second < 15; second++) run.do({ type: "idle-second" });
    expect(run.state).toMatchObject({ place: "ready", admin: null });
  });

  it("is opened from no place where a citizen's case is shown", () => {
    for (const place of ["reading", "moved", "wrong-key", "result", "details", "face", "slip"] as const) {
      const run = AT[place]();
      run.do({ type: "admin", open: true, data: adminData() });
      expect(run.state.place).toBe(place);
    }
  });
});

describe("a slip", () => {
  const settings: Partial<State["settings"]> = {
    procedures: [
      { id: "all", name: { vi: "x", en: "x" }, fields: ["number", "oldNumber", "religion", "spouse"] },
      { id: "none", name: { vi: "x", en: "x" }, fields: [] },
    ],
    outputs: { print: true, clipboard: true, handover: "/somewhere" },
  };
  const onSlip = (revealed: boolean, training = false): State => {
    const run = new Run(freshState(settings)).ready();
    if (training) {
      run.command(COMMANDS.training);
      run.command(COMMANDS.lesson);
    } else {
      run.command(COMMANDS.scan);
      run.do({ type: "readers", service: "up", readers: [reader("present")] });
    }
    run.do({ type: "finished", id: run.readingId, outcome: outcome() });
    run.decoded();
    if (revealed) run.command(COMMANDS.reveal);
    run.command(COMMANDS.face);
    run.command(COMMANDS["face-outcome"]);
    run.command(COMMANDS.slip);
    return run.state;
  };

  it("holds what the procedure names, and nothing sensitive without a reason given", () => {
    const values = (state: State) => state.case?.slip?.fields.map(({ value }) => value.kind);
    expect(values(onSlip(false))).toEqual(["text", "text", "hidden", "absent"]);
    expect(values(onSlip(true))).toEqual(["text", "text", "text", "absent"]);
  });

  it("of training is printed at most", () => {
    expect(onSlip(false).case?.slip?.outputs).toEqual(["print", "clipboard", "handover"]);
    expect(onSlip(false, true).case?.slip?.outputs).toEqual(["print"]);
  });

  it("is not offered where the procedure needs none", () => {
    const run = new Run(freshState({ ...settings, procedures: settings.procedures?.slice(1) ?? [] })).result();
    run.command(COMMANDS.face);
    run.command(COMMANDS["face-outcome"]);
    expect(run.command(COMMANDS.slip).refusal).toBe("not-now");
  });
});
