import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root } from "./run.mjs";

/** Every file under `folder` (names sorted) that `accept` takes, without node_modules and build output. */
export function filesUnder(folder, accept = () => true) {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        return entry.name === "node_modules" || entry.name === "dist" || entry.name.startsWith(".")
          ? []
          : filesUnder(path, accept);
      }
      return accept(path) ? [path] : [];
    });
}

/** Fingerprint of files by their contents; an absent file counts as absent. */
export function contentFingerprint(paths, ...more) {
  const hash = createHash("sha256").update(JSON.stringify(more));
  for (const path of paths) {
    hash.update(`\0${relative(root, path)}\0`);
    try {
      hash.update(readFileSync(path));
    } catch {
      hash.update("absent");
    }
  }
  return hash.digest("hex");
}

/** Fingerprint of files by name, size and time of change: fast enough to ask before every command. */
export function statFingerprint(paths, ...more) {
  const hash = createHash("sha256").update(JSON.stringify(more));
  for (const path of paths) {
    const { size, mtimeMs } = statSync(path);
    hash.update(`\0${relative(root, path)}\0${size}\0${mtimeMs}`);
  }
  return hash.digest("hex");
}

export function readStamp(path) {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return undefined;
  }
}

/** Written whole or not at all: a stamp must never stand for work that was cut short. */
export function writeStamp(path, value) {
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.${process.pid}`;
  writeFileSync(part, `${value}\n`);
  renameSync(part, path);
}

export function dropStamp(path) {
  rmSync(path, { force: true });
}
