import { type Crypto, createCrypto, createPureBackend } from "@chipid/sdk";
import { nodeCrypto } from "@chipid/sdk/node";
import { describe, expect, it } from "vitest";
import { checkDisk, checkDriver, checkLog, checkReader, checkTrust } from "./checks.js";
import { checkClock } from "./clock.js";
import { checkCrypto } from "./crypto.js";
import { freeSpace } from "./disk.js";

describe("the clock", () => {
  const built = Date.UTC(2026, 10, 1);
  const now = Date.UTC(2026, 10, 28, 3);
  const state = (facts: Partial<Parameters<typeof checkClock>[0]>) =>
    checkClock({ now, built, lastRow: undefined, trusted: undefined, back: 0, ...facts }).state;

  it("is right after the program was made and after the log's last row", () => {
    expect(state({})).toBe("ok");
    expect(state({ lastRow: now - 1000 })).toBe("ok");
    // Time zones and a second or two are no fault.
    expect(state({ lastRow: now + 3_600_000 })).toBe("ok");
  });

  it("is wrong before either, or in the far future, and says what to do", () => {
    expect(state({ now: Date.UTC(2020, 0, 1) })).toBe("failed");
    expect(state({ lastRow: now + 40 * 86_400_000 })).toBe("failed");
    expect(state({ now: Date.UTC(2090, 0, 1) })).toBe("failed");
    expect(state({ trusted: now + 2 * 86_400_000 })).toBe("failed");
    expect(state({ trusted: now + 3_600_000 })).toBe("ok");
    expect(state({ back: 120_000 })).toBe("failed");
    const facts = { now: 0, built, lastRow: undefined, trusted: undefined, back: 0 };
    expect(checkClock(facts).todo?.vi).toContain("ngày giờ");
  });
});

describe("the cryptography", () => {
  it("answers rightly on both back ends", () => {
    expect(checkCrypto(nodeCrypto()).state).toBe("ok");
    expect(checkCrypto(createCrypto({ pure: createPureBackend() })).state).toBe("ok");
  });

  it("is caught when it says yes to everything, no to everything, digests wrongly, or throws", () => {
    const real = nodeCrypto();
    const yes = { valid: true } as ReturnType<Crypto["verify"]>;
    const wrong: Crypto[] = [
      { ...real, digest: (...args) => real.digest(...args), verify: () => yes },
      {
        digest: (...args) => real.digest(...args),
        verify: () => ({ valid: false }) as ReturnType<Crypto["verify"]>,
      },
      { digest: () => new Uint8Array(32), verify: (...args) => real.verify(...args) },
      {
        digest: (...args) => real.digest(...args),
        verify: () => {
          throw new Error("native fault");
        },
      },
    ];
    for (const crypto of wrong) expect(checkCrypto(crypto).state).toBe("failed");
  });
});

describe("the log", () => {
  const facts = { sound: true, fault: null, mended: 0, unwritten: 0, inspections: 0, limit: 2 };
  it.each([
    [{}, "ok"],
    [{ mended: 1 }, "ok"],
    [{ sound: false }, "warning"],
    [{ unwritten: 5, inspections: 2 }, "warning"],
    [{ unwritten: 5, inspections: 3 }, "failed"],
  ] as const)("%o is %s", (more, state) => {
    expect(checkLog({ ...facts, ...more }).state).toBe(state);
  });
});

describe("trust data", () => {
  const now = Date.UTC(2026, 10, 28);
  const facts = { size: 3, countries: 2, newest: now, citizenCard: true, fault: undefined, now };
  it.each([
    [{}, "ok"],
    [{ size: 0 }, "warning"],
    [{ citizenCard: false }, "warning"],
    [{ newest: now - 91 * 86_400_000 }, "warning"],
    [{ fault: { vi: "hỏng", en: "broken" } }, "warning"],
  ] as const)("%o is %s", (more, state) => {
    const check = checkTrust({ ...facts, ...more });
    expect(check.state).toBe(state);
    expect(check.todo === null).toBe(state === "ok");
  });
});

describe("reader and disk", () => {
  it("fail only where nothing can be read at all", () => {
    expect(checkDriver("no-driver").state).toBe("failed");
    expect(checkDriver("denied").state).toBe("failed");
    expect(checkDriver("down").state).toBe("warning");
    expect(checkDriver("up").state).toBe("ok");
    expect(checkReader([]).state).toBe("warning");
    expect(checkReader([{ name: "R", card: "absent", advice: null }]).state).toBe("ok");
  });

  it("know how much room there is", async () => {
    expect(checkDisk(undefined).state).toBe("warning");
    expect(checkDisk(1024).state).toBe("warning");
    expect(checkDisk(10 ** 10).state).toBe("ok");
    expect(await freeSpace(".")).toBeGreaterThan(0);
    expect(await freeSpace("/no/such/folder")).toBeUndefined();
  });
});
