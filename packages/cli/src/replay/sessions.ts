import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { ChipidError } from "@chipid/sdk";

const SESSION = /\.session\.jsonl$/;
const MAX_SESSIONS = 100_000;

/** Recordings by path; a folder stands for every `*.session.jsonl` in it and below. @throws ChipidError `files.empty` */
export function sessionFiles(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path];
    const found = below(path);
    if (found.length === 0) throw new ChipidError("files.empty", `"${path}" holds no recording (*.session.jsonl).`);
    return found;
  });
}

function below(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => SESSION.test(name));
  if (names.length > MAX_SESSIONS) throw new ChipidError("files.too-large", `"${folder}" holds too many recordings.`);
  return names.sort().map((name) => join(folder, name));
}
