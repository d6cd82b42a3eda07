import { isChipidError } from "../errors/chipid-error.js";
import type { TransmitOptions } from "../iso7816/card.js";
import { FileReader } from "../iso7816/file-reader.js";
import { type AtrInfo, readAtrInfo } from "../lds/atr-info.js";
import { isTransportFault } from "./card-access-reader.js";
import type { CardChannel } from "./channel.js";

/** A few data objects. */
const MAX_BYTES = 1024;

/**
 * Asks for EF.ATR/INFO by its short identifier in the master file (ICAO 9303-10 §3.11.1), once for a kind of chip, and
 * lets the channel learn the lengths that it gives. undefined when there is none, when it is already known what it says,
 * or when the reader carries nothing but short lengths. Only a fault of the transport is an error.
 */
export async function learnLengths(channel: CardChannel, options: TransmitOptions = {}): Promise<AtrInfo | undefined> {
  if (channel.habits.atrInfo !== undefined || channel.extendedLength === false) return undefined;
  try {
    const file = { fid: 0x2f01, sfi: 0x01, sfiOnly: true, form: "objects" } as const;
    const info = readAtrInfo(await new FileReader(channel).read(file, { ...options, maxBytes: MAX_BYTES }));
    channel.habits.atrInfo = true;
    channel.learn(info);
    return info;
  } catch (error) {
    if (!isChipidError(error) || isTransportFault(error)) throw error;
    channel.habits.atrInfo = false;
    return undefined;
  }
}
