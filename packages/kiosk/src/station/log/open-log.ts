import { Anchor } from "./anchor.js";
import { localTime, systemZone, type ZoneOffset } from "./calendar.js";
import { Counter } from "./counts.js";
import { checkContext, checkEvent } from "./event-schema.js";
import { exportMonth } from "./export.js";
import type { FaultPlace } from "./faults.js";
import { type LogFileSystem, nodeFileSystem, systemCode } from "./file-system.js";
import { writeHead } from "./head.js";
import { type Lock, LogInUseError, takeLock } from "./lock.js";
import { GENESIS } from "./row.js";
import type { LogContext, LogEvent, LogState, StationLog } from "./types.js";
import { Unwritten } from "./unwritten.js";
import { type Verified, verifyLog } from "./verify.js";
import { LogWriter } from "./writer.js";

export interface OpenLogOptions {
  /** Made when it is not there. Holds nothing but the log. */
  readonly folder: string;
  /** ms since 1970. */
  readonly now: () => number;
  /** What stands in rows that the log writes of itself at the start (a torn row, a lost anchor). */
  readonly context: LogContext;
  /** Minutes of local time ahead of UTC; this system's by default. */
  readonly zone?: ZoneOffset;
  readonly fs?: LogFileSystem;
  /** How far the anchor may be behind the rows, ms; 200 by default. */
  readonly headDelay?: number;
  /** Tells a process from a later one with its number; see `takeLock`. */
  readonly identity?: (pid: number) => string | null;
}

export interface OpenedLog extends StationLog {
  /** Inspections among `state.unwritten`, training left out: what the settings' limit is held against. */
  readonly unwrittenInspections: number;
  /**
   * Tries to write what is outstanding: that rows are missing, or that one was mended. true: nothing is outstanding, and
   * the disk takes rows as far as anybody knows. For the self-check of a station that is blocked.
   */
  tryAgain(context: LogContext): Promise<boolean>;
}

/**
 * Opens the station's log, checks the whole of it, and mends a torn last row. A disk that cannot be written gives a log
 * all the same, which tries again at every row.
 *
 * Rejects with LogInUseError when another station writes it, with ChipidError `usage` for a context that no row can hold.
 */
export async function openLog(options: OpenLogOptions): Promise<OpenedLog> {
  const log = new ChainedLog({ ...options, context: checkContext(options.context) });
  await log.begin();
  return log;
}

class ChainedLog implements OpenedLog {
  private readonly fs: LogFileSystem;
  private readonly zone: ZoneOffset;
  private readonly counter: Counter;
  private readonly unwritten = new Unwritten();
  /** Rows of its own that are not written yet. */
  private own: LogEvent[] = [];
  private mended = 0;
  private verified: Verified | undefined;
  private writer: LogWriter | undefined;
  private lock: Lock | undefined;
  private anchor: Anchor | undefined;
  private faults: readonly string[] = [];
  private fault: FaultPlace | null = null;
  private months: readonly string[] = [];
  private lastTime: string | null = null;
  private queue: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(private readonly options: OpenLogOptions) {
    this.fs = options.fs ?? nodeFileSystem;
    this.zone = options.zone ?? systemZone;
    this.counter = new Counter(this.fs, options.folder);
  }

  async begin(): Promise<void> {
    try {
      await this.load();
      await this.settle(this.options.context);
    } catch (error) {
      if (error instanceof LogInUseError) throw error;
      // What is there is told although nothing can be added to it.
      if (this.verified === undefined) await this.verify().catch((fault: unknown) => this.unreadable(fault));
    }
  }

  get state(): LogState {
    return {
      month: this.writer?.month ?? this.months[this.months.length - 1] ?? this.time().slice(0, 7),
      rows: this.writer?.rows ?? this.verified?.end?.rows ?? 0,
      sound: this.faults.length === 0,
      faults: this.faults,
      fault: this.fault,
      mended: this.mended,
      unwritten: this.unwritten.rows,
      months: this.months,
      lastTime: this.lastTime,
    };
  }

  get unwrittenInspections(): number {
    return this.unwritten.inspections;
  }

  async append(event: LogEvent, context: LogContext): Promise<boolean> {
    const row = { time: this.time(), event: checkEvent(event), context: checkContext(context) };
    return this.inTurn(async () => {
      try {
        await this.ready();
        await this.settle(row.context);
        await this.write(row);
        return true;
      } catch {
        this.unwritten.add(row.event);
        return false;
      }
    });
  }

