import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { basename } from "node:path";
import { ChipidError } from "../errors/chipid-error.js";

// Windows has no O_NONBLOCK, and no pipes in its folders.
const NON_BLOCKING_READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** What the operating system said, as an error of this SDK; `name` is the last part of a path. */
export function fileError(error: unknown, name: string): ChipidError {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new ChipidError("files.not-found", `"${name}" is not there.`, { cause: error });
  }
  if (code === "EISDIR") {
    return new ChipidError("files.unreadable", `"${name}" is a folder, not a file.`, { cause: error });
  }
  return new ChipidError("files.unreadable", `"${name}" cannot be read${code === undefined ? "" : ` (${code})`}.`, {
    cause: error,
  });
}

/**
 * The bytes of a regular file of at most `limit` bytes. Its size is asked of the open file, so that what is read is
 * what was measured; devices and pipes, which have no end, are refused.
 * @throws ChipidError `files.not-found`, `files.unreadable`, `files.too-large`
 */
export function readWholeFile(path: string, limit: number): Uint8Array {
  const name = basename(path);
  let descriptor: number;
  try {
    // Not blocking: opening a pipe would otherwise wait for its other end.
    descriptor = openSync(path, NON_BLOCKING_READ);
  } catch (error) {
    throw fileError(error, name);
  }
  try {
    const stat = fstatSync(descriptor);
    if (stat.isDirectory()) throw new ChipidError("files.unreadable", `"${name}" is a folder, not a file.`);
    if (!stat.isFile()) throw new ChipidError("files.unreadable", `"${name}" is not a regular file.`);
    if (stat.size > limit) {
      throw new ChipidError("files.too-large", `"${name}" has ${stat.size} bytes; at most ${limit} are read.`);
    }
    const bytes = new Uint8Array(stat.size);
    let at = 0;
    while (at < bytes.length) {
      const got = readSync(descriptor, bytes, at, bytes.length - at, null);
      if (got === 0) break;
      at += got;
    }
    return at === bytes.length ? bytes : bytes.slice(0, at);
  } catch (error) {
    throw error instanceof ChipidError ? error : fileError(error, name);
  } finally {
    closeSync(descriptor);
  }
}
