import { type Session, session } from "electron";

/** Without `persist:` a partition lives in memory: nothing that Chromium keeps outlives the program. */
const PARTITION = "kiosk";

export function kioskSession(): Session {
  const own = session.fromPartition(PARTITION, { cache: false });
  // Else Chromium fetches dictionaries, and sends what is typed through them.
  own.setSpellCheckerEnabled(false);
  own.setSpellCheckerLanguages([]);
  return own;
}
