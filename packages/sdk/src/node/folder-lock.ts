import {
  closeSync,
  existsSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { ChipidError } from "../errors/chipid-error.js";

const NAME = "lock";
const POLL_MS = 40;
/** No import takes that long; a lock older than this is of a process that is gone, wherever it ran. */
const STALE_MS = 10 * 60_000;

export interface LockOptions {
  /** How long to wait for another process, milliseconds. Default 10 s. */
  readonly waitMs?: number;
}

/**
 * Does `work` while no other process changes the folder. A lock whose process has died is taken over.
 * @throws ChipidError `trust.store` when another process holds it all the while.
 */
export async function withFolderLock<T>(folder: string, work: () => T, options: LockOptions = {}): Promise<T> {
  const path = join(folder, NAME);
  const deadline = Date.now() + (options.waitMs ?? 10_000);
  const mine = `${JSON.stringify({ pid: process.pid, host: hostname(), key: Math.random().toString(36).slice(2) })}\n`;
  while (!take(path, mine)) {
    if (takeAway(path)) continue;
    if (Date.now() >= deadline) {
      throw new ChipidError("trust.store", "The trust store is being changed by another process; try again.");
    }
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
  try {
    return work();
  } finally {
    // Taken away in the meantime? Then the one there is another's.
    if (contentOf(path) === mine) rmSync(path, { force: true });
  }
}

/** As `withFolderLock`, but does nothing when the lock is held. */
export function tryFolderLock(folder: string, work: () => void): boolean {
  const path = join(folder, NAME);
  const mine = `${JSON.stringify({ pid: process.pid, host: hostname(), key: Math.random().toString(36).slice(2) })}\n`;
  if (!take(path, mine)) return false;
  try {
    work();
    return true;
  } finally {
    if (contentOf(path) === mine) rmSync(path, { force: true });
  }
}

/** Written whole beside the lock and then linked to its name, so that no lock is ever seen half written. */
function take(path: string, content: string): boolean {
  const draft = `${path}.tmp-${process.pid}-${Math.random().toString(36).slice(2)}`;
  try {
    const descriptor = openSync(draft, "wx", 0o600);
    try {
      writeSync(descriptor, content);
    } finally {
      closeSync(descriptor);
    }
    linkSync(draft, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // ENOENT: the holder swept our draft away as a leftover.
    if (code === "EEXIST" || (code === "ENOENT" && existsSync(dirname(path)))) return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes a lock whose process is gone; true when there is none any more. */
function takeAway(path: string): boolean {
  const judged = contentOf(path);
  if (judged === undefined) return true;
  if (!isStale(path, judged)) return false;
  // Renamed before it is removed: two processes may judge the same lock, and only one of them takes that one away.
  const aside = `${path}.tmp-${process.pid}-${Math.random().toString(36).slice(2)}`;
  try {
    renameSync(path, aside);
  } catch {
    return true;
  }
  const taken = contentOf(aside);
  if (taken !== judged) {
    try {
      linkSync(aside, path);
    } catch {
      // Its owner will find another's lock, and leave it.
    }
  }
  rmSync(aside, { force: true });
  return taken === judged;
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function isStale(path: string, content: string): boolean {
  try {
    if (Date.now() - statSync(path).mtimeMs > STALE_MS) return true;
  } catch {
    return true;
  }
  let holder: { pid?: unknown; host?: unknown };
  try {
    holder = JSON.parse(content) as typeof holder;
  } catch {
    return false;
  }
  if (holder.host !== hostname() || typeof holder.pid !== "number") return false;
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
