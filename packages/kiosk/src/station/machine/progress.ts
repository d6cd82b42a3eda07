import type { CardProgress } from "@chipid/sdk";
import type { FileProgress, Reading } from "./state.js";

/** More files than a document has would be a fault of ours. */
const MAX_FILES = 24;

export type ReadingProgress = CardProgress | { readonly phase: "connected" };

/** Where the reading stands after what it told. What was read before an interruption stays read. */
export function advance(reading: Reading, progress: ReadingProgress): Reading {
  switch (progress.phase) {
    case "connected":
    case "access":
      return { ...reading, phase: "access" };
    case "interrupted":
      return reading;
    case "verify":
      return { ...reading, phase: "verify" };
    case "chip":
      return { ...reading, phase: "chip", proving: true };
    case "read":
      return { ...reading, phase: "read", files: withFile(reading.files, progress) };
  }
}

function withFile(
  files: readonly FileProgress[],
  { file, done, total }: Extract<CardProgress, { readonly phase: "read" }>,
): readonly FileProgress[] {
  const now: FileProgress = { file, done, total: total ?? null };
  const others = files.filter((known) => known.file !== file);
  return [...others, now].slice(-MAX_FILES);
}
