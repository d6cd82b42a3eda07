import { randomBytes } from "node:crypto";
import { join } from "node:path";
import * as v from "valibot";
import { type LogFileSystem, type LogHandle, readSmall, systemCode, writeWhole } from "./file-system.js";
import { LOCK_FILE } from "./files.js";
import { processIdentity, processIsThere } from "./holder.js";

// Two stations must not write one log. A lock of a process that has ended is taken over; whoever holds the lock asks
// before each row whether it still does, so that a wrong takeover costs rows of one of them, never the chain.

/** Another station writes this log. */
export class LogInUseError extends Error {
  override readonly name = "LogInUseError";
  constructor() {
    super("Another station writes this log.");
  }
}

export interface Lock {
  /** Whether it is still this one's. */
  held(): Promise<boolean>;
  release(): Promise<void>;
}

/** Where the system does not tell processes apart, a lock not touched for this long is nobody's, ms. */
const SILENCE = 20_000;
const BEAT = 5_000;
/** A lock that cannot be read yet may be one being written, ms. */
const BIRTH = 2_000;
const MOST_ATTEMPTS = 100;
const MAX_LOCK = 1024;

const lockSchema = v.strictObject({
  pid: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  identity: v.nullable(v.string()),
  token: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
});
type LockText = v.InferOutput<typeof lockSchema>;

export interface LockOptions {
  readonly fs: LogFileSystem;
  readonly folder: string;
  /** Tells processes apart; for tests of systems that do not. */
  readonly identity?: (pid: number) => string | null;
}

/**
 * Rejects with LogInUseError, or with what the file system rejects with.
 */
export async function takeLock({ fs, folder, identity = processIdentity }: LockOptions): Promise<Lock> {
  const path = join(folder, LOCK_FILE);
  const mine: LockText = { pid: process.pid, identity: identity(process.pid), token: randomBytes(16).toString("hex") };
  const handle = await create(fs, path, mine, identity);
  const bytes = bytesOf(mine);
  const beat =
    mine.identity === null ? setInterval(() => void handle.write(bytes, 0).catch(() => undefined), BEAT) : undefined;
  beat?.unref();
  const held = async (): Promise<boolean> => {
    try {
      return parsed(await readSmall(fs, path, MAX_LOCK))?.token === mine.token;
    } catch {
      return false;
    }
  };
  if (!(await held())) {
    clearInterval(beat);
    await handle.close();
    throw new LogInUseError();
  }
  return {
    held,
    release: async () => {
      clearInterval(beat);
      const still = await held();
      await handle.close();
      if (still) await fs.remove(path);
    },
  };
}

async function create(
  fs: LogFileSystem,
  path: string,
  mine: LockText,
  identity: (pid: number) => string | null,
): Promise<LogHandle> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    try {
      const handle = await fs.open(path, "create");
      try {
        await writeWhole(handle, bytesOf(mine), 0);
        return handle;
      } catch (error) {
        await handle.close();
        await fs.remove(path);
        throw error;
      }
    } catch (error) {
      if (systemCode(error) !== "EEXIST") throw error;
    }
    const there = await look(fs, path);
    if (there === undefined) continue;
    if (there.text === undefined && there.age < BIRTH) await pause();
    else if (there.text !== undefined && isAlive(there.text, there.age, identity)) throw new LogInUseError();
    else await takeAway(fs, path, there.text);
  }
  throw new LogInUseError();
}

/** The lock that is there, and ms since it was touched: a clock that was set makes either sign. */
async function look(
  fs: LogFileSystem,
  path: string,
): Promise<{ readonly text: LockText | undefined; readonly age: number } | undefined> {
  const text = await readSmall(fs, path, MAX_LOCK);
  if (text === undefined) return undefined;
  try {
    const handle = await fs.open(path, "read");
    try {
      return { text: parsed(text), age: Math.abs(Date.now() - (await handle.stat()).mtimeMs) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

function isAlive(lock: LockText, age: number, identity: (pid: number) => string | null): boolean {
  if (!processIsThere(lock.pid)) return false;
  // The number alone may be a later process's, above all after the machine was started again.
  return lock.identity === null ? age <= SILENCE : identity(lock.pid) === lock.identity;
}

/**
 * Takes a dead lock away, and only that one. One process at a time does so, and looks again first: of two that find it
 * dead at once, the second would else take away the first one's new lock.
 */
async function takeAway(fs: LogFileSystem, path: string, dead: LockText | undefined): Promise<void> {
  const guard = `${path}.takeover`;
  try {
    await (await fs.open(guard, "create")).close();
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
    // Held for a moment only: an old one was left by a process that was killed.
    const other = await look(fs, guard);
    if (other !== undefined && other.age > BIRTH) await fs.remove(guard);
    else await pause();
    return;
  }
  try {
    const now = await look(fs, path);
    if (now !== undefined && now.text?.token === dead?.token && (now.text !== undefined || now.age >= BIRTH)) {
      await fs.remove(path);
    }
  } finally {
    await fs.remove(guard);
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}

function bytesOf(lock: LockText): Uint8Array {
  return Buffer.from(`${JSON.stringify(lock)}\n`, "utf8");
}

function parsed(text: string | undefined): LockText | undefined {
  try {
    const lock = v.safeParse(lockSchema, JSON.parse(text ?? ""));
    return lock.success ? lock.output : undefined;
  } catch {
    return undefined;
  }
}
