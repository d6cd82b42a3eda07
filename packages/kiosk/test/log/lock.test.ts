import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeFileSystem } from "../../src/station/log/file-system.js";
import { processIdentity, processIsThere } from "../../src/station/log/holder.js";
import { LogInUseError, takeLock } from "../../src/station/log/lock.js";
import { CONTEXT, fill, inspection, openTestLog, pathOf, rowsIn, stateOf, temporaryFolder } from "./kit.js";

const TOKEN = "0123456789abcdef0123456789abcdef";
const pathIn = (folder: string): string => join(folder, "chipid-log.lock");
function writeLock(folder: string, lock: { pid: number; identity: string | null }): void {
  writeFileSync(pathIn(folder), JSON.stringify({ ...lock, token: TOKEN }));
}
function touched(folder: string, secondsAgo: number): void {
  const then = Date.now() / 1000 - secondsAgo;
  utimesSync(pathIn(folder), then, then);
}
/** Larger than any process number of Linux, Windows and macOS in use here. */
const NOBODY = 2 ** 30;

describe("two stations", () => {
  it("do not write one log; the second may when the first has closed it", async () => {
    const folder = temporaryFolder();
    const first = await openTestLog(folder);
    await expect(openTestLog(folder)).rejects.toBeInstanceOf(LogInUseError);
    expect(await first.append(inspection(), CONTEXT)).toBe(true);
    await first.close();
    expect(existsSync(pathIn(folder))).toBe(false);
    expect(await stateOf(folder)).toMatchObject({ rows: 1, sound: true });
  });

  it("that find one dead lock at once do not both get it", async () => {
    for (let round = 0; round < 20; round++) {
      const folder = temporaryFolder();
      writeLock(folder, { pid: NOBODY, identity: null });
      const tries = await Promise.allSettled(Array.from({ length: 6 }, () => takeLock({ fs: nodeFileSystem, folder })));
      const got = tries.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
      const held = await Promise.all(got.map((lock) => lock.held()));
      expect(held.filter(Boolean).length).toBe(1);
      await Promise.all(got.map((lock) => lock.release()));
      expect(readdirSync(folder)).toEqual([]);
    }
  });
});

describe("a lock that was left", () => {
  it("by a process that has ended is taken over", async () => {
    const folder = temporaryFolder();
    expect(processIsThere(NOBODY)).toBe(false);
    writeLock(folder, { pid: NOBODY, identity: processIdentity(process.pid) });
    expect(await stateOf(folder)).toMatchObject({ sound: true });
  });

  it("by a process whose number another one has now is taken over", async () => {
    const folder = temporaryFolder();
    writeLock(folder, { pid: process.pid, identity: "another boot:1" });
    expect(await stateOf(folder, { identity: () => "this boot:2" })).toMatchObject({ sound: true });
    writeLock(folder, { pid: process.pid, identity: "this boot:2" });
    await expect(openTestLog(folder, { identity: () => "this boot:2" })).rejects.toBeInstanceOf(LogInUseError);
  });

  it("where processes cannot be told apart is taken over after silence, by either sign of the clock", async () => {
    const folder = temporaryFolder();
    const identity = () => null;
    for (const seconds of [60, -3600]) {
      writeLock(folder, { pid: process.pid, identity: null });
      await expect(openTestLog(folder, { identity })).rejects.toBeInstanceOf(LogInUseError);
      touched(folder, seconds);
      expect(await stateOf(folder, { identity })).toMatchObject({ sound: true });
    }
  });

  it("by a process that was killed while it took one over is taken over too", async () => {
    const folder = temporaryFolder();
    writeLock(folder, { pid: NOBODY, identity: null });
    const guard = `${pathIn(folder)}.takeover`;
    writeFileSync(guard, "");
    const then = Date.now() / 1000 - 60;
    utimesSync(guard, then, then);
    expect(await stateOf(folder)).toMatchObject({ sound: true });
    expect(existsSync(guard)).toBe(false);
  });

  it.each(["", "{", "null", '{"pid":0}'])(
    "half written (%j) is taken over once it cannot be one being written",
    async (text) => {
      const folder = temporaryFolder();
      writeFileSync(pathIn(folder), text);
      const began = Date.now();
      expect(await stateOf(folder)).toMatchObject({ sound: true });
      expect(Date.now() - began).toBeGreaterThan(1000);
    },
  );
});

describe("a lock that was taken over while its holder stood still", () => {
  it("costs the holder its rows, never the chain", async () => {
    const folder = temporaryFolder();
    await fill(folder, 1);
    const slept = await openTestLog(folder, { identity: () => "a", headDelay: 0 });
    expect(await slept.append(inspection(), CONTEXT)).toBe(true);
    const other = await openTestLog(folder, { identity: (pid) => (pid === process.pid ? "b" : null) });
    expect(await other.append(inspection(), CONTEXT)).toBe(true);
    expect(await slept.append(inspection(), CONTEXT)).toBe(true);
    expect(await other.append(inspection(), CONTEXT)).toBe(true);
    await slept.close();
    await other.close();
    expect(rowsIn(pathOf(folder)).map(({ n }) => n)).toEqual(rowsIn(pathOf(folder)).map((_, i) => i + 1));
    expect((await stateOf(folder)).faults).toEqual([]);
  });

  it("by a station that goes on writing: rows are refused, and counted", async () => {
    const folder = temporaryFolder();
    const log = await openTestLog(folder);
    await log.append(inspection(), CONTEXT);
    writeLock(folder, { pid: process.pid, identity: processIdentity(process.pid) });
    expect(await log.append(inspection(), CONTEXT)).toBe(false);
    expect(log.state.unwritten).toBe(1);
    await log.close();
    // The other's lock is not taken away.
    expect(JSON.parse(readFileSync(pathIn(folder), "utf8"))).toMatchObject({ token: TOKEN });
    expect(rowsIn(pathOf(folder))).toHaveLength(1);
  });
});
