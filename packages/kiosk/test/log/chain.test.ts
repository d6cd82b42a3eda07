import { createHash } from "node:crypto";
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  at,
  Clock,
  CONTEXT,
  edit,
  fill,
  inspection,
  linesIn,
  openTestLog,
  pathOf,
  rowsIn,
  stateOf,
  temporaryFolder,
} from "./kit.js";

const head = (folder: string): string => join(folder, "chipid-log.head");
const headOf = (folder: string): { n: number; hash: string } => JSON.parse(readFileSync(head(folder), "utf8"));

/** Three months: 3, 2 and 4 rows. */
async function threeMonths(): Promise<string> {
  const folder = temporaryFolder();
  const clock = new Clock(at("2026-09-30"));
  await fill(folder, 3, { now: clock.now });
  clock.ms = at("2026-10-01");
  await fill(folder, 2, { now: clock.now });
  clock.ms = at("2026-11-28");
  await fill(folder, 4, { now: clock.now });
  return folder;
}

describe("the log's rows", () => {
  it("carry number, local time, context, event and the chain", async () => {
    const folder = temporaryFolder();
    const log = await openTestLog(folder);
    expect(await log.append({ event: "start", version: "0.1.0", trust: "none" }, CONTEXT)).toBe(true);
    expect(await log.append(inspection({ verdict: "not-genuine", reasons: ["hash.dg1.mismatch"] }), CONTEXT)).toBe(
      true,
    );
    expect(log.state).toMatchObject({
      month: "2026-11",
      rows: 2,
      sound: true,
      mended: 0,
      unwritten: 0,
      months: ["2026-11"],
    });
    await log.close();
    const [first, second] = rowsIn(pathOf(folder));
    expect(first).toMatchObject({
      format: "chipid-kiosk-log/1",
      after: null,
      n: 1,
      time: "2026-11-28T12:00:00+07:00",
      ...CONTEXT,
      event: "start",
      previous: "0".repeat(64),
    });
    expect(second).toMatchObject({ n: 2, event: "inspection", reasons: ["hash.dg1.mismatch"], previous: first?.hash });
    expect(second).not.toHaveProperty("format");
    const [line = ""] = linesIn(pathOf(folder));
    expect(
      createHash("sha256")
        .update(line.slice(0, line.indexOf(',"hash":')))
        .digest("hex"),
    ).toBe(first?.hash);
    expect(headOf(folder)).toMatchObject({ n: 2, hash: second?.hash });
    if (process.platform !== "win32") expect(statSync(pathOf(folder)).mode & 0o777).toBe(0o600);
  });

  it("stand in the order of the calls, however many are under way", async () => {
    const folder = temporaryFolder();
    const log = await openTestLog(folder);
    const done = await Promise.all(
      Array.from({ length: 50 }, (_, i) => log.append(inspection({ totalMs: i }), CONTEXT)),
    );
    expect(done.every(Boolean)).toBe(true);
    await log.close();
    expect(rowsIn(pathOf(folder)).map(({ totalMs }) => totalMs)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(await stateOf(folder)).toMatchObject({ sound: true, rows: 50 });
  });

  it("go on over the months, each naming the file before", async () => {
    const folder = await threeMonths();
    const october = rowsIn(pathOf(folder, "2026-10"));
    expect(october[0]).toMatchObject({
      n: 4,
      after: "chipid-log-2026-09.jsonl",
      previous: rowsIn(pathOf(folder, "2026-09"))[2]?.hash,
    });
    expect(rowsIn(pathOf(folder, "2026-11"))[0]).toMatchObject({ n: 6, after: "chipid-log-2026-10.jsonl" });
    expect(await stateOf(folder)).toMatchObject({
      sound: true,
      faults: [],
      rows: 4,
      months: ["2026-09", "2026-10", "2026-11"],
    });
  });

  it("change file at local midnight, in one process", async () => {
    const folder = temporaryFolder();
    const clock = new Clock(Date.parse("2026-11-30T16:59:59Z"));
    const log = await openTestLog(folder, { now: clock.now });
    await log.append(inspection(), CONTEXT);
    clock.ms = Date.parse("2026-11-30T17:00:00Z");
    await log.append(inspection(), CONTEXT);
    expect(log.state).toMatchObject({ month: "2026-12", rows: 1, months: ["2026-11", "2026-12"] });
    await log.close();
    expect(rowsIn(pathOf(folder, "2026-11"))[0]).toMatchObject({ time: "2026-11-30T23:59:59+07:00" });
    expect(rowsIn(pathOf(folder, "2026-12"))[0]).toMatchObject({ time: "2026-12-01T00:00:00+07:00", n: 2 });
    expect((await stateOf(folder)).faults).toEqual([]);
  });

  it("stay in the open file when the clock is set back", async () => {
    const folder = temporaryFolder();
    const clock = new Clock(at("2026-12-02"));
    const log = await openTestLog(folder, { now: clock.now });
    await log.append(inspection(), CONTEXT);
    clock.ms = at("2026-11-28");
    await log.append(inspection(), CONTEXT);
    await log.close();
    expect(existsSync(pathOf(folder, "2026-11"))).toBe(false);
    expect(rowsIn(pathOf(folder, "2026-12")).map(({ n }) => n)).toEqual([1, 2]);
    expect((await stateOf(folder, { now: clock.now })).faults).toEqual([]);
  });
});

describe("what was done to the files", () => {
  const cases: Record<string, [change: (folder: string) => void, faults: RegExp[]]> = {
    "an altered row": [
      (folder) => edit(pathOf(folder, "2026-10"), ([a = "", b = ""]) => [a, b.replace('"genuine"', '"retry"')]),
      [/^chipid-log-2026-10\.jsonl:2: the row was altered$/],
    ],
    "an altered row with its own hash made anew": [
      (folder) =>
        edit(pathOf(folder, "2026-10"), ([a = "", b = ""]) => {
          const body = b.slice(0, b.indexOf(',"hash":')).replace('"genuine"', '"retry"');
          return [a, `${body},"hash":"${createHash("sha256").update(body).digest("hex")}"}`];
        }),
      [/^chipid-log-2026-11\.jsonl:1: the row does not follow the one before$/],
    ],
    "a missing row": [
      (folder) => edit(pathOf(folder), (lines) => lines.filter((_, i) => i !== 1)),
      [/^chipid-log-2026-11\.jsonl:2: row 8 follows row 6: rows are missing or out of order$/],
    ],
    "swapped rows": [
      (folder) => edit(pathOf(folder), ([a = "", b = "", c = "", d = ""]) => [a, c, b, d]),
      [/^chipid-log-2026-11\.jsonl:2: row 8 follows row 6/, /:3: row 7 follows row 8/, /:4: row 9 follows row 7/],
    ],
    "a row twice": [
      (folder) => edit(pathOf(folder), ([a = "", ...rest]) => [a, a, ...rest]),
      [/:2: row 6 follows row 6/],
    ],
    "a line that is no row": [
      (folder) => edit(pathOf(folder), ([a = "", , ...rest]) => [a, "{}", ...rest]),
      [/^chipid-log-2026-11\.jsonl:2: the line is no row$/],
    ],
    "an empty line": [
      (folder) => edit(pathOf(folder), ([a = "", ...rest]) => [a, "", ...rest]),
      [/:2: the line is no row/],
    ],
    "a line too long for any memory": [
      (folder) => edit(pathOf(folder), ([a = "", , ...rest]) => [a, "x".repeat(3_000_000), ...rest]),
      [/:2: the line is no row/],
    ],
    "a month taken from the middle": [
      (folder) => rmSync(pathOf(folder, "2026-10")),
      [/^chipid-log-2026-11\.jsonl:1: the file before, chipid-log-2026-10\.jsonl, is missing$/],
    ],
    "the first month taken away": [
      (folder) => rmSync(pathOf(folder, "2026-09")),
      [/^chipid-log-2026-10\.jsonl:1: the file before, chipid-log-2026-09\.jsonl, is missing$/],
    ],
    "a month emptied": [
      (folder) => truncateSync(pathOf(folder, "2026-10"), 0),
      [/^chipid-log-2026-11\.jsonl:1: the file before, chipid-log-2026-10\.jsonl, is missing$/],
    ],
    "two months' names exchanged": [
      (folder) => {
        renameSync(pathOf(folder, "2026-09"), join(folder, "x"));
        renameSync(pathOf(folder, "2026-10"), pathOf(folder, "2026-09"));
        renameSync(join(folder, "x"), pathOf(folder, "2026-10"));
      },
      [
        /2026-09\.jsonl:1: the file before/,
        /2026-10\.jsonl:1: the file does not begin/,
        /2026-11\.jsonl:1: row 6 follows row 3/,
      ],
    ],
    "the last rows taken away": [
      (folder) => edit(pathOf(folder), (lines) => lines.slice(0, 2)),
      [/^chipid-log\.head: the log ends before the row that the anchor names$/],
    ],
    "the last month taken away": [(folder) => rmSync(pathOf(folder)), [/^chipid-log\.head: the log ends before/]],
    "all months taken away": [
      (folder) => {
        for (const month of ["2026-09", "2026-10", "2026-11"]) rmSync(pathOf(folder, month));
      },
      [/^chipid-log\.head: the log ends before/],
    ],
    "the last row cut in two": [
      (folder) => truncateSync(pathOf(folder), statSync(pathOf(folder)).size - 40),
      [/^chipid-log-2026-11\.jsonl:4: the line is no row$/],
    ],
    "the anchor taken away": [(folder) => rmSync(head(folder)), [/^chipid-log\.head: the anchor is missing$/]],
    "the anchor broken": [
      (folder) => writeFileSync(head(folder), "{"),
      [/^chipid-log\.head: the anchor cannot be read$/],
    ],
    "the anchor of another log": [
      (folder) => writeFileSync(head(folder), JSON.stringify({ ...headOf(folder), hash: "a".repeat(64) })),
      [/^chipid-log\.head: the row that the anchor names is another one$/],
    ],
  };

  it.each(Object.entries(cases))(
    "%s is a fault, which the log names and cannot grow out of",
    async (_name, [change, faults]) => {
      const folder = await threeMonths();
      expect((await stateOf(folder)).faults).toEqual([]);
      change(folder);
      const log = await openTestLog(folder);
      expect(log.state.sound).toBe(false);
      expect(log.state.faults).toHaveLength(faults.length);
      for (const [i, fault] of faults.entries()) expect(log.state.faults[i]).toMatch(fault);
      expect(log.state.mended).toBe(0);
      // It goes on,
      expect(await log.append(inspection(), CONTEXT)).toBe(true);
      await log.close();
      // and tells of it at every later start.
      const later = await stateOf(folder);
      expect(later.sound).toBe(false);
      expect(await stateOf(folder)).toEqual(later);
    },
  );

  it("an older state of the log is found, but not one of log and anchor together", async () => {
    const folder = temporaryFolder();
    const older = join(folder, "older");
    await fill(folder, 2);
    copyFileSync(pathOf(folder), older);
    copyFileSync(head(folder), `${older}.head`);
    await fill(folder, 1);
    copyFileSync(older, pathOf(folder));
    expect((await stateOf(folder)).faults).toEqual([
      "chipid-log.head: the log ends before the row that the anchor names",
    ]);
    copyFileSync(older, pathOf(folder));
    copyFileSync(`${older}.head`, head(folder));
    // No file on the station can tell this: docs/kiosk-log.md says to keep the anchor elsewhere too.
    expect((await stateOf(folder)).faults).toEqual([]);
  });

  it("a flipped byte is found, wherever it is", async () => {
    const folder = temporaryFolder();
    await fill(folder, 6);
    const path = pathOf(folder);
    const whole = readFileSync(path);
    const anchor = readFileSync(head(folder));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (position, mask, lags) => {
          const bytes = Buffer.from(whole);
          bytes[position] = (bytes[position] ?? 0) ^ mask;
          writeFileSync(path, bytes);
          // Also when the machine stopped before the anchor followed.
          writeFileSync(
            head(folder),
            lags ? JSON.stringify({ ...JSON.parse(anchor.toString()), n: 0, hash: "0".repeat(64) }) : anchor,
          );
          const state = await stateOf(folder);
          expect(!state.sound || state.mended > 0).toBe(true);
          if (!lags) expect(state.sound).toBe(false);
        },
      ),
      { numRuns: 300, seed: 4 },
    );
  });
});

