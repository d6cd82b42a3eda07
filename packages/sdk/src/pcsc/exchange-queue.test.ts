import { afterEach, describe, expect, it, vi } from "vitest";
import { ExchangeQueue, orAbandon, pause, TimeLimit, throwIfAborted } from "./exchange-queue.js";

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

describe("TimeLimit", () => {
  it("ends each wait at its own time, and none that was ended before", async () => {
    const limit = new TimeLimit(60);
    const began = performance.now();
    const over: [string, number][] = [];
    const note = (name: string) => () => over.push([name, performance.now() - began]);
    limit.begin(note("first"));
    const endSecond = limit.begin(note("second"));
    await sleep(30);
    limit.begin(note("third"));
    endSecond();
    await sleep(120);
    expect(over.map(([name]) => name)).toEqual(["first", "third"]);
    expect(over[0]?.[1]).toBeGreaterThanOrEqual(59);
    expect(over[1]?.[1]).toBeGreaterThanOrEqual(89);
    // Idle for longer than its time, then used again.
    limit.begin(note("fourth"));
    await sleep(30);
    expect(over).toHaveLength(2);
    await sleep(60);
    expect(over.at(-1)?.[0]).toBe("fourth");
  });

  describe("at rest", () => {
    afterEach(() => void vi.useRealTimers());

    it("has no timer that keeps it in memory, and works again when it is asked to", () => {
      vi.useFakeTimers();
      const limit = new TimeLimit(60_000);
      const end = limit.begin(() => undefined);
      limit.rest();
      expect(vi.getTimerCount()).toBe(1);
      end();
      limit.rest();
      expect(vi.getTimerCount()).toBe(0);
      const over = vi.fn();
      limit.begin(over);
      vi.advanceTimersByTime(60_001);
      expect(over).toHaveBeenCalledOnce();
    });
  });
});

describe("orAbandon", () => {
  it("gives the outcome in time, and never calls abandoned then", async () => {
    let abandoned = 0;
    const limit = new TimeLimit(30);
    const stop = new AbortController();
    const count = (): void => void abandoned++;
    expect(await orAbandon(Promise.resolve(1), limit, stop.signal, count)).toBe(1);
    await expect(orAbandon(Promise.reject(new Error("its own")), limit, stop.signal, count)).rejects.toThrow("its own");
    await sleep(60);
    stop.abort();
    expect(abandoned).toBe(0);
  });

  it("abandons once, by time or by signal, and leaves the rest unobserved", async () => {
    let abandoned = 0;
    const late = sleep(60).then(() => Promise.reject(new Error("late")));
    await expect(orAbandon(late, new TimeLimit(20), undefined, () => void abandoned++)).rejects.toMatchObject({
      code: "card.timeout",
    });
    const stop = new AbortController();
    const never = orAbandon(new Promise(() => undefined), new TimeLimit(40), stop.signal, () => void abandoned++);
    stop.abort(new Error("enough"));
    await expect(never).rejects.toThrow("enough");
    await sleep(80);
    expect(abandoned).toBe(2);
  });
});

describe("ExchangeQueue", () => {
  it("runs one at a time, goes on after a failure, and tells when nothing runs", async () => {
    const queue = new ExchangeQueue();
    const log: string[] = [];
    const task =
      (name: string, fail = false) =>
      async (): Promise<string> => {
        log.push(`${name} begins`);
        await sleep(5);
        log.push(`${name} ends`);
        if (fail) throw new Error(name);
        return name;
      };
    const outcomes = Promise.allSettled([queue.run(task("a", true)), queue.run(task("b")), queue.run(task("c"))]);
    expect(queue.busy).toBe(true);
    await queue.settled();
    expect(queue.busy).toBe(false);
    expect(log).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
    expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
  });
});

describe("pause", () => {
  it("waits, unless the signal ends it", async () => {
    await pause(5);
    const stop = new AbortController();
    const waiting = pause(10_000, stop.signal);
    stop.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    await expect(pause(10_000, stop.signal)).rejects.toThrow("enough");
    expect(() => throwIfAborted(stop.signal)).toThrow("enough");
    expect(() => throwIfAborted(new AbortController().signal)).not.toThrow();
  });
});
