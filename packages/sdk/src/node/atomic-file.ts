import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

const TEMPORARY = /\.tmp-\d+-[0-9a-z]+$/;

/** Whether a name is one that `writeAtomically` uses while it works: what a killed process left behind. */
export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
}

/**
 * Writes a file so that, whenever the process or the machine stops, the path holds either the old bytes or the new ones:
 * written beside it, flushed, then renamed over it. Without `flush` that holds for the process alone. Throws what the
 * file system throws, with the path that was asked for in the place of the temporary one.
 */
export function writeAtomically(
  path: string,
  bytes: Uint8Array,
  { flush = true }: { readonly flush?: boolean } = {},
): void {
  const temporary = `${path}.tmp-${process.pid}-${Math.random().toString(36).slice(2)}`;
  try {
    const descriptor = openSync(temporary, "wx", 0o600);
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at, bytes.length - at);
      if (flush) fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
  } catch (error) {
    try {
      rmSync(temporary, { force: true });
    } catch {
      // What is told is why the file could not be written.
    }
    throw about(path, temporary, error);
  }
  if (flush) flushFolder(dirname(path));
}

/** The same error, saying nothing of a name that nobody has given. */
function about(path: string, temporary: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const fault: NodeJS.ErrnoException & { dest?: string } = error;
  fault.message = fault.message.replaceAll(temporary, path);
  fault.path = path;
  delete fault.dest;
  return fault;
}

/** Makes a rename last. Windows has no such call and needs none. */
export function flushFolder(folder: string): void {
  if (process.platform === "win32") return;
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Makes a folder that only this user can write to, with those above it. Throws what the file system throws. Not by Node's
 * own `recursive`: it goes round for ever where a name is not there and cannot be made, as in /proc.
 */
export function makeFolder(path: string): void {
  const above = dirname(path);
  if (above !== path && !existsSync(above)) makeFolder(above);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // It was there, or somebody else has made it meanwhile.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
