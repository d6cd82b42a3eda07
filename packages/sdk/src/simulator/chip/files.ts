import type { ChipContext } from "./context.js";
import type { ChipFile } from "./personalisation.js";
import { mayReadBiometrics } from "./terminal-authentication.js";

/** Files of the current application, or of the master file. */
export function currentFiles({ chip, session }: ChipContext): readonly ChipFile[] {
  return session.application?.files ?? chip.masterFile;
}

/** The access rules of ICAO 9303-10 §3.6 and 9303-11 §4.2: rights hold inside the secure messaging that gave them. */
export function canRead({ session }: ChipContext, file: ChipFile, secured: boolean): boolean {
  switch (file.read) {
    case "always":
      return true;
    case "access":
      return secured && session.access !== "none";
    case "pace":
      return secured && session.access === "pace";
    case "terminal":
      return secured && mayReadBiometrics(session.terminalRights, file);
  }
}
