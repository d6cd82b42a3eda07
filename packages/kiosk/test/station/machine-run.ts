import type { Command, Verdict } from "../../src/shared/index.js";
import { type Effect, type Event, type Handled, SERVED, type Step } from "../../src/station/machine/events.js";
import type { State } from "../../src/station/machine/state.js";
import { step } from "../../src/station/machine/step.js";
import { freshState, keys, outcome, reader } from "./samples.js";

/** A machine that is driven by hand. */
export class Run {
  state: State;
  effects: Effect[] = [];
  #moments = 0;

  constructor(state: State = freshState()) {
    this.state = state;
  }

  do(event: Event): Step {
    this.#moments++;
    const result = step(this.state, event, { at: "2026-11-28T08:00:00", reference: `REF-${this.#moments}` });
    this.state = result.state;
    this.effects.push(...result.effects);
    return result;
  }

  /** A command that the machine handles itself, with a key that is understood. */
  command(command: Command): Step {
    if ((SERVED as readonly string[]).includes(command.type)) throw new Error("not the machine's");
    const typed = command.type === "scan" || command.type === "key" || command.type === "can";
    return this.do({
      type: "command",
      command: command as Handled,
      ...(typed ? { input: { ok: true, keys: keys() } as const } : {}),
    });
  }

  /** Through the self-check to the ready screen. */
  ready(): this {
    this.do({ type: "readers", service: "up", readers: [reader()] });
    this.do({ type: "checked", checks: [] });
    return this;
  }

  reading(): this {
    this.ready();
    this.command({ type: "scan", text: "x" });
    this.do({ type: "readers", service: "up", readers: [reader("present")] });
    return this;
  }

  get readingId(): number {
    return this.state.case?.reading?.id ?? -1;
  }

  result(verdict: Verdict = "genuine"): this {
    this.reading();
    this.do({ type: "finished", id: this.readingId, outcome: outcome(verdict) });
    return this.decoded();
  }

  /** The portrait of the result is there to be looked at. */
  decoded(): this {
    const reference = this.state.case?.reference ?? "";
    this.do({ type: "portrait", reference, portrait: { state: "ready", id: reference, width: 1, height: 1 } });
    return this;
  }

  rows(): string[] {
    return this.effects.flatMap((effect) => (effect.type === "log" ? [effect.event.event] : []));
  }
}
