import type { Crypto } from "@chipid/sdk";
import type { Check } from "../../shared/index.js";
import { checkDisk, checkDriver, checkLog, checkReader, checkSettings, checkTrust } from "../checks/checks.js";
import { checkCrypto } from "../checks/crypto.js";
import { freeSpace } from "../checks/disk.js";
import { checkHandover } from "../checks/handover.js";
import { checkPin } from "../checks/supervisor.js";
import type { State } from "../machine/state.js";
import type { SlipOutput } from "../output/types.js";
import type { TrustDesk } from "../trust/desk.js";
import type { ClockDesk } from "./clock-desk.js";
import type { LogDesk } from "./log-desk.js";
import type { ReaderDesk } from "./reader-desk.js";
import type { PinDesk } from "./types.js";

/** A reader service that is there is heard of at once. */
const SERVICE_MS = 2000;

export interface SelfCheckParts {
  readonly readers: ReaderDesk;
  readonly log: LogDesk;
  readonly pin: PinDesk;
  readonly output: SlipOutput;
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
  const { handover } = state.settings.outputs;
  return [
    checkSettings(state.settingsFault),
    checkPin(parts.pin),
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
    ...(handover === null ? [] : [checkHandover(await parts.output.folder(handover))]),
    checkDisk(await freeSpace(parts.dataFolder)),
  ];
}