  async tryAgain(context: LogContext): Promise<boolean> {
    const checked = checkContext(context);
    return this.inTurn(async () => {
      try {
        await this.ready();
        await this.settle(checked);
        return true;
      } catch {
        return false;
      }
    });
  }

  async counts(days: number): ReturnType<StationLog["counts"]> {
    const most = Math.min(Math.max(Math.trunc(days) || 0, 0), 3660);
    await this.queue;
    return this.counter.counts(this.months, this.time(), most);
  }

  async exportCsv(month: string, folder: string): Promise<string> {
    await this.queue;
    return exportMonth(this.fs, this.options.folder, month, folder);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    await this.tryAgain(this.options.context);
    this.closed = true;
    await this.inTurn(async () => {
      await this.anchor?.flush();
      await this.writer?.close().catch(() => undefined);
      await this.lock?.release().catch(() => undefined);
      this.lock = undefined;
    });
  }

  private inTurn<T>(job: () => Promise<T>): Promise<T> {
    const turn = this.queue.then(job);
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  private time(): string {
    return localTime(this.options.now(), this.zone);
  }

  /** Takes the lock, then reads: what was read before it was held may have changed since. */
  private async load(): Promise<void> {
    const { folder, identity } = this.options;
    await this.fs.makeFolder(folder);
    this.lock ??= await takeLock({ fs: this.fs, folder, ...(identity === undefined ? {} : { identity }) });
    const { end, head, anchor } = await this.verify();
    if (end === undefined) throw new Error("The last file of the log cannot be read.");
    if (head.state === "missing" && end.file === null) await writeHead(this.fs, folder, { n: 0, hash: GENESIS });
    this.writer = new LogWriter(this.fs, folder, end);
    this.anchor = new Anchor(
      this.fs,
      folder,
      this.options.headDelay ?? 200,
      async () => (await this.lock?.held()) === true,
    );
    if (end.torn > 0) this.mended++;
    this.own = [
      ...(end.torn > 0 ? [{ event: "mended", bytes: end.torn } as const] : []),
      ...(anchor === undefined ? [] : [{ event: "anchor", ...anchor } as const]),
    ];
    // An anchor that was left behind by a loss of power.
    if (anchor === undefined && end.file !== null && this.own.length === 0) this.anchor.reached(end.link);
  }

  private async verify(): Promise<Verified> {
    const verified = await verifyLog(this.fs, this.options.folder);
    this.verified = verified;
    this.faults = verified.faults;
    this.fault = verified.place;
    this.months = verified.months;
    this.lastTime = verified.end?.time ?? null;
    return verified;
  }

  private unreadable(error: unknown): void {
    this.faults = [`the log's folder cannot be read (${systemCode(error) ?? "unknown"})`];
  }

  private async ready(): Promise<void> {
    if (this.closed) throw new Error("The log is closed.");
    if (this.writer === undefined) await this.load();
    if ((await this.lock?.held()) === true) return;
    // Taken over while this process stood still: what the other wrote has to be read first.
    await this.writer?.close().catch(() => undefined);
    await this.lock?.release().catch(() => undefined);
    this.writer = undefined;
    this.lock = undefined;
    await this.load();
  }

  /** Writes what the log has to say of itself, before anything else. */
  private async settle(context: LogContext): Promise<void> {
    for (let event = this.own[0]; event !== undefined; event = this.own[0]) {
      const row = { time: this.time(), event, context };
      if (event.event === "mended") await this.writer?.mend((bytes) => ({ ...row, event: { event: "mended", bytes } }));
      else await this.writer?.append(row);
      this.lastTime = row.time;
      this.own.shift();
      this.wrote();
    }
    const event = this.unwritten.event();
    if (event === undefined) return;
    await this.write({ time: this.time(), event, context });
    this.unwritten.clear();
  }

  private async write(row: { time: string; event: LogEvent; context: LogContext }): Promise<void> {
    if (this.writer === undefined) throw new Error("The log is not open.");
    await this.writer.append(row);
    this.lastTime = row.time;
    this.wrote();
  }

  private wrote(): void {
    const { writer } = this;
    if (writer === undefined) return;
    this.anchor?.reached(writer.last);
    const { month } = writer;
    if (month !== undefined && !this.months.includes(month)) this.months = [...this.months, month].sort();
  }
}
