import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { blankView, type FromStation, type ToStation, type View } from "../../shared/index.js";
import { BackOff } from "./back-off.js";
import type { StationProcess } from "./process.js";
import { superviseStation } from "./supervisor.js";

/** A process that does nothing by itself. */
class FakeProcess implements StationProcess {
  readonly posted: ToStation[] = [];
  killed = false;
  #message: (message: unknown) => void = () => undefined;
  #exit: () => void = () => undefined;

  post(message: ToStation): void {
    this.posted.push(message);
  }
  kill(): void {
    this.killed = true;
    this.#exit();
  }
  onMessage(listener: (message: unknown) => void): void {
    this.#message = listener;
  }
  onExit(listener: () => void): void {
    this.#exit = listener;
  }
  says(message: FromStation | unknown): void {
    this.#message(message);
  }
  dies(): void {
    this.#exit();
  }
}

const ready = (revision: number, officer: string | null = "NV-07"): View => ({
  ...blankView(undefined, revision, []),
  station: { name: "Quầy 1", version: "0.1.0", officer, training: false },
  screen: { name: "refer", reference: "R-1", at: "2026-01-02T03:04:05Z" },
});

const supervise = (options: { patience?: number; closing?: number } = {}) => {
  const processes: FakeProcess[] = [];
  const station = superviseStation({
    start() {
      const process = new FakeProcess();
      processes.push(process);
      return process;
    },
    ...options,
  });
  const seen: View[] = [];
  station.onView((view) => seen.push(view));
  const last = (): FakeProcess => {
    const process = processes.at(-1);
    if (process === undefined) throw new Error("no process");
    return process;
  };
  return { station, processes, seen, last };
};

describe("superviseStation", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("passes views, commands and portraits on", async () => {
    const { station, seen, last } = supervise();
    last().says({ type: "view", view: ready(0) });
    expect(seen.map(({ screen }) => screen.name)).toEqual(["refer"]);
    expect(station.view()).toBe(seen[0]);

    const reply = station.send({ type: "lock" });
    const portrait = station.portrait("p1");
    expect(last().posted).toEqual([
      { type: "command", id: 1, command: { type: "lock" } },
      { type: "portrait", id: 2, portrait: "p1" },
    ]);
    last().says({ type: "portrait", id: 2, portrait: { mime: "image/png", bytes: new Uint8Array([1]) } });
    last().says({ type: "reply", id: 1, reply: { ok: true } });
    expect(await reply).toEqual({ ok: true });
    expect(await portrait).toEqual({ mime: "image/png", bytes: new Uint8Array([1]) });
  });

  it("shows nothing of a card when the process dies, says so, and starts it again", async () => {
    const { station, processes, seen, last } = supervise();
    last().says({ type: "view", view: ready(7) });
    const reply = station.send({ type: "lock" });
    const portrait = station.portrait("p1");
    last().dies();
    expect(await reply).toEqual({ ok: false, refusal: "station-down" });
    expect(await portrait).toBeNull();
    expect(station.view()).toMatchObject({
      station: { name: "Quầy 1", officer: null },
      warnings: ["station-restarted"],
      screen: { name: "self-check", checks: [] },
    });
    expect(JSON.stringify(station.view())).not.toContain("R-1");
    expect(await station.send({ type: "lock" })).toEqual({ ok: false, refusal: "station-down" });

    vi.advanceTimersByTime(250);
    expect(processes).toHaveLength(2);
    last().says({ type: "view", view: { ...ready(0), warnings: ["no-pin"] } });
    expect(station.view().warnings).toEqual(["no-pin", "station-restarted"]);
    const revisions = seen.map(({ revision }) => revision);
    expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b));
  });

  it("keeps the warning until somebody does something", async () => {
    const { station, seen, last } = supervise();
    last().dies();
    vi.advanceTimersByTime(250);
    last().says({ type: "view", view: ready(0) });
    const answered = async (command: Parameters<typeof station.send>[0], ok: boolean) => {
      const reply = station.send(command);
      const id = last().posted.length;
      last().says({ type: "reply", id, reply: ok ? { ok } : { ok, refusal: "not-now" } });
      await reply;
    };
    await answered({ type: "touch" }, true);
    await answered({ type: "lock" }, false);
    expect(station.view().warnings).toEqual(["station-restarted"]);
    await answered({ type: "lock" }, true);
    expect(station.view().warnings).toEqual([]);
    last().says({ type: "view", view: ready(1) });
    expect(station.view().warnings).toEqual([]);
    const revisions = seen.map(({ revision }) => revision);
    expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b));
  });

  it("ends a process that speaks out of the contract, and does not pass it on", () => {
    const { station, processes, last } = supervise();
    const before = station.view();
    const [first] = processes;
    last().says({ type: "view", view: { ...ready(0), extra: "<script>" } });
    expect(first?.killed).toBe(true);
    expect(station.view().revision).toBeGreaterThan(before.revision);
    expect(JSON.stringify(station.view())).not.toContain("script");
    first?.says({ type: "view", view: ready(9) });
    expect(station.view().screen.name).toBe("self-check");
  });

  it("ends a process that does not answer", async () => {
    const { station, processes } = supervise({ patience: 1000 });
    const reply = station.send({ type: "lock" });
    vi.advanceTimersByTime(999);
    expect(processes[0]?.killed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(processes[0]?.killed).toBe(true);
    expect(await reply).toEqual({ ok: false, refusal: "station-down" });
  });

  it("does not end a process that has answered", async () => {
    const { station, processes, last } = supervise({ patience: 1000 });
    const reply = station.send({ type: "lock" });
    last().says({ type: "reply", id: 1, reply: { ok: true } });
    await reply;
    vi.advanceTimersByTime(5000);
    expect(processes[0]?.killed).toBe(false);
  });

  it("lets the process end in order and starts none again", async () => {
    const { station, processes, last } = supervise();
    const closed = station.close();
    expect(last().posted).toEqual([{ type: "close" }]);
    last().says({ type: "closed" });
    last().dies();
    await closed;
    vi.advanceTimersByTime(60_000);
    expect(processes).toHaveLength(1);
    expect(processes[0]?.killed).toBe(false);
    expect(await station.send({ type: "lock" })).toEqual({ ok: false, refusal: "station-down" });
  });

  it("ends a process that does not end when asked", async () => {
    const { station, processes } = supervise({ closing: 100 });
    const closed = station.close();
    vi.advanceTimersByTime(100);
    await closed;
    expect(processes[0]?.killed).toBe(true);
  });

  it("closes while no process runs, and starts none", async () => {
    const { station, processes, last } = supervise();
    last().dies();
    await station.close();
    vi.advanceTimersByTime(60_000);
    expect(processes).toHaveLength(1);
  });

  it("survives a process that cannot be started", () => {
    let starts = 0;
    const station = superviseStation({
      start() {
        starts++;
        throw new Error("no memory");
      },
    });
    expect(station.view().warnings).toEqual(["station-restarted"]);
    vi.advanceTimersByTime(250 + 500 + 1000);
    expect(starts).toBe(4);
    void station.close();
  });
});

describe("BackOff", () => {
  it("doubles up to ten seconds, and begins anew after a sound life", () => {
    const backOff = new BackOff();
    expect(Array.from({ length: 8 }, () => backOff.after(10))).toEqual([
      250, 500, 1000, 2000, 4000, 8000, 10000, 10000,
    ]);
    expect(backOff.after(60_000)).toBe(250);
  });
});
