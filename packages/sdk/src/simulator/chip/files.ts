import type { ChipContext } from "./context.js";
import type { ChipFile } from "./personalisation.js";
import { mayReadBiometrics } from "./terminal-authentication.js";

/** Files of the current application, or of the master file. */
export function currentFiles({ chip, session }: ChipContext): readonly ChipFile[] {
  return session.application?.files ?? chip.masterFile;
}

/** The chip wants BAC or PACE before it gives what is in its application. */
export function hasAccessControl({ chip }: Pick<ChipContext, "chip">): boolean {
  return chip.bac || chip.pace.length > 0;
}

/**
 * The access rules of ICAO 9303-10 §3.6 and 9303-11 §4.2: rights hold inside the secure messaging that gave them. A chip
 * that does neither BAC nor PACE is one of the early ones that anybody can read.
 */
export function canRead({ chip, session }: ChipContext, file: ChipFile, secured: boolean): boolean {
  switch (file.read) {
    case "always":
      return true;
    case "access":
      return !hasAccessControl({ chip }) || (secured && session.access !== "none");
    case "pace":
      return secured && session.access === "pace";
    case "terminal":
      return secured && mayReadBiometrics(session.terminalRights, file);
  }
}
