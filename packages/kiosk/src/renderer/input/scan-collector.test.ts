import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MAX_SCAN } from "../../shared/index.js";
import { AFTER_ENTER_MS, AFTER_KEY_MS, ScanCollector, WITHIN_MRZ_MS } from "./scan-collector.js";

describe("ScanCollector", () => {
  let typed = "";
  let sent: string[] = [];
  const make = () =>
    new ScanCollector(
      () => {
        const text = typed;
        typed = "";
        return text;
      },
      (text) => sent.push(text),
    );
  const line = (collector: ScanCollector, text: string) => {
    typed = text;
    collector.typed();
    return collector.lineEnd();
  };

  beforeEach(() => {
    vi.useFakeTimers();
    typed = "";
    sent = [];
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("gives on one line a moment after its end, and clears what was typed at once", () => {
    const collector = make();
    expect(line(collector, "001099123456")).toBe(true);
    expect(typed).toBe("");
    vi.advanceTimersByTime(AFTER_ENTER_MS - 1);
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(sent).toEqual(["001099123456"]);
    expect(collector.gathering).toBe(false);
  });

  it("takes an end without text for nothing, but after a line for its tail", () => {
    const collector = make();
    expect(line(collector, "")).toBe(false);
    expect(line(collector, "a|b")).toBe(true);
    expect(line(collector, "")).toBe(true);
    vi.runAllTimers();
    expect(sent).toEqual(["a|b"]);
  });

  it("waits longer between the lines of an MRZ, and no longer after its last", () => {
    const collector = make();
    const mrz = ["A".repeat(30), "B".repeat(30), "C".repeat(30)];
    line(collector, mrz[0] ?? "");
    vi.advanceTimersByTime(WITHIN_MRZ_MS - 1);
    line(collector, mrz[1] ?? "");
    vi.advanceTimersByTime(WITHIN_MRZ_MS - 1);
    line(collector, mrz[2] ?? "");
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(AFTER_ENTER_MS);
    expect(sent).toEqual([mrz.join("\n")]);
  });

  it("takes a last line that has no end", () => {
    const collector = make();
    line(collector, "P<UTO".padEnd(44, "<"));
    typed = "L898902C3".padEnd(44, "<");
    collector.typed();
    vi.advanceTimersByTime(AFTER_KEY_MS);
    expect(sent[0]?.split("\n")).toHaveLength(2);
  });

  it("hands its lines over to another, and keeps none", () => {
    const first = make();
    line(first, "one");
    const lines = first.release();
    vi.runAllTimers();
    expect(sent).toEqual([]);
    expect(first.gathering).toBe(false);
    const second = make();
    second.resume(lines);
    line(second, "two");
    vi.runAllTimers();
    expect(sent).toEqual(["one\ntwo"]);
  });

  it("cuts what is too long just beyond the limit", () => {
    line(make(), "x".repeat(MAX_SCAN * 2));
    vi.runAllTimers();
    expect(sent[0]).toHaveLength(MAX_SCAN + 1);
  });
});
