import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { openPin } from "./pin.js";
import { isPin, isTrivialPin } from "./pin-rules.js";
import { waitFor } from "./pin-tries.js";

const PIN = "730418";
const WRONG = "730419";

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "chipid-pin-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
class Clock {
  ms = Date.UTC(2026, 10, 28);
  readonly now = (): number => this.ms;
}
async function withPin(folder = temporaryFolder(), clock = new Clock()) {
  const pin = openPin(folder, clock.now);
  expect(await pin.set(PIN)).toBe("set");
  return { folder, clock, pin };
}

describe("the supervisor's PIN", () => {
  it("is unset at first: nobody gets in", async () => {
    const pin = openPin(temporaryFolder());
    expect(pin.state).toBe("unset");
    expect(await pin.check(PIN)).toEqual({ granted: false, because: "unset", seconds: 0 });
    expect(await pin.check("")).toMatchObject({ granted: false });
  });

  it("opens, also after a restart, and stands in no file", async () => {
    const { folder, pin } = await withPin();
    expect(pin.state).toBe("set");
    expect(await pin.check(PIN)).toEqual({ granted: true });
    const again = openPin(folder);
    expect(again.state).toBe("set");
    expect(await again.check(PIN)).toEqual({ granted: true });
    expect(await again.check(WRONG)).toMatchObject({ granted: false, because: "wrong" });
    for (const name of readdirSync(folder)) {
      expect(readFileSync(join(folder, name), "utf8")).not.toContain(PIN);
      if (process.platform !== "win32") expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    }
  });

  it("is hashed with a salt of its own each time", async () => {
    const hashes = await Promise.all(
      [0, 1].map(async () => readFileSync(join((await withPin()).folder, "supervisor-pin.json"), "utf8")),
    );
    expect(JSON.parse(hashes[0] ?? "").salt).not.toBe(JSON.parse(hashes[1] ?? "").salt);
    expect(JSON.parse(hashes[0] ?? "").hash).not.toBe(JSON.parse(hashes[1] ?? "").hash);
  });

  it("is changed, and the old one with it", async () => {
    const { folder, pin } = await withPin();
    expect(await pin.set("620957")).toBe("set");
    expect(await pin.check(PIN)).toMatchObject({ granted: false });
    expect(await openPin(folder).check("620957")).toEqual({ granted: true });
  });

  it("derives without standing in the way of others", async () => {
    const { pin } = await withPin();
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    await pin.check(PIN);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(1);
  });
});

