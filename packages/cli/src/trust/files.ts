import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { ChipidError, type TrustFile } from "@chipid/sdk";
import { readInputFile } from "../input.js";

const MAX_FILES = 10_000;

/**
 * Files of trust data; a folder stands for the files in it, hidden ones and folders left out.
 * @throws ChipidError `files.*`
 */
export function readTrustFiles(paths: readonly string[]): TrustFile[] {
  return paths.flatMap(filesOf).map((path) => ({ name: basename(path), bytes: readInputFile(path) }));
}

function filesOf(path: string): string[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path];
  const names = readdirSync(path, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => entry.name)
    .sort();
  if (names.length === 0) throw new ChipidError("files.empty", `"${path}" holds no file.`);
  if (names.length > MAX_FILES) throw new ChipidError("files.too-large", `"${path}" holds over ${MAX_FILES} files.`);
  return names.map((name) => join(path, name));
}
