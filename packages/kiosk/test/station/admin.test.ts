import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
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

async function rows(): Promise<{ event: string; granted?: boolean; change?: string }[]> {
  const names = (await readdir(join(folder, "log"))).filter((name) => name.endsWith(".jsonl")).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, "log", name), "utf8")));
  return texts.flatMap((text) => text.trim().split("\n")).map((line) => JSON.parse(line) as { event: string });
}

const checkOf = (id: string) => admin().checks.find((check) => check.id === id);

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
    expect((await rows()).map(({ event }) => event)).toEqual(["start", "admin", "pin", "settings", "stop"]);
    expect(faults).toEqual([]);
  });
});

describe("what only the supervisor may do", () => {
  it("is written down: the first PIN, another one, and every try at ending the program", async () => {
    await enter();
    expect(await send({ type: "set-pin", pin: "739155" })).toEqual({ ok: true });
    await send({ type: "close-admin" });
    expect(await send({ type: "quit", pin: "000000" })).toMatchObject({ ok: false, refusal: "pin-wrong" });
    expect(await send({ type: "quit", pin: "739155" })).toEqual({ ok: true, quit: true });
    const written = (await rows()).filter(({ event }) => event === "pin" || event === "quit");
    expect(written.map(({ event, change, granted }) => [event, change ?? granted])).toEqual([
      ["pin", "set"],
      ["pin", "change"],
      ["quit", false],
      ["quit", true],
    ]);
  });

  it("is warned of in the self-check while no PIN is set", async () => {
    expect(await send({ type: "admin", pin: "" })).toEqual({ ok: true });
    expect(checkOf("pin")?.state).toBe("warning");
    expect(station.view().warnings).toContain("no-pin");
    await send({ type: "set-pin", pin: PIN });
    await expect.poll(() => checkOf("pin")?.state).toBe("ok");
  });
});

describe("a hand-over folder", () => {
  const outputs = (handover: string) => ({ print: false, clipboard: false, handover });

  it("that does not take files is refused when it is named, and nothing is saved", async () => {
    await enter();
    const missing = outputs(join(folder, "not-there"));
    expect(await send({ type: "settings", patch: { outputs: missing, facesQueue: true } })).toEqual({
      ok: false,
      refusal: "folder-unusable",
      field: "outputs.handover",
    });
    expect(admin().settings).toMatchObject({ facesQueue: false, outputs: { handover: null } });
  });

  it("that goes later is warned of, and keeps nobody from working or from saving other settings", async () => {
    const handover = join(folder, "share");
    await mkdir(handover);
    await enter();
    expect(await send({ type: "settings", patch: { outputs: outputs(handover) } })).toEqual({ ok: true });
    await expect.poll(() => checkOf("handover")?.state).toBe("ok");
    expect(await readdir(handover)).toEqual([]);
    await rm(handover, { recursive: true });
    expect(await send({ type: "check-again" })).toEqual({ ok: true });
    await expect.poll(() => checkOf("handover")?.state).toBe("warning");
    expect(JSON.stringify(checkOf("handover"))).not.toContain(folder);
    expect(await send({ type: "settings", patch: { outputs: outputs(handover), facesQueue: true } })).toEqual({
      ok: true,
    });
    await send({ type: "close-admin" });
    expect(station.view().screen.name).toBe("locked");
  });
});

describe("a station whose files are damaged", () => {
  it.each([
    ['{\n  "language": "en",\n  "signIn": maybe\n}', /dòng 3/, /line 3/],
    ['{ "language": "en", "polcy": {} }', /polcy/, /polcy/],
    ['{ "idle": { "warnAfter": 5 } }', /idle\.warnAfter/, /idle\.warnAfter/],
  ])("says where settings.json is wrong: %j", async (text, vi, en) => {
    await station.close();
    await writeFile(join(folder, "settings.json"), text);
    station = await open();
    const note = station.view().notes.find(({ warning }) => warning === "settings-broken");
    expect(note?.text.vi).toMatch(vi);
    expect(note?.text.en).toMatch(en);
    await enter();
    expect(checkOf("settings")?.text.en).toMatch(en);
    expect(checkOf("settings")?.text.en).toMatch(/defaults are used/);
    await expect.poll(async () => (await send({ type: "settings", patch: { facesQueue: true } })).ok).toBe(true);
    expect(station.view().notes).toEqual([]);
    await expect.poll(() => checkOf("settings")?.state).toBe("ok");
  });

  it("says which row of the log does not hold", async () => {
    await enter();
    await station.close();
    const [name = ""] = (await readdir(join(folder, "log"))).filter((file) => file.endsWith(".jsonl"));
    const path = join(folder, "log", name);
    await writeFile(path, (await readFile(path, "utf8")).replace('"granted":true', '"granted":false'));
    station = await open();
    const note = station.view().notes.find(({ warning }) => warning === "log-broken");
    expect(note?.text.en).toBe(`File ${name}, line 2.`);
    expect(note?.text.vi).toBe(`Tệp ${name}, dòng 2.`);
    expect(await send({ type: "admin", pin: PIN })).toEqual({ ok: true });
    expect(admin().log).toMatchObject({ sound: false, fault: { en: `File ${name}, line 2.` } });
    expect(checkOf("log")?.text.en).toContain(`${name}, line 2`);
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
    expect((await readdir(join(folder, "log"))).filter((name) => name.includes("2019"))).toEqual([]);
  });
});
