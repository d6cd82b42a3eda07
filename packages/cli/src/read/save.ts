import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type ElementaryFileName, fileFromName } from "@chipid/sdk";
import { makeFolder, writeAtomically } from "@chipid/sdk/node";
import { usageError } from "../errors.js";
import { type Output, outputFault } from "../output.js";

/**
 * Whether a document's files can go there: files of two documents in one folder would be taken for one.
 * @throws ChipidError `usage`
 */
export function checkFolder(folder: string): void {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw outputFault({ option: "--out", path: folder, kind: "folder" }, error);
  }
  if (names.some((name) => fileFromName(name) !== undefined)) {
    throw usageError(`--out: "${folder}" holds files of a document already; name a folder of its own`);
  }
}

/**
 * Writes elementary files as `chipid verify` reads them, for this user's eyes alone.
 * @throws ChipidError `files.unreadable`
 */
export function saveFiles(output: Output, files: ReadonlyMap<ElementaryFileName, Uint8Array>): void {
  try {
    makeFolder(output.path);
    for (const [name, bytes] of files) writeAtomically(join(output.path, fileName(name)), bytes);
  } catch (error) {
    throw outputFault(output, error);
  }
}

/** `EF_SOD.bin`, `DG1.bin`, `EF_CardAccess.bin`. */
function fileName(name: ElementaryFileName): string {
  return `${name.replace(/[^A-Za-z0-9]+/g, "_")}.bin`;
}
