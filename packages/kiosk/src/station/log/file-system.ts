import { type FileHandle, open, readdir, rename, rm } from "node:fs/promises";
import { makeFolder } from "@chipid/sdk/node";

// What the log asks of the file system, and nothing else: tests put a failing one in its place.

export interface LogHandle {
  /** Bytes read; 0 at the end. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** One write; the bytes written, which may be fewer than given. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  truncate(length: number): Promise<void>;
  datasync(): Promise<void>;
  stat(): Promise<{ readonly size: number; readonly mtimeMs: number }>;
  close(): Promise<void>;
}

/** Each rejects with what Node rejects with. */
export interface LogFileSystem {
  /** `read`; `create`: only when it is not there yet, to read and write; `write`: what is there, to read and write. */
  open(path: string, how: "read" | "create" | "write"): Promise<LogHandle>;
  list(folder: string): Promise<readonly string[]>;
  makeFolder(folder: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Also when it is not there. */
  remove(path: string): Promise<void>;
  /** Makes new names in a folder last. */
  flushFolder(folder: string): Promise<void>;
}

const FLAGS = { read: "r", create: "wx+", write: "r+" } as const;

export const nodeFileSystem: LogFileSystem = {
  open: async (path, how) => handleOf(await open(path, FLAGS[how], 0o600)),
  list: (folder) => readdir(folder),
  makeFolder: async (folder) => {
    makeFolder(folder);
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  flushFolder: async (folder) => {
    // Windows has no such call and needs none.
    if (process.platform === "win32") return;
    const handle = await open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

function handleOf(handle: FileHandle): LogHandle {
  return {
    read: async (into, position) => (await handle.read(into, 0, into.length, position)).bytesRead,
    write: async (bytes, position) => (await handle.write(bytes, 0, bytes.length, position)).bytesWritten,
    truncate: (length) => handle.truncate(length),
    datasync: () => handle.datasync(),
    stat: () => handle.stat(),
    close: () => handle.close(),
  };
}

export function systemCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : undefined;
}

/** A small file whole; undefined when it is not there. Longer than `most` bytes: cut there. */
export async function readSmall(fs: LogFileSystem, path: string, most: number): Promise<string | undefined> {
  let handle: LogHandle;
  try {
    handle = await fs.open(path, "read");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
  try {
    const bytes = new Uint8Array(most);
    let length = 0;
    for (;;) {
      const read = await handle.read(bytes.subarray(length), length);
      length += read;
      if (read === 0 || length === most) return Buffer.from(bytes.subarray(0, length)).toString("utf8");
    }
  } finally {
    await handle.close();
  }
}

/** Writes all of it or rejects. */
export async function writeWhole(handle: LogHandle, bytes: Uint8Array, position: number): Promise<void> {
  const written = await handle.write(bytes, position);
  // A disk that takes a part takes no more.
  if (written !== bytes.length) throw Object.assign(new Error("The disk took a part only."), { code: "ENOSPC" });
}
