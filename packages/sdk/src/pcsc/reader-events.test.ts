import { describe, expect, it } from "vitest";
import { type ReaderState, STATE } from "./binding.js";
import { cardPresence, eventsBetween } from "./reader-events.js";

const ATR = Uint8Array.of(0x3b, 0x00);
const reader = (state: number, name = "R"): ReaderState => ({ name, state, atr: ATR });
const types = (before: readonly ReaderState[], after: readonly ReaderState[]): string[] =>
  eventsBetween(before, after).map(({ type }) => type);

describe("eventsBetween", () => {
  it("masks everything but presence: counters, users, change bits", () => {
    const busy = reader((7 << 16) | STATE.present | STATE.changed | STATE.inUse | STATE.exclusive);
    expect(types([reader((7 << 16) | STATE.present)], [busy])).toEqual([]);
    expect(types([reader((3 << 16) | STATE.empty)], [reader((4 << 16) | STATE.empty | STATE.changed)])).toEqual([]);
  });

  it("tells a card that comes, goes, or comes with its reader and goes with it", () => {
    const empty = reader(STATE.empty);
    const full = reader(STATE.present);
    expect(types([empty], [full])).toEqual(["card-inserted"]);
    expect(types([full], [empty])).toEqual(["card-removed"]);
    expect(types([], [full])).toEqual(["reader-added", "card-inserted"]);
    expect(types([full], [])).toEqual(["card-removed", "reader-removed"]);
  });

  it("tells a swap between two reports by the count, across its overflow too", () => {
    const at = (count: number): ReaderState => reader(((count << 16) | STATE.present) >>> 0);
    expect(types([at(1)], [at(3)])).toEqual(["card-removed", "card-inserted"]);
    expect(types([at(0xffff)], [at(1)])).toEqual(["card-removed", "card-inserted"]);
    expect(types([at(0)], [at(0)])).toEqual([]);
  });

  it("tells a card that is felt but mute, and when it answers after all", () => {
    const mute = reader(STATE.present | STATE.mute);
    expect(eventsBetween([], [mute]).at(-1)).toEqual({ type: "card-inserted", reader: "R", atr: ATR, mute: true });
    expect(types([mute], [reader(STATE.present)])).toEqual(["card-removed", "card-inserted"]);
  });

  it("keeps readers apart", () => {
    const before = [reader(STATE.present, "A"), reader(STATE.empty, "B")];
    const after = [reader(STATE.empty, "B"), reader(STATE.present, "C")];
    expect(eventsBetween(before, after).map((event) => `${event.type} ${event.reader}`)).toEqual([
      "card-removed A",
      "reader-removed A",
      "reader-added C",
      "card-inserted C",
    ]);
  });
});

it("cardPresence", () => {
  expect(cardPresence(STATE.empty)).toBe("absent");
  expect(cardPresence(STATE.unavailable)).toBe("absent");
  expect(cardPresence(0x40022)).toBe("present");
  expect(cardPresence(0x40222)).toBe("mute");
});
