import { type ChipidError, isChipidError } from "../errors/chipid-error.js";
import type { TransmitOptions } from "../iso7816/card.js";
import { FileReader } from "../iso7816/file-reader.js";
import { isSelected, select, selectMasterFileCommand } from "../iso7816/select.js";
import { StatusError } from "../iso7816/status.js";
import { type CardAccess, readCardAccess } from "../lds/card-access.js";
import type { CardChannel } from "./channel.js";

/** How EF.CardAccess was reached: by its identifier at once, by its short one, or after selecting the master file. */
export type CardAccessPath = "fid" | "sfi" | "mf";

export interface CardAccessAttempt {
  readonly path: CardAccessPath;
  /** An error's code, or `found`. */
  readonly outcome: string;
  readonly sw?: number;
}

export interface CardAccessReading {
  /** undefined: no way led to one. Never an error (T69b). */
  readonly found: { readonly path: CardAccessPath; readonly bytes: Uint8Array; readonly file: CardAccess } | undefined;
  readonly attempts: readonly CardAccessAttempt[];
}

const FILE = { fid: 0x011c, tags: [0x31] };
/** A German identity card's has some 400 bytes. */
const MAX_BYTES = 8192;
const PATHS: readonly CardAccessPath[] = ["fid", "sfi", "mf"];

/**
 * Reads EF.CardAccess (ICAO 9303-11 §4.2, §9.1) before any application is selected, the way that is known to work first.
 * Only a SET counts: the same identifiers are EF.CVCA inside the application. Whatever the chip answers is no error; a
 * fault of the transport is.
 */
export async function readCardAccessFile(
  channel: CardChannel,
  options: TransmitOptions = {},
): Promise<CardAccessReading> {
  const known = channel.habits.cardAccess;
  const paths = known === undefined ? PATHS : [known, ...PATHS.filter((path) => path !== known)];
  const attempts: CardAccessAttempt[] = [];
  for (const path of paths) {
    try {
      const bytes = await readBy(channel, path, options);
      const file = readCardAccess(bytes);
      attempts.push({ path, outcome: "found" });
      channel.habits.cardAccess = path;
      return { found: { path, bytes, file }, attempts };
    } catch (error) {
      if (!isChipidError(error) || isTransportFault(error)) throw error;
      attempts.push({ path, outcome: error.code, ...(error instanceof StatusError ? { sw: error.sw } : {}) });
    }
  }
  return { found: undefined, attempts };
}

async function readBy(channel: CardChannel, path: CardAccessPath, options: TransmitOptions): Promise<Uint8Array> {
  const reader = new FileReader(channel);
  if (path === "sfi") return reader.read({ ...FILE, sfi: 0x1c, sfiOnly: true }, { ...options, maxBytes: MAX_BYTES });
  if (path === "mf") {
    const { sw } = await select(channel, selectMasterFileCommand(), options);
    if (!isSelected(sw)) throw new StatusError("read.status", "The chip does not let the master file be selected.", sw);
  }
  return reader.read(FILE, { ...options, maxBytes: MAX_BYTES });
}

/** Faults after which nothing more can be asked: they are no property of the file. */
export function isTransportFault(error: ChipidError): boolean {
  return error.code.startsWith("card.") || error.code.startsWith("reader.");
}
