import { join } from "node:path";
import { type LogFileSystem, type LogHandle, systemCode, writeWhole } from "./file-system.js";
import { monthFile, monthOf } from "./files.js";
import { type Link, type NewRow, writeRow } from "./row.js";
import type { LogEnd } from "./verify.js";

const NEWLINE = Uint8Array.of(0x0a);

/**
 * Writes rows behind the end of the log, one at a time: one write, then a flush to the disk. What a failed write left is
 * cut back at once, or before the next row when the disk does not even take that. Rejects with what the file system
 * rejects with; the log then ends where it ended before.
 */
export class LogWriter {
  private handle: LogHandle | undefined;
  private place: { file: string | null; before: string | null; offset: number; rows: number; unterminated: boolean };
  private link: Link;
  /** There are bytes behind the end. */
  private dirty: boolean;
  private torn: number;

  constructor(
    private readonly fs: LogFileSystem,
    private readonly folder: string,
    end: LogEnd,
  ) {
    const { file, before, offset, rows, unterminated } = end;
    this.place = { file, before, offset, rows, unterminated };
    this.link = end.link;
    this.torn = end.torn;
    this.dirty = end.torn > 0;
  }

  get last(): Link {
    return this.link;
  }

  /** Lines of the open file. */
  get rows(): number {
    return this.place.rows;
  }

  /** Month of the open file; undefined while there is none. */
  get month(): string | undefined {
    return this.place.file === null ? undefined : monthOf(this.place.file);
  }

  /**
   * Writes a row into the file of its month. Months never go back: a clock that was set back goes on in the open file.
   */
  async append(row: Omit<NewRow, "start">): Promise<void> {
    const month = row.time.slice(0, 7);
    if (this.month === undefined || month > this.month) await this.next(monthFile(month));
    await this.write(row);
  }

  /**
   * Writes a row in the place of the torn one. It overwrites and then cuts, so that at every moment the file holds either
   * something torn or the row that tells of it.
   */
  async mend(row: (bytes: number) => Omit<NewRow, "start">): Promise<void> {
    await this.write(row(this.torn), true);
    this.torn = 0;
  }

  async close(): Promise<void> {
    const { handle } = this;
    this.handle = undefined;
    await handle?.close();
  }

  private async write(row: Omit<NewRow, "start">, over = false): Promise<void> {
    const { offset, rows, before, unterminated } = this.place;
    const handle = await this.open();
    if (this.dirty && !over) await this.cut(handle);
    const { bytes, link } = writeRow(this.link, { ...row, start: rows === 0 ? { after: before } : undefined });
    const whole = unterminated ? Buffer.concat([NEWLINE, bytes]) : bytes;
    const dirty = this.dirty;
    this.dirty = true;
    try {
      await writeWhole(handle, whole, offset);
      if (dirty) await handle.truncate(offset + whole.length);
      await handle.datasync();
    } catch (error) {
      // A row that is to be overwritten stays until it is.
      if (!over) await this.cut(handle).catch(() => undefined);
      // A handle that failed may go on failing when a new one would not.
      await this.close().catch(() => undefined);
      throw error;
    }
    this.dirty = false;
    this.link = link;
    this.place = { ...this.place, offset: offset + whole.length, rows: rows + 1, unterminated: false };
  }

  private async cut(handle: LogHandle): Promise<void> {
    await handle.truncate(this.place.offset);
    await handle.datasync();
    this.dirty = false;
  }

  private async open(): Promise<LogHandle> {
    if (this.place.file === null) throw new Error("The log has no file.");
    this.handle ??= await this.fs.open(join(this.folder, this.place.file), "write");
    return this.handle;
  }

  private async next(file: string): Promise<void> {
    if (this.dirty && this.place.file !== null) await this.cut(await this.open());
    const path = join(this.folder, file);
    let handle: LogHandle;
    try {
      handle = await this.fs.open(path, "create");
    } catch (error) {
      if (systemCode(error) !== "EEXIST") throw error;
      handle = await this.fs.open(path, "write");
    }
    try {
      // Made before, when the disk took no row; or somebody else's.
      if ((await handle.stat()).size > 0)
        throw Object.assign(new Error("The month's file is in use."), { code: "EEXIST" });
      await this.fs.flushFolder(this.folder);
    } catch (error) {
      await handle.close();
      throw error;
    }
    await this.close();
    this.handle = handle;
    const before = this.place.rows > 0 ? this.place.file : this.place.before;
    this.place = { file, before, offset: 0, rows: 0, unterminated: false };
  }
}