describe("wrong tries", () => {
  it("are free five times, then cost 30 s, doubling up to 15 minutes, over restarts", async () => {
    const { folder, clock, pin } = await withPin();
    for (let i = 1; i < 5; i++)
      expect(await pin.check(WRONG)).toEqual({ granted: false, because: "wrong", seconds: 0 });
    let now = pin;
    for (const wait of [30, 60, 120, 240, 480, 900, 900]) {
      expect(await now.check(WRONG)).toEqual({ granted: false, because: "wrong", seconds: wait });
      now = openPin(folder, clock.now);
      // The right one is not looked at either.
      expect(await now.check(PIN)).toEqual({ granted: false, because: "wait", seconds: wait });
      clock.ms += wait * 1000 - 1;
      expect(await now.check(PIN)).toEqual({ granted: false, because: "wait", seconds: 1 });
      clock.ms += 1;
    }
    expect(await now.check(PIN)).toEqual({ granted: true });
    // And all is forgotten.
    expect(await openPin(folder, clock.now).check(WRONG)).toEqual({ granted: false, because: "wrong", seconds: 0 });
  });

  it("at once are looked at one after another", async () => {
    const { pin } = await withPin();
    const checks = await Promise.all([...Array(8).fill(WRONG), PIN].map((text: string) => pin.check(text)));
    expect(checks.map((check) => (check.granted ? "granted" : check.because))).toEqual([
      ...Array(5).fill("wrong"),
      ...Array(4).fill("wait"),
    ]);
  });

  it("are counted before they are looked at", async () => {
    const { folder, clock, pin } = await withPin();
    const checking = pin.check(WRONG);
    await Promise.resolve();
    expect(JSON.parse(readFileSync(join(folder, "supervisor-tries.json"), "utf8"))).toEqual({ wrong: 1, at: clock.ms });
    await checking;
  });

  it("of any shape count, and none of them is an error", async () => {
    const { pin } = await withPin();
    for (const text of ["", "x", "7304180000000", "\u0667".repeat(6)])
      expect(await pin.check(text)).toMatchObject({ because: "wrong" });
    expect(await pin.check(PIN)).toEqual({ granted: true });
  });

  it("that cannot be kept are not free", async () => {
    const { folder, pin } = await withPin();
    rmSync(folder, { recursive: true });
    expect(await pin.check(WRONG)).toEqual({ granted: false, because: "wrong", seconds: 30 });
    expect(await pin.check(PIN)).toMatchObject({ because: "wait" });
  });

  it.each(["", "{", '{"wrong":-1,"at":0}', '{"wrong":0,"at":0,"x":1}', "x".repeat(10_000)])(
    "a record that says %j costs a wait",
    async (text) => {
      const { folder, clock } = await withPin();
      writeFileSync(join(folder, "supervisor-tries.json"), text);
      const pin = openPin(folder, clock.now);
      expect(await pin.check(PIN)).toEqual({ granted: false, because: "wait", seconds: 30 });
      clock.ms += 30_000;
      expect(await pin.check(PIN)).toEqual({ granted: true });
    },
  );

  it("never make a wait longer than 15 minutes, whatever the clock does", () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ noNaN: true }), fc.double({ noNaN: true }), (wrong, at, now) => {
        const wait = waitFor({ wrong, at }, now);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(900);
      }),
    );
    expect(waitFor({ wrong: 9, at: 1e15 }, 0)).toBe(900);
  });
});

describe("a PIN file that is not what was written", () => {
  it.each<[string, (text: string) => string]>([
    ["empty", () => ""],
    ["no JSON", () => "{"],
    ["with a cheap derivation", (text) => text.replace("32768", "2")],
    ["with a derivation that fills the memory", (text) => text.replace("32768", "1073741824")],
    ["with a short hash", (text) => text.replace(/"hash":"[0-9a-f]+"/, '"hash":"00"')],
    ["with more in it", (text) => text.replace("{", '{"x":1,')],
    ["too long", (text) => text + " ".repeat(10_000)],
  ])("%s lets nobody in, and is not taken for none", async (_name, change) => {
    const { folder } = await withPin();
    const path = join(folder, "supervisor-pin.json");
    writeFileSync(path, change(readFileSync(path, "utf8")));
    const pin = openPin(folder);
    expect(pin.state).toBe("broken");
    expect(await pin.check(PIN)).toEqual({ granted: false, because: "broken", seconds: 0 });
  });

  it("cannot be set where the folder takes nothing", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "file"), "");
    const pin = openPin(join(folder, "file"));
    await expect(pin.set(PIN)).rejects.toMatchObject({
      code: "files.unreadable",
      message: expect.stringMatching(/^The PIN cannot be written \(E[A-Z]+\)\.$/),
    });
  });
});

describe("which PIN may be set", () => {
  it.each([
    "111111",
    "123456",
    "654321",
    "012345",
    "890123",
    "121212",
    "123123",
    "12341234",
    "112233",
    "147258",
    "999999999999",
    "1212121",
  ])("not %s: too easily guessed", async (pin) => {
    expect(isPin(pin) && isTrivialPin(pin)).toBe(true);
    expect(await openPin(temporaryFolder()).set(pin)).toBe("trivial");
  });
  it.each(["", "12345", "1234567890123", "73041a", "73 0418", "７３０４１８"])("not %j: no PIN", async (pin) => {
    expect(isPin(pin)).toBe(false);
    expect(await openPin(temporaryFolder()).set(pin)).toBe("shape");
  });
  it.each(["730418", "902714", "118365027"])("%s may be", (pin) => {
    expect(isPin(pin) && !isTrivialPin(pin)).toBe(true);
  });
});
