import {
  type Card,
  type CardInspection,
  type CardInspectionOptions,
  type ChipidError,
  isChipidError,
  readAndInspectCard,
} from "@chipid/sdk";
import type { ReaderCard, Readers } from "@chipid/sdk/pcsc";
import type { DocumentKeys } from "../scan/types.js";
import { overwrite } from "./keeper.js";

/** Times that a person is asked to put the card back (counter.md). */
export const MOVES = 3;

export type CardOptions = Omit<CardInspectionOptions, "secrets" | "reconnect" | "signal">;

export interface ReadCardOptions {
  readonly readers: Readers;
  readonly reader: string;
  readonly keys: DocumentKeys;
  readonly inspection: CardOptions;
  readonly signal: AbortSignal;
  readonly onConnected: (atr: Uint8Array | undefined) => Partial<CardOptions>;
  /** The contact was lost: the card is waited for. */
  readonly onMoved: () => void;
}

/**
 * Reads the card on a reader with the keys there are: the next one only where the chip refused the one before. The card is
 * given back when it is over.
 * @throws ChipidError `card.*`, `reader.*` when no connection came about; the signal's reason
 */
export async function readCard(options: ReadCardOptions): Promise<CardInspection> {
  const { readers, reader, keys, signal } = options;
  let moves = 0;
  const putBack = async (): Promise<ReaderCard | undefined> => {
    while (moves < MOVES) {
      moves++;
      options.onMoved();
      try {
        await readers.waitForCard({ reader, signal });
        return await readers.connect(reader, { signal });
      } catch (error) {
        signal.throwIfAborted();
        // Lifted again at once, or put down askew: another try.
        if (!isChipidError(error)) throw error;
      }
    }
    return undefined;
  };
  let card = await firstConnection(options, putBack);
  const reconnect = async (): Promise<Card | undefined> => {
    // A contact that failed without a word of removal still counts as connected.
    await card.close();
    const back = await putBack();
    card = back ?? card;
    return back;
  };
  try {
    const inspection = { ...options.inspection, ...options.onConnected(card.atr) };
    return await withKeys(keys, async (secrets, again) => {
      if (again) await card.reset();
      return readAndInspectCard(card, { ...inspection, secrets, signal, reconnect });
    });
  } finally {
    await card.close();
  }
}

/** A card that leaves as it is put down, or whose leaving the reader has not reported yet, is asked for as one that moved. */
async function firstConnection(
  { readers, reader, signal }: ReadCardOptions,
  putBack: () => Promise<ReaderCard | undefined>,
): Promise<ReaderCard> {
  try {
    return await readers.connect(reader, { signal });
  } catch (error) {
    signal.throwIfAborted();
    if (!(await isAbsent(readers, reader, error))) throw error;
    const back = await putBack();
    if (back === undefined) throw error;
    return back;
  }
}

/** No card, or one that the reader takes for present while it answers no more; one that is known to be mute stays there. */
async function isAbsent(readers: Readers, reader: string, error: unknown): Promise<boolean> {
  if (isChipidError(error, "card.none") || isChipidError(error, "card.removed")) return true;
  if (!isChipidError(error, "card.unresponsive")) return false;
  return (await readers.list()).some(({ name, card }) => name === reader && card !== "mute");
}

type Attempt = (secrets: DocumentKeys["attempts"][number], again: boolean) => Promise<CardInspection>;

async function withKeys(keys: DocumentKeys, attempt: Attempt): Promise<CardInspection> {
  let result: CardInspection | undefined;
  for (const secrets of keys.attempts) {
    if (result !== undefined) overwrite(result.reading);
    try {
      result = await attempt(secrets, result !== undefined);
    } catch (error) {
      // The card left between two keys: what the last one came to stands.
      if (result === undefined || !isCardFault(error)) throw error;
      return result;
    }
    if (!result.inspection.reasons.some(({ code }) => code === "access.key.wrong")) break;
  }
  if (result === undefined) throw new Error("a reading without a key");
  return result;
}

function isCardFault(error: unknown): error is ChipidError {
  return isChipidError(error) && (error.code.startsWith("card.") || error.code.startsWith("reader."));
}
