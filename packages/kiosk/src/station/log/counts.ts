import { join } from "node:path";
import { VERDICTS, type Verdict } from "../../shared/index.js";
import { daysUntil } from "./calendar.js";
import { type LogFileSystem, systemCode } from "./file-system.js";
import { monthFile } from "./files.js";
import { linesOf } from "./lines.js";
import { readRow } from "./row.js";
import type { LogCounts } from "./types.js";

type Tally = Map<Verdict, number>;
/** Days of one file, `YYYY-MM-DD`. */
type Days = Map<string, Tally>;

const verdicts: ReadonlySet<unknown> = new Set(VERDICTS);

/** Inspections by verdict, read from the files row by row. A month that is over is read once. */
export class Counter {
  private readonly closed = new Map<string, Days>();

  constructor(
    private readonly fs: LogFileSystem,
    private readonly folder: string,
  ) {}

  /** The last `days` days up to `now` (as the log writes it), each of them, and every month that has an inspection. */
  async counts(
    months: readonly string[],
    now: string,
    days: number,
  ): Promise<{ readonly days: readonly LogCounts[]; readonly months: readonly LogCounts[] }> {
    const all: Days = new Map();
    const perMonth = new Map<string, Tally>();
    for (const month of months) {
      const open = month === months[months.length - 1];
      const found = this.closed.get(month) ?? (await this.read(month).catch(() => undefined));
      // What cannot be read is a fault of the log's state already.
      if (found === undefined) continue;
      if (!open) this.closed.set(month, found);
      for (const [day, tally] of found) {
        add(tallyOf(all, day), tally);
        add(tallyOf(perMonth, day.slice(0, 7)), tally);
      }
    }
    return {
      days: daysUntil(now, days).map((day) => countsOf(day, all.get(day))),
      months: [...perMonth.keys()].sort().map((month) => countsOf(month, perMonth.get(month))),
    };
  }

  private async read(month: string): Promise<Days> {
    const days: Days = new Map();
    const handle = await this.fs.open(join(this.folder, monthFile(month)), "read").catch((error: unknown) => {
      if (systemCode(error) === "ENOENT") return undefined;
      throw error;
    });
    if (handle === undefined) return days;
    try {
      for await (const { bytes, terminated } of linesOf(handle)) {
        const row = bytes === undefined || !terminated ? undefined : readRow(bytes);
        const { event, training, verdict } = row?.members ?? {};
        if (row === undefined || event !== "inspection" || training !== false || !verdicts.has(verdict)) continue;
        const tally = tallyOf(days, row.time.slice(0, 10));
        tally.set(verdict as Verdict, (tally.get(verdict as Verdict) ?? 0) + 1);
      }
    } finally {
      await handle.close();
    }
    return days;
  }
}

function tallyOf(of: Map<string, Tally>, period: string): Tally {
  const tally = of.get(period) ?? new Map<Verdict, number>();
  of.set(period, tally);
  return tally;
}

function add(into: Tally, from: Tally): void {
  for (const [verdict, count] of from) into.set(verdict, (into.get(verdict) ?? 0) + count);
}

function countsOf(period: string, tally: Tally | undefined): LogCounts {
  const entries = [...(tally ?? [])];
  return { period, byVerdict: Object.fromEntries(entries), total: entries.reduce((sum, [, count]) => sum + count, 0) };
}
