import { execFile, spawnSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { program } from "../programs.js";
import {
  at,
  Clock,
  CONTEXT,
  FailingFileSystem,
  fill,
  inspection,
  openTestLog,
  pathOf,
  rowsIn,
  stateOf,
  temporaryFolder,
} from "./kit.js";

const isMonth = (path: string): boolean => path.endsWith(".jsonl");

describe("a disk that does not take a row", () => {
  it.each([
    ["write", "ENOSPC", 0],
    ["write", "ENOSPC", 100],
    ["write", "EIO", 0],
    ["write", "EROFS", 0],
    ["datasync", "EIO", 0],
    ["open", "EACCES", 0],
  ] as const)("%s %s after %i bytes: counted, cut back, and told later", async (operation, code, partly) => {
    const folder = temporaryFolder();
    await fill(folder, 2);
    const fs = new FailingFileSystem();
    fs.partly = partly;
    const log = await openTestLog(folder, { fs });
    const before = readFileSync(pathOf(folder));
    fs.fails = (what, path) => (what === operation && isMonth(path) ? code : undefined);
    expect(await log.append(inspection({ verdict: "not-genuine" }), CONTEXT)).toBe(false);
    expect(await log.append(inspection({ verdict: "genuine" }), CONTEXT)).toBe(false);
    expect(await log.append(inspection({ training: true }), CONTEXT)).toBe(false);
    expect(await log.append({ event: "lock" }, CONTEXT)).toBe(false);
    expect(log.state).toMatchObject({ unwritten: 4, rows: 2, sound: true });
    expect(log.unwrittenInspections).toBe(2);
    expect(readFileSync(pathOf(folder)).equals(before)).toBe(true);
    expect(await log.tryAgain(CONTEXT)).toBe(false);
    fs.fails = () => undefined;
    expect(await log.append({ event: "sign-in" }, CONTEXT)).toBe(true);
    expect(log.state).toMatchObject({ unwritten: 0, rows: 4 });
    await log.close();
    expect(rowsIn(pathOf(folder)).slice(2)).toMatchObject([
      { n: 3, event: "unwritten", rows: 4, byVerdict: { "not-genuine": 1, genuine: 1 } },
      { n: 4, event: "sign-in" },
    ]);
    expect(await stateOf(folder)).toMatchObject({ sound: true, mended: 0 });
  });

  it("what cannot even be cut back is cut before the next row, or mended at the next start", async () => {
    const folder = temporaryFolder();
    await fill(folder, 1);
    const fs = new FailingFileSystem();
    fs.partly = 200;
    const log = await openTestLog(folder, { fs });
    const size = statSync(pathOf(folder)).size;
    fs.fails = (what, path) => (isMonth(path) && (what === "write" || what === "truncate") ? "EIO" : undefined);
    expect(await log.append(inspection(), CONTEXT)).toBe(false);
    expect(statSync(pathOf(folder)).size).toBe(size + 200);
    const torn = readFileSync(pathOf(folder));
    fs.fails = () => undefined;
    expect(await log.append({ event: "lock" }, CONTEXT)).toBe(true);
    expect(rowsIn(pathOf(folder)).map(({ event }) => event)).toEqual(["inspection", "unwritten", "lock"]);
    await log.close();
    expect(await stateOf(folder)).toMatchObject({ sound: true, mended: 0 });
    const other = temporaryFolder();
    await fill(other, 1);
    writeFileSync(pathOf(other), torn);
    expect(await stateOf(other)).toMatchObject({ sound: true, mended: 1 });
    expect(rowsIn(pathOf(other))[1]).toMatchObject({ event: "mended", bytes: 200 });
  });

  it("at the change of the month", async () => {
    const folder = temporaryFolder();
    const clock = new Clock(at("2026-10-31"));
    const fs = new FailingFileSystem();
    const log = await openTestLog(folder, { fs, now: clock.now });
    await log.append(inspection(), CONTEXT);
    clock.ms = at("2026-11-01");
    for (const [operation, code] of [
      ["open", "ENOSPC"],
      ["flushFolder", "EIO"],
      ["write", "ENOSPC"],
    ] as const) {
      fs.fails = (what, path) => (what === operation && (isMonth(path) || path === folder) ? code : undefined);
      expect(await log.append(inspection(), CONTEXT)).toBe(false);
    }
    fs.fails = () => undefined;
    expect(await log.append(inspection(), CONTEXT)).toBe(true);
    expect(log.state).toMatchObject({ month: "2026-11", rows: 2, months: ["2026-10", "2026-11"] });
    await log.close();
    expect(rowsIn(pathOf(folder))[0]).toMatchObject({ event: "unwritten", rows: 3, after: "chipid-log-2026-10.jsonl" });
    expect(await stateOf(folder, { now: clock.now })).toMatchObject({ sound: true, mended: 0 });
  });

  it("a torn row on a disk that cannot be written stays until it is told of", async () => {
    const folder = temporaryFolder();
    await fill(folder, 0);
    writeFileSync(pathOf(folder), '{"torn');
    const fs = new FailingFileSystem();
    fs.fails = (what, path) => (what === "write" && isMonth(path) ? "EROFS" : undefined);
    const log = await openTestLog(folder, { fs });
    expect(log.state).toMatchObject({ mended: 1, sound: true });
    expect(await log.append(inspection(), CONTEXT)).toBe(false);
    expect(readFileSync(pathOf(folder), "utf8")).toBe('{"torn');
    fs.fails = () => undefined;
    expect(await log.tryAgain(CONTEXT)).toBe(true);
    await log.close();
    expect(rowsIn(pathOf(folder))).toMatchObject([
      { event: "mended", bytes: 6 },
      { event: "unwritten", rows: 1 },
    ]);
  });

  it("a folder that cannot be made gives a log that tries again at every row", async () => {
    const parent = temporaryFolder();
    writeFileSync(join(parent, "file"), "");
    const inFile = await openTestLog(join(parent, "file", "log"));
    expect(await inFile.append(inspection(), CONTEXT)).toBe(false);
    expect(inFile.state).toMatchObject({ unwritten: 1, months: [], month: "2026-11", rows: 0 });
    await inFile.close();

    const folder = join(parent, "log");
    const fs = new FailingFileSystem();
    fs.fails = () => "EACCES";
    const log = await openTestLog(folder, { fs });
    expect(await log.append(inspection(), CONTEXT)).toBe(false);
    fs.fails = () => undefined;
    expect(await log.append(inspection(), CONTEXT)).toBe(true);
    expect(log.state).toMatchObject({ unwritten: 0, rows: 2, sound: true });
    await log.close();
    expect(await stateOf(folder)).toMatchObject({ sound: true, rows: 2 });
  });

  it("without an anchor no row is written", async () => {
    const folder = temporaryFolder();
    const fs = new FailingFileSystem();
    fs.fails = (_what, path) => (path.includes("chipid-log.head") ? "ENOSPC" : undefined);
    const log = await openTestLog(folder, { fs });
    expect(await log.append(inspection(), CONTEXT)).toBe(false);
    fs.fails = () => undefined;
    expect(await log.append(inspection(), CONTEXT)).toBe(true);
    await log.close();
  });

  it("an anchor that falls behind is no fault, and catches up", async () => {
    const folder = temporaryFolder();
    await fill(folder, 1);
    const fs = new FailingFileSystem();
    const log = await openTestLog(folder, { fs, headDelay: 0 });
    fs.fails = (what, path) => (what === "rename" && path.includes("head") ? "EACCES" : undefined);
    for (let i = 0; i < 5; i++) expect(await log.append(inspection(), CONTEXT)).toBe(true);
    await log.close();
    const anchor = (): { n: number } => JSON.parse(readFileSync(join(folder, "chipid-log.head"), "utf8"));
    expect(anchor().n).toBe(1);
    expect(await stateOf(folder)).toMatchObject({ sound: true, rows: 6 });
    expect(anchor().n).toBe(6);
  });

  it("a last month that cannot be read takes no row: nobody knows where it would go", async () => {
    const folder = temporaryFolder();
    await fill(folder, 2);
    const fs = new FailingFileSystem();
    let blind = true;
    const open = fs.open.bind(fs);
    fs.open = (path, how) =>
      blind && how === "read" && isMonth(path)
        ? Promise.reject(Object.assign(new Error(), { code: "EACCES" }))
        : open(path, how);
    const log = await openTestLog(folder, { fs });
    expect(log.state).toMatchObject({ sound: false, faults: ["chipid-log-2026-11.jsonl: cannot be read (EACCES)"] });
    expect(await log.append(inspection(), CONTEXT)).toBe(false);
    blind = false;
    expect(await log.append(inspection(), CONTEXT)).toBe(true);
    await log.close();
    expect(rowsIn(pathOf(folder)).map(({ n }) => n)).toEqual([1, 2, 3, 4]);
    expect((await stateOf(folder)).faults).toEqual([]);
  });

  it("each row is one write and one flush, in that order, before it counts", async () => {
    const folder = temporaryFolder();
    await fill(folder, 1);
    const fs = new FailingFileSystem();
    const log = await openTestLog(folder, { fs, headDelay: 100_000 });
    fs.calls.length = 0;
    await log.append(inspection(), CONTEXT);
    await log.append(inspection(), CONTEXT);
    const file = "chipid-log-2026-11.jsonl";
    expect(fs.calls).toEqual([
      `open ${file}`,
      `write ${file}`,
      `datasync ${file}`,
      `write ${file}`,
      `datasync ${file}`,
    ]);
    await log.close();
  });
});

/** A mount of one's own needs a user namespace, which not every machine gives. */
const MOUNT = 'mount -t tmpfs -o size=64k tmpfs "$0"';
const mounts = spawnSync("unshare", ["-rm", "sh", "-c", MOUNT, tmpdir()]).status === 0;

describe("a disk that is really full", () => {
  it.skipIf(!mounts)(
    "(a tmpfs of 64 KiB; skipped where unshare -rm cannot mount one)",
    { timeout: 120_000 },
    async () => {
      const bundle = await program("log/full-disk");
      const { stdout } = await promisify(execFile)("unshare", [
        "-rm",
        "sh",
        "-c",
        `${MOUNT} && exec "$1" "$2" "$0/log"`,
        temporaryFolder(),
        process.execPath,
        bundle,
      ]);
      const seen: {
        written: number;
        refused: number;
        later: boolean;
        states: { sound: boolean; mended: number }[];
        lines: string[];
      } = JSON.parse(stdout);
      expect(seen.written).toBeGreaterThan(20);
      expect(seen.refused).toBe(5);
      expect(seen.later).toBe(true);
      expect(seen.states).toMatchObject([
        { sound: true, unwritten: 5 },
        { sound: true, unwritten: 0 },
        { sound: true, mended: 0, unwritten: 0 },
      ]);
      const rows = seen.lines.map((line) => JSON.parse(line));
      expect(rows).toHaveLength(seen.written + 2);
      expect(rows.slice(-2)).toMatchObject([{ event: "unwritten", rows: 5 }, { event: "lock" }]);
    },
  );
});
