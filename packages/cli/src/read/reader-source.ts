import { type Card, ChipidError } from "@chipid/sdk";
import { createReaders, type ReaderCard, type Readers } from "@chipid/sdk/pcsc";
import type { Terminal } from "../terminal/terminal.js";
import type { CardSource, SourceOptions } from "./source-types.js";

/** Times that a person is asked to put the card back (contract: after three tries the manual path). */
const TRIES = 3;
/** How long a person is waited for. */
const PATIENCE_MS = 60_000;

/**
 * The card in a PC/SC reader. Where a person is at the terminal, or a time to wait was given, a card that is not there is
 * waited for, and one that moved is asked for again.
 * @throws ChipidError `reader.*`, `card.*`
 */
export async function openReader(options: SourceOptions, terminal: Terminal): Promise<CardSource> {
  const readers = createReaders({ timeout: options.timeout });
  try {
    const waiting = options.wait ?? (terminal.interactive ? PATIENCE_MS : 0);
    let card = await connect(readers, options.reader, waiting, terminal);
    let tries = 0;
    const putBack = async (): Promise<Card | undefined> => {
      // A contact that failed without a word of removal still counts as connected.
      await card.close();
      while (tries < TRIES) {
        tries++;
        terminal.note(`chipid: The card moved: put the card back and leave it there (try ${tries} of ${TRIES}).`);
        try {
          const found = await waitForCard(readers, card.reader, waiting);
          card = await readers.connect(found);
          return card;
        } catch (error) {
          if (!(error instanceof ChipidError)) throw error;
        }
      }
      return undefined;
    };
    return {
      card,
      name: card.reader,
      reader: card.reader,
      ...(waiting > 0 ? { reconnect: putBack } : {}),
      close: () => readers.close(),
    };
  } catch (error) {
    await readers.close();
    throw error;
  }
}

async function connect(
  readers: Readers,
  name: string | undefined,
  waiting: number,
  terminal: Terminal,
): Promise<ReaderCard> {
  try {
    return await readers.connect(name);
  } catch (error) {
    if (!(error instanceof ChipidError) || error.code !== "card.none" || waiting === 0) throw error;
    terminal.note("chipid: Put the card on the reader.");
    return readers.connect(await waitForCard(readers, name, waiting));
  }
}

/** @throws ChipidError `card.none` when no card came in time */
async function waitForCard(readers: Readers, reader: string | undefined, waiting: number): Promise<string> {
  const controller = new AbortController();
  const timer = setTimeout(
    () => controller.abort(new ChipidError("card.none", "No card was put on the reader in time.")),
    waiting,
  );
  try {
    const found = await readers.waitForCard({ signal: controller.signal, ...(reader === undefined ? {} : { reader }) });
    return found.name;
  } finally {
    clearTimeout(timer);
  }
}
