import type { Crypto } from "@chipid/sdk";
import type { Check } from "../../shared/index.js";
import { checkDisk, checkDriver, checkLog, checkReader, checkSettings, checkTrust } from "../checks/checks.js";
import { checkCrypto } from "../checks/crypto.js";
import { freeSpace } from "../checks/disk.js";
import type { State } from "../machine/state.js";
import type { TrustDesk } from "../trust/desk.js";
import type { ClockDesk } from "./clock-desk.js";
import type { LogDesk } from "./log-desk.js";
import type { ReaderDesk } from "./reader-desk.js";

/** A reader service that is there is heard of at once. */
const SERVICE_MS = 2000;

export interface SelfCheckParts {
  readonly readers: ReaderDesk;
  readonly log: LogDesk;
  readonly trust: TrustDesk;
  readonly crypto: Crypto;
  readonly dataFolder: string;
  readonly now: () => number;
  readonly clock: ClockDesk;
}

/** S0: looks at everything that reading a card depends on. */
export async function selfCheck(parts: SelfCheckParts, state: State): Promise<Check[]> {
  const { readers, log, trust, now } = parts;
  readers.open();
  // Whoever mended the folder wants it looked at.
  if (trust.fault !== undefined) trust.reopen();
  await Promise.all([readers.heard(SERVICE_MS), log.tryAgain(state)]);
  const { store } = trust;
  return [
    checkSettings(state.settingsBroken),
    checkLog({ ...log.facts, limit: state.settings.log.unwrittenLimit }),
    parts.clock.check(),
    checkCrypto(parts.crypto),
    checkDriver(readers.seen.service),
    checkReader(readers.seen.readers),
    checkTrust({
      size: store.size,
      countries: store.countries.length,
      newest: store.newest,
      citizenCard: trust.citizenCard,
      fault: trust.fault,
      now: now(),
    }),
    checkDisk(await freeSpace(parts.dataFolder)),
  ];
}
