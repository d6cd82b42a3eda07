import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type ElementaryFileName, fileFromName } from "@chipid/sdk";
import { makeFolder, writeAtomically } from "@chipid/sdk/node";
import { usageError } from "../errors.js";

/**
 * Whether a document's files can go there: files of two documents in one folder would be taken for one.
 * @throws ChipidError `usage`
 */
export function checkOutput(folder: string): void {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  if (names.some((name) => fileFromName(name) !== undefined)) {
    throw usageError(`--out: "${folder}" holds files of a document already; name a folder of its own`);
  }
}

/** Writes elementary files as `chipid verify` reads them, for this user's eyes alone. */
export function saveFiles(folder: string, files: ReadonlyMap<ElementaryFileName, Uint8Array>): void {
  makeFolder(folder);
  for (const [name, bytes] of files) writeAtomically(join(folder, fileName(name)), bytes);
}

/** `EF_SOD.bin`, `DG1.bin`, `EF_CardAccess.bin`. */
function fileName(name: ElementaryFileName): string {
  return `${name.replace(/[^A-Za-z0-9]+/g, "_")}.bin`;
}
