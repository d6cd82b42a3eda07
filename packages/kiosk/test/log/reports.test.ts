import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Verdict } from "../../src/shared/index.js";
import { csvRow } from "../../src/station/log/csv.js";
import { at, Clock, CONTEXT, edit, inspection, openTestLog, pathOf, temporaryFolder } from "./kit.js";

async function days(folder: string): Promise<Clock> {
  const clock = new Clock();
  const log = await openTestLog(folder, { now: clock.now });
  const rows: [string, Verdict, boolean?][] = [
    ["2026-10-31", "genuine"],
    ["2026-11-26", "genuine"],
    ["2026-11-26", "not-genuine", true],
    ["2026-11-28", "genuine"],
    ["2026-11-28", "genuine"],
    ["2026-11-28", "unconfirmed"],
  ];
  for (const [day, verdict, training = false] of rows) {
    clock.ms = at(day);
    await log.append(inspection({ verdict, training }), CONTEXT);
    await log.append({ event: "outcome", reference: "7KQF-92MX", outcome: "finished", face: "same" }, CONTEXT);
  }
  await log.close();
  return clock;
}

describe("counts", () => {
  it("are inspections by verdict, of each of the last days and of each month, training left out", async () => {
    const folder = temporaryFolder();
    const clock = await days(folder);
    const log = await openTestLog(folder, { now: clock.now });
    const counts = await log.counts(3);
    expect(counts).toEqual({
      days: [
        { period: "2026-11-26", byVerdict: { genuine: 1 }, total: 1 },
        { period: "2026-11-27", byVerdict: {}, total: 0 },
        { period: "2026-11-28", byVerdict: { genuine: 2, unconfirmed: 1 }, total: 3 },
      ],
      months: [
        { period: "2026-10", byVerdict: { genuine: 1 }, total: 1 },
        { period: "2026-11", byVerdict: { genuine: 3, unconfirmed: 1 }, total: 4 },
      ],
    });
    await log.append(inspection({ verdict: "retry" }), CONTEXT);
    expect((await log.counts(1)).days).toEqual([
      { period: "2026-11-28", byVerdict: { genuine: 2, unconfirmed: 1, retry: 1 }, total: 4 },
    ]);
    expect((await log.counts(0)).days).toEqual([]);
    await log.close();
  });

  it("pass over lines that are no rows, and verdicts that there are not", async () => {
    const folder = temporaryFolder();
    const clock = await days(folder);
    edit(pathOf(folder), ([a = "", ...rest]) => ["damage", a.replace('"genuine"', '"__proto__"'), ...rest]);
    const log = await openTestLog(folder, { now: clock.now });
    expect((await log.counts(1)).months[1]).toEqual({
      period: "2026-11",
      byVerdict: { genuine: 2, unconfirmed: 1 },
      total: 3,
    });
    await log.close();
  });

  it("of 50,000 rows hold no more than a little memory", async () => {
    const folder = temporaryFolder();
    const clock = await days(folder);
    const [row = ""] = readFileSync(pathOf(folder), "utf8").split("\n").slice(4);
    const block = `${row}\n`.repeat(1000);
    for (let i = 0; i < 50; i++) writeFileSync(pathOf(folder), block, { flag: "a" });
    const log = await openTestLog(folder, { now: clock.now });
    const before = process.memoryUsage().rss;
    const { months } = await log.counts(1);
    expect(months[1]?.total).toBe(50_004);
    expect(process.memoryUsage().rss - before).toBeLessThan(64e6);
    await log.close();
  });
});

describe("export as CSV", () => {
  it("writes a month with a mark, CRLF and one row a line, whole or not at all", async () => {
    const folder = temporaryFolder();
    const out = temporaryFolder();
    await days(folder);
    const log = await openTestLog(folder);
    const path = await log.exportCsv("2026-10", out);
    expect(path).toBe(join(out, "chipid-log-2026-10.csv"));
    const bytes = readFileSync(path);
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = bytes.toString("utf8").slice(1).split("\r\n");
    expect(lines).toHaveLength(4);
    expect(lines[0]?.split(",").slice(0, 4)).toEqual(["n", "time", "station", "officer"]);
    expect(lines[1]).toMatch(
      /^1,2026-10-31T12:00:00\+07:00,Quầy số 3,cb\.07,xac-nhan-cu-tru,state-agency,,inspection,7KQF-92MX,false,TD1 VNM,/,
    );
    expect(new Set(lines.slice(0, -1).map((line) => line.split(",").length)).size).toBe(1);
    // Again, over the first.
    expect(await log.exportCsv("2026-10", out)).toBe(path);
    expect(readdirSync(out)).toEqual(["chipid-log-2026-10.csv"]);
    await log.close();
  });

  it("says where a line is damaged", async () => {
    const folder = temporaryFolder();
    const out = temporaryFolder();
    await days(folder);
    edit(pathOf(folder, "2026-10"), ([, b = ""]) => ["damage", b]);
    const log = await openTestLog(folder);
    expect(readFileSync(await log.exportCsv("2026-10", out), "utf8")).toContain("(line 1 is damaged)");
    await log.close();
  });

  it.each([
    ["2026-09", "files.not-found"],
    ["../../x", "usage"],
    ["2026-13", "usage"],
  ])("of %s is %s", async (month, code) => {
    const folder = temporaryFolder();
    const log = await openTestLog(folder);
    await expect(log.exportCsv(month, folder)).rejects.toMatchObject({ name: "ChipidError", code });
    await log.close();
  });

  it("into a folder that does not take it is an error that holds no more than a code", async () => {
    const folder = temporaryFolder();
    await days(folder);
    const log = await openTestLog(folder);
    const out = join(folder, "nowhere");
    await expect(log.exportCsv("2026-10", out)).rejects.toMatchObject({
      code: "files.unreadable",
      message: "The export cannot be written (ENOENT).",
    });
    expect(existsSync(out)).toBe(false);
    await log.close();
  });

  it.each([
    ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@x", "'@x"],
    ["\t=1", "'\t=1"],
    ["＝1", "'＝1"],
    ["-", "-"],
    ['a"b,c', '"a""b,c"'],
    ["a\r\nb", '"a\r\nb"'],
    [" x", '" x"'],
  ])("%j becomes %j", (text, cell) => {
    // The schema lets none of these into the log; a file that was altered may hold them.
    const row = { n: 1, hash: "", previous: "", time: "", intact: false, members: { n: text } };
    expect(csvRow(row)).toBe(`${cell}${",".repeat(csvRow({ ...row, members: {} }).length - 2)}\r\n`);
  });
});
