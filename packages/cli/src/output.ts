import {
  accessSync,
  chmodSync,
  constants,
  lstatSync,
  mkdtempSync,
  readlinkSync,
  realpathSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { writeAtomically } from "@chipid/sdk/node";
import { AdvisedError, ENVIRONMENT, usageError } from "./errors.js";
import { EXIT } from "./exit-codes.js";

/** A file or folder that the command line names to be written. */
export interface Output {
  /** As the user gave it: `--record`. */
  readonly option: string;
  readonly path: string;
  readonly kind?: "file" | "folder";
  /** What is there already is not written over. */
  readonly fresh?: true;
  /** It is read again, so that a pipe or a device does not do. */
  readonly regular?: true;
  /** Not for this user's eyes alone: as readable as a file that any program makes. */
  readonly shared?: true;
}

/**
 * Whether all of these can be written, as far as it can be told before the work: no two of them are one file, none is a
 * file that is read, each can be made where it is named.
 * @param inputs files that are read
 * @throws ChipidError `usage`, `files.unreadable`
 */
export function checkOutputs(outputs: readonly Output[], inputs: readonly string[] = []): void {
  const taken = new Map<string, Output>();
  const read = new Set(inputs.map(identityOf));
  for (const output of outputs) {
    const { option, path } = output;
    if (path === "") throw usageError(`${option} takes a name, and got an empty one`);
    const identity = identityOf(path);
    const other = taken.get(identity);
    if (other !== undefined) {
      throw usageError(
        `${other.option} "${other.path}" and ${option} "${path}" are one file: the second would destroy the first; name two`,
      );
    }
    if (read.has(identity)) throw usageError(`${option} "${path}" is a file that is read: name another`);
    taken.set(identity, output);
  }
  for (const output of outputs) {
    try {
      if (output.kind === "folder") tryFolder(output.path);
      else tryFile(output);
    } catch (error) {
      throw outputFault(output, error);
    }
  }
}

/** Writes a file that was checked; a pipe or a device is written to as it is. @throws ChipidError `files.unreadable` */
export function writeOutput(output: Output, bytes: Uint8Array): void {
  try {
    const there = statSync(output.path, { throwIfNoEntry: false });
    if (there === undefined || there.isFile() || there.isDirectory()) {
      writeAtomically(output.path, bytes);
      if (output.shared === true) chmodSync(output.path, 0o666 & ~process.umask());
    } else writeFileSync(output.path, bytes);
  } catch (error) {
    throw outputFault(output, error);
  }
}

/** What the file system said of an output, with the name that the user gave it. Errors of another kind stay as they are. */
export function outputFault({ option, path, kind = "file" }: Output, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (error instanceof AdvisedError || !(error instanceof Error) || code === undefined || !/^E[A-Z0-9]+$/.test(code)) {
    return error;
  }
  const [why, remedy] = reasonOf(code, resolve(path), kind);
  return new AdvisedError(
    "files.unreadable",
    `"${path}" (${option}) cannot be written: ${why}`,
    remedy,
    ENVIRONMENT.has(code) ? EXIT.internal : EXIT.usage,
  );
}

function reasonOf(code: string, path: string, kind: "file" | "folder"): readonly [string, string] {
  const above = dirname(path);
  switch (code) {
    case "ENOENT":
      if (!isFolder(above)) return [`the folder "${above}" is not there`, "make it first"];
      return [`no ${kind} can be made in "${above}"`, `name a ${kind} elsewhere`];
    case "EISDIR":
      return ["it is a folder", "name a file"];
    case "EEXIST":
    case "ENOTDIR":
      if (kind === "folder" && isThere(path)) return ["it is a file", "name a folder"];
      return ["a file is where its folder should be", `name a ${kind} elsewhere`];
    case "EACCES":
    case "EPERM":
      return [`you may not write there (${code})`, "check the rights of its folder, or name another"];
    case "EROFS":
      return ["its file system takes no writing (EROFS)", `name a ${kind} elsewhere`];
    case "ENAMETOOLONG":
      return ["its name is too long", "shorten it"];
    case "EFBIG":
      return ["it is larger than a file may be here (EFBIG)", `name a ${kind} elsewhere`];
    case "ENOSPC":
    case "EDQUOT":
      return [`there is no space left (${code})`, `free some, or name a ${kind} elsewhere`];
    default:
      return [code, `name a ${kind} elsewhere`];
  }
}

/** Throws what the file system throws when nothing can be written there. */
function tryFile({ option, path, fresh, regular }: Output): void {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there?.isDirectory() === true) throw systemError("EISDIR");
  if (there !== undefined && !there.isFile()) {
    if (regular === true) throw usageError(`${option} "${path}" is a pipe or a device: name a file`);
    accessSync(path, constants.W_OK);
    return;
  }
  if (fresh === true && (there?.size ?? 0) > 0) {
    throw usageError(`${option} "${path}" is there already: name another file, or remove it first`);
  }
  if (there !== undefined) accessSync(path, constants.W_OK);
  tryInside(dirname(resolve(path)));
}

function tryFolder(path: string): void {
  let nearest = resolve(path);
  for (let above = dirname(nearest); !isThere(nearest) && above !== nearest; above = dirname(nearest)) nearest = above;
  if (!isFolder(nearest)) throw systemError("ENOTDIR");
  tryInside(nearest);
}

/** Rights alone do not tell: some file systems, /proc for one, take no new names from anybody. */
function tryInside(folder: string): void {
  if (!isFolder(folder)) throw systemError(isThere(folder) ? "ENOTDIR" : "ENOENT");
  rmdirSync(mkdtempSync(join(folder, ".chipid-")));
}

function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

const FOLDS_CASE = process.platform === "win32" || process.platform === "darwin";
const MAX_LINKS = 40;

/** The same for every name of one file: by another path, by a link. */
function identityOf(path: string): string {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    const name = unborn(resolve(path), MAX_LINKS);
    return FOLDS_CASE ? name.toLowerCase() : name;
  }
}

/** Where a file that is not there would come to be. */
function unborn(path: string, links: number): string {
  let folder = dirname(path);
  try {
    folder = realpathSync(folder);
  } catch {
    // As it was given: its folder is not there either.
  }
  const whole = join(folder, basename(path));
  try {
    // A link to what is not there yet.
    return links === 0 ? whole : unborn(resolve(folder, readlinkSync(whole)), links - 1);
  } catch {
    return whole;
  }
}
