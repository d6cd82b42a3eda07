import { statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { ChipidError } from "@chipid/sdk";
import { writeAtomically } from "@chipid/sdk/node";
import { folderState } from "./folder-state.js";
import { handOverOf } from "./hand-over.js";
import { plainText } from "./plain-text.js";
import type { SlipOutput } from "./types.js";

/** A reference is part of a file's name. */
const REFERENCE = /^[0-9A-Za-z-]{1,64}$/;

export function createSlipOutput(): SlipOutput {
  return {
    text: (slip, language, training = false) => plainText(slip, language, training),
    folder: (folder) => folderState(folder),
    async handOver(slip, folder, training = false) {
      if (!REFERENCE.test(slip.reference))
        throw new ChipidError("files.unreadable", "The reference cannot name a file.");
      requireFolder(folder);
      const text = `${JSON.stringify(handOverOf(slip, training), null, 2)}\n`;
      try {
        // Mode 0600: the dossier system runs as the same user.
        writeAtomically(join(folder, `chipid-${slip.reference}.json`), new TextEncoder().encode(text));
      } catch (error) {
        throw refusal("cannot be written to", error);
      }
    },
  };
}

/** A folder is never made: one that is not there is a share that is not mounted, or a mistake in the settings. */
function requireFolder(folder: string): void {
  let isFolder: boolean;
  try {
    isFolder = isAbsolute(folder) && statSync(folder).isDirectory();
  } catch (error) {
    throw refusal("is not there", error);
  }
  if (!isFolder) throw refusal("is no folder", undefined);
}

/** Without the path: an error may come into a log. The system's own error would hold it, so that its code alone is kept. */
function refusal(what: string, error: unknown): ChipidError {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const missing = code === "ENOENT" || code === "ENOTDIR";
  const suffix = code === undefined || missing ? "" : ` (${code})`;
  return new ChipidError(missing ? "files.not-found" : "files.unreadable", `The hand-over folder ${what}${suffix}.`);
}
