import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Screen } from "../../src/shared/index.js";
import { type Bench, createBench, READER } from "./bench.js";
import { canKeys, cardOf, documentOf, trustIssuer } from "./cards.js";

// The machine's clock is set wrong while the station runs.

const citizen = documentOf();
const HOUR = 3_600_000;
let bench: Bench;
/** By how much somebody has set the clock, ms. */
let set = 0;

beforeEach(async () => {
  set = 0;
  bench = await createBench({
    prepare: (folder) => trustIssuer(join(folder, "trust"), citizen),
    station: { now: () => Date.now() + set, built: Date.now() - 300 * 24 * HOUR },
  });
  bench.scans.set("qr", canKeys("123456"));
  await bench.until("ready");
});
afterEach(() => bench.end());

const clockOf = (screen: Screen) =>
  screen.name === "self-check" ? screen.checks.find(({ id }) => id === "clock") : undefined;
const blocked = () => bench.until("self-check", (screen) => screen.blocked);

async function rows(): Promise<{ event: string; back?: number }[]> {
  const folder = join(bench.folder, "log");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".jsonl")).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  return texts.flatMap((text) => text.trim().split("\n")).map((line) => JSON.parse(line) as { event: string });
}

describe("a clock that is set back", () => {
  it("keeps the card that is being read from coming to a verdict, says why, and comes back when it is right", async () => {
    await bench.ok({ type: "scan", text: "qr" });
    const stop = bench.station.onView(({ screen }) => {
      if (screen.name === "reading") set = -3 * HOUR;
    });
    bench.service.put(READER, cardOf(citizen));
    const screen = await blocked();
    stop();
    expect(clockOf(screen)).toMatchObject({ state: "failed" });
    expect(clockOf(screen)?.text.vi).toContain("đã bị lùi 3 giờ khi trạm đang chạy");
    expect(clockOf(screen)?.text.en).toContain("was set back by 3 hours while the station ran");
    expect(bench.views.some((view) => view.screen.name === "result")).toBe(false);
    expect(await bench.send({ type: "scan", text: "qr" })).toEqual({ ok: false, refusal: "not-now" });
    // Nobody touches it: it looks by itself.
    set = 0;
    bench.time.pass(6);
    await bench.until("ready");
    expect((await rows()).some(({ event }) => event === "inspection")).toBe(false);
  });

  it("blocks a station that nobody touches, and is accepted by a person who has looked, which is logged", async () => {
    set = -2 * HOUR;
    bench.time.pass(6);
    await blocked();
    await bench.ok({ type: "check-again" });
    await bench.until("ready");
    await expect.poll(rows).toContainEqual(expect.objectContaining({ event: "clock", back: 7200 }));
  });

  it("by more than a day is before the log's last row, and not to be accepted", async () => {
    // The row of the start is written beside the first screens.
    await expect.poll(rows).not.toEqual([]);
    set = -40 * 24 * HOUR;
    bench.time.pass(6);
    const screen = await blocked();
    expect(clockOf(screen)?.text.en).toContain("before the log's last row");
    await bench.ok({ type: "check-again" });
    expect(clockOf(await blocked())?.state).toBe("failed");
    set = 0;
    bench.time.pass(6);
    await bench.until("ready");
  });

  it("leaves a verdict that was given before, and reads nothing again", async () => {
    await bench.ok({ type: "scan", text: "qr" });
    bench.service.put(READER, cardOf(citizen));
    await bench.until("result", ({ result }) => result.portrait.state === "ready");
    set = -3 * HOUR;
    bench.time.pass(6);
    expect(bench.screen().name).toBe("result");
    await bench.ok({ type: "face" });
    await bench.ok({ type: "face-outcome", outcome: "same" });
    await bench.ok({ type: "finish" });
    expect(clockOf(bench.screen())?.state).toBe("failed");
  });
});
