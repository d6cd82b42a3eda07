import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type LogFileSystem, type LogHandle, nodeFileSystem } from "../../src/station/log/file-system.js";
import { type OpenedLog, type OpenLogOptions, openLog } from "../../src/station/log/open-log.js";
import { CONTEXT, inspection } from "./samples.js";

export { CONTEXT, type Inspection, inspection } from "./samples.js";

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "chipid-log-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Noon in Việt Nam. */
export function at(day: string): number {
  return Date.parse(`${day}T12:00:00+07:00`);
}

/** A clock that is set by hand. */
export class Clock {
  constructor(public ms = at("2026-11-28")) {}
  readonly now = (): number => this.ms;
}

export function openTestLog(folder: string, options: Partial<OpenLogOptions> = {}): Promise<OpenedLog> {
  return openLog({ folder, now: new Clock().now, context: CONTEXT, zone: () => 420, ...options });
}

/** Opens, appends so many inspections, closes. */
export async function fill(folder: string, rows: number, options: Partial<OpenLogOptions> = {}): Promise<void> {
  const log = await openTestLog(folder, options);
  for (let i = 0; i < rows; i++)
    if (!(await log.append(inspection({ totalMs: i }), CONTEXT))) throw new Error("refused");
  await log.close();
}

export function pathOf(folder: string, month = "2026-11"): string {
  return join(folder, `chipid-log-${month}.jsonl`);
}

export function linesIn(path: string): string[] {
  return readFileSync(path, "utf8").split("\n").slice(0, -1);
}

export function rowsIn(path: string): Record<string, unknown>[] {
  return linesIn(path).map((line) => JSON.parse(line));
}

/** Opens, tells the state, closes without a row. */
export async function stateOf(folder: string, options: Partial<OpenLogOptions> = {}): Promise<OpenedLog["state"]> {
  const log = await openTestLog(folder, options);
  const { state } = log;
  await log.close();
  return state;
}

export function edit(path: string, change: (lines: string[]) => string[]): void {
  writeFileSync(
    path,
    change(linesIn(path))
      .map((line) => `${line}\n`)
      .join(""),
  );
}

type Operation = "open" | "write" | "truncate" | "datasync" | "rename" | "makeFolder" | "flushFolder";

/** A file system that fails as told, on the files of the log only. */
export class FailingFileSystem implements LogFileSystem {
  /** Gives the code to fail with; undefined: goes on. */
  fails: (operation: Operation, path: string) => string | undefined = () => undefined;
  /** Bytes that a write takes before it fails. */
  partly = 0;
  readonly calls: string[] = [];

  async open(path: string, how: "read" | "create" | "write"): Promise<LogHandle> {
    if (how !== "read") this.check("open", path);
    const handle = await nodeFileSystem.open(path, how);
    return {
      ...handle,
      write: async (bytes, position) => {
        this.calls.push(`write ${name(path)}`);
        const code = this.fails("write", path);
        if (code === undefined) return handle.write(bytes, position);
        if (this.partly === 0) throw failure(code);
        return handle.write(bytes.subarray(0, this.partly), position);
      },
      truncate: async (length) => {
        this.check("truncate", path);
        await handle.truncate(length);
      },
      datasync: async () => {
        this.check("datasync", path);
        await handle.datasync();
      },
    };
  }

  list = nodeFileSystem.list;
  remove = nodeFileSystem.remove;

  async makeFolder(folder: string): Promise<void> {
    this.check("makeFolder", folder);
    await nodeFileSystem.makeFolder(folder);
  }

  async rename(from: string, to: string): Promise<void> {
    this.check("rename", to);
    await nodeFileSystem.rename(from, to);
  }

  async flushFolder(folder: string): Promise<void> {
    this.check("flushFolder", folder);
    await nodeFileSystem.flushFolder(folder);
  }

  private check(operation: Operation, path: string): void {
    this.calls.push(`${operation} ${name(path)}`);
    const code = this.fails(operation, path);
    if (code !== undefined) throw failure(code);
  }
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function name(path: string): string {
  return path.split("/").at(-1) ?? path;
}
