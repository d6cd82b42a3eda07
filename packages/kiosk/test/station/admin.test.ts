import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Command, Reply } from "../../src/shared/index.js";
import { createStation, type Station } from "../../src/station/station.js";
import { TestTime } from "./bench.js";
import { documentOf } from "./cards.js";
import { VirtualService } from "./virtual-readers.js";

// The station with its own settings, PIN, log and trust data on disk.

const PIN = "739154";
let folder: string;
let station: Station;
let time: TestTime;
const faults: Error[] = [];

async function open(): Promise<Station> {
  time = new TestTime();
  const service = new VirtualService();
  service.plug("Virtual Reader");
  const made = await createStation({
    dataFolder: folder,
    version: "0.1.0",
    readers: () => service.readers(),
    setTimer: time.setTimer,
    onFault: (error) => faults.push(error),
  });
  for (let i = 0; made.view().screen.name === "self-check" && i < 200; i++)
    await new Promise((done) => setTimeout(done, 20));
  return made;
}

const send = (command: Command): Promise<Reply> => station.send(command);
const admin = () => {
  const { screen } = station.view();
  if (screen.name !== "admin") throw new Error(`the screen is ${screen.name}`);
  return screen.admin;
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "chipid-admin-"));
  faults.length = 0;
  station = await open();
});
afterEach(async () => {
  await station.close();
  await rm(folder, { recursive: true, force: true });
});

async function enter(): Promise<void> {
  expect(await send({ type: "admin", pin: "" })).toEqual({ ok: true });
  expect(admin().needsPin).toBe(true);
  expect(await send({ type: "settings", patch: { facesQueue: true } })).toEqual({ ok: false, refusal: "not-now" });
  expect(await send({ type: "set-pin", pin: PIN })).toEqual({ ok: true });
  expect(admin().needsPin).toBe(false);
}

describe("the administration of a station on disk", () => {
  it("sets a PIN first, asks for it from then on, and over a restart", async () => {
    await enter();
    await send({ type: "close-admin" });
    expect(station.view().screen.name).toBe("locked");
    expect(station.view().warnings).not.toContain("no-pin");
    expect(await send({ type: "admin", pin: "000000" })).toMatchObject({ ok: false, refusal: "pin-wrong" });
    expect(await send({ type: "quit", pin: "000000" })).toMatchObject({ ok: false });
    await station.close();
    station = await open();
    expect(await send({ type: "admin", pin: "" })).toMatchObject({ ok: false });
    expect(await send({ type: "admin", pin: PIN })).toEqual({ ok: true });
    expect(await send({ type: "quit", pin: PIN })).toEqual({ ok: true, quit: true });
  });

  it("changes settings for good, and refuses what cannot be", async () => {
    await enter();
    expect(await send({ type: "settings", patch: { station: "Quầy số 7", facesQueue: true } })).toEqual({ ok: true });
    expect(admin().settings).toMatchObject({ station: "Quầy số 7", facesQueue: true });
    expect(await send({ type: "settings", patch: { station: "001099123456" } })).toEqual({
      ok: false,
      refusal: "shape",
      field: "station",
    });
    expect(await send({ type: "set-pin", pin: "123456" })).toEqual({ ok: false, refusal: "pin-easy" });
    await station.close();
    station = await open();
    expect(station.view().station.name).toBe("Quầy số 7");
  });

  it("imports trust data, tells of a wrong file, and removes", async () => {
    await enter();
    const bytes = new Uint8Array(documentOf().issuer.csca.certificate);
    expect(await send({ type: "trust-import", name: "csca.cer", bytes, signerSha256: null })).toEqual({ ok: true });
    expect(admin().trust).toMatchObject({ certificates: 1, citizenCard: true, importing: false, report: { ok: true } });
    const pdf = new TextEncoder().encode("%PDF-1.7\n");
    expect(await send({ type: "trust-import", name: "x.pdf", bytes: pdf, signerSha256: null })).toEqual({ ok: true });
    expect(admin().trust).toMatchObject({ certificates: 1, report: { ok: false } });
    const [file] = admin().trust.files;
    expect(await send({ type: "trust-remove", sha256: file?.sha256 ?? "" })).toEqual({ ok: true });
    expect(admin().trust.certificates).toBe(0);
    expect(station.view().warnings).toContain("trust-empty");
  });

  it("exports the log, and is left by itself", async () => {
    await enter();
    const [month = ""] = admin().log.months;
    expect(await send({ type: "log-export", month })).toEqual({ ok: true });
    const csv = await readFile(admin().log.exported ?? "", "utf8");
    expect(csv).toContain("admin");
    time.pass(700);
    expect(station.view().screen.name).toBe("locked");
    expect(await send({ type: "settings", patch: { facesQueue: true } })).toEqual({ ok: false, refusal: "not-now" });
  });

  it("refuses what is no command, and everything once it is closed", async () => {
    for (const wrong of [
      undefined,
      null,
      1,
      "touch",
      {},
      { type: "no" },
      { type: "touch", more: 1 },
      { type: "can", can: 1 },
    ]) {
      expect(await station.send(wrong)).toEqual({ ok: false, refusal: "shape" });
    }
    await station.close();
    expect(await send({ type: "touch" })).toEqual({ ok: false, refusal: "station-down" });
  });

  it("writes the start, what was changed and the end", async () => {
    await enter();
    await send({ type: "settings", patch: { facesQueue: true } });
    await station.close();
    const month = new Date().toISOString().slice(0, 7);
    const { readdir } = await import("node:fs/promises");
    const names = (await readdir(join(folder, "log"))).filter(
      (name) => name.includes(month) && name.endsWith(".jsonl"),
    );
    const text = await readFile(join(folder, "log", names[0] ?? ""), "utf8");
    expect([...text.matchAll(/"event":"([a-z-]+)"/g)].map(([, event]) => event)).toEqual([
      "start",
      "admin",
      "settings",
      "stop",
    ]);
    expect(faults).toEqual([]);
  });
});

describe("a station whose clock is wrong", () => {
  it("reads nothing, says why, and writes nothing under that date", async () => {
    await station.close();
    const wrong = await createStation({
      dataFolder: folder,
      version: "0.1.0",
      readers: () => new VirtualService().readers(),
      now: () => Date.UTC(2019, 0, 1),
    });
    try {
      for (let i = 0; i < 300; i++) {
        const { screen } = wrong.view();
        if (screen.name === "self-check" && screen.blocked) break;
        await new Promise((done) => setTimeout(done, 20));
      }
      const { screen } = wrong.view();
      if (screen.name !== "self-check") throw new Error(screen.name);
      expect(screen.blocked).toBe(true);
      expect(screen.checks.find(({ id }) => id === "clock")?.state).toBe("failed");
      expect(await wrong.send({ type: "scan", text: "001099123456" })).toEqual({ ok: false, refusal: "not-now" });
    } finally {
      await wrong.close();
    }
    const { readdir } = await import("node:fs/promises");
    expect((await readdir(join(folder, "log"))).filter((name) => name.includes("2019"))).toEqual([]);
  });
});