describe("a loss of power", () => {
  it("at any byte of the last row is mended and noted, with nothing else lost", async () => {
    const folder = temporaryFolder();
    const clock = new Clock();
    await fill(folder, 3, { now: clock.now });
    const path = pathOf(folder);
    const whole = readFileSync(path);
    const [first = "", second = "", last = ""] = linesIn(path);
    const start = whole.length - Buffer.byteLength(last) - 1;
    const anchor = JSON.stringify({ ...headOf(folder), n: 2, hash: JSON.parse(second).hash });
    for (let length = start + 1; length < whole.length; length += 7) {
      writeFileSync(path, whole.subarray(0, length));
      writeFileSync(head(folder), anchor);
      const state = await stateOf(folder);
      expect(state).toMatchObject({ sound: true, mended: 1, rows: 3, unwritten: 0 });
      expect(linesIn(path).slice(0, 2)).toEqual([first, second]);
      expect(rowsIn(path)[2]).toMatchObject({ n: 3, event: "mended", bytes: length - start });
      expect(await stateOf(folder)).toMatchObject({ sound: true, mended: 0, rows: 3 });
    }
  });

  it.each([
    ["zeros in place of the row", (row: Buffer) => Buffer.alloc(row.length)],
    [
      "zeros in place of its first half, its newline on the disk",
      (row: Buffer) => Buffer.concat([Buffer.alloc(300), row.subarray(300)]),
    ],
    [
      "a longer torn row than the one that tells of it",
      (row: Buffer) =>
        Buffer.concat([row, row, row])
          .subarray(0, -1)
          .map((byte) => (byte === 10 ? 32 : byte)),
    ],
  ])("with %s", async (_name, tear) => {
    const folder = temporaryFolder();
    await fill(folder, 3);
    const path = pathOf(folder);
    const [, second = "", last = ""] = linesIn(path);
    const start = statSync(path).size - Buffer.byteLength(last) - 1;
    truncateSync(path, start);
    const torn = tear(Buffer.from(`${last}\n`));
    appendFileSync(path, torn);
    writeFileSync(head(folder), JSON.stringify({ ...headOf(folder), n: 2, hash: JSON.parse(second).hash }));
    expect(await stateOf(folder)).toMatchObject({ sound: true, mended: 1 });
    expect(rowsIn(path)[2]).toMatchObject({ event: "mended", bytes: torn.length });
    expect(await stateOf(folder)).toMatchObject({ sound: true, mended: 0 });
  });

  it("in the first row of all, and of a month", async () => {
    const folder = temporaryFolder();
    await fill(folder, 0);
    writeFileSync(pathOf(folder, "2026-10"), '{"format":"chipid-k');
    expect(await stateOf(folder)).toMatchObject({ sound: true, mended: 1, rows: 1, months: ["2026-10"] });
    expect(rowsIn(pathOf(folder, "2026-10"))[0]).toMatchObject({ n: 1, after: null, event: "mended", bytes: 19 });
    writeFileSync(pathOf(folder), "{");
    expect(await stateOf(folder)).toMatchObject({ sound: true, mended: 1, rows: 1, month: "2026-11" });
    expect(rowsIn(pathOf(folder))[0]).toMatchObject({ n: 2, after: "chipid-log-2026-10.jsonl", event: "mended" });
    expect(await stateOf(folder)).toMatchObject({ sound: true, mended: 0 });
  });

  it("between a new month's file and its first row, and while the anchor is replaced", async () => {
    const folder = temporaryFolder();
    await fill(folder, 2, { now: new Clock(at("2026-10-05")).now });
    writeFileSync(pathOf(folder), "");
    writeFileSync(`${head(folder)}.new`, '{"form');
    await fill(folder, 1);
    expect(await stateOf(folder)).toMatchObject({ sound: true, mended: 0, rows: 1, month: "2026-11" });
    expect(existsSync(`${head(folder)}.new`)).toBe(false);
  });

  it("before the first row leaves the anchor, and before the anchor nothing", async () => {
    const folder = temporaryFolder();
    const log = await openTestLog(folder);
    expect(headOf(folder)).toMatchObject({ n: 0, hash: "0".repeat(64) });
    await log.close();
    expect(await stateOf(folder)).toMatchObject({ sound: true, rows: 0, months: [] });
  });
});
