import { readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { ChipidError } from "../errors/chipid-error.js";
import { type ElementaryFileName, fileFromName } from "../lds/files.js";
import { fileError, readWholeFile } from "./files.js";

/** No chip holds that much; ISO 39794-5 portraits with 3D shapes stay far below. */
const MAX_ELEMENTARY_FILE = 16 * 1024 * 1024;

/** The files of a document, as they lay in a folder. */
export interface DocumentFolder {
  readonly files: ReadonlyMap<ElementaryFileName, Uint8Array>;
  /** Names in the folder that stand for no elementary file, sorted. */
  readonly ignored: readonly string[];
}

/**
 * Reads a folder of elementary files as a chip gave them: `EF_SOD.bin`, `EF.SOD`, `DG1.bin`, `ef0101` … (see
 * `fileFromName`). Folders inside are ignored.
 * @throws ChipidError `files.not-found`, `files.unreadable`, `files.no-sod`, `files.duplicate` (two files of one group),
 * `files.empty`, `files.too-large`
 */
export function readDocumentFolder(path: string): DocumentFolder {
  const folder = basename(resolve(path));
  const found = new Map<ElementaryFileName, string>();
  const ignored: string[] = [];
  for (const { name, isDirectory } of entriesOf(path, folder)) {
    const file = isDirectory ? undefined : fileFromName(name);
    if (file === undefined) {
      ignored.push(name);
      continue;
    }
    const other = found.get(file);
    if (other !== undefined) {
      throw new ChipidError("files.duplicate", `"${folder}" holds ${file} twice: "${other}" and "${name}".`);
    }
    found.set(file, name);
  }
  if (!found.has("EF.SOD")) throw new ChipidError("files.no-sod", `"${folder}" holds no EF.SOD.`);
  const files = new Map<ElementaryFileName, Uint8Array>();
  for (const [file, name] of found) {
    const bytes = readWholeFile(join(path, name), MAX_ELEMENTARY_FILE);
    if (bytes.length === 0) throw new ChipidError("files.empty", `"${name}" in "${folder}" is empty.`);
    files.set(file, bytes);
  }
  return { files, ignored };
}

function entriesOf(path: string, folder: string): { name: string; isDirectory: boolean }[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .map((entry) => ({ name: entry.name, isDirectory: entry.isDirectory() }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") {
      throw new ChipidError("files.unreadable", `"${folder}" is a file, not a folder of elementary files.`, {
        cause: error,
      });
    }
    throw fileError(error, folder);
  }
}
