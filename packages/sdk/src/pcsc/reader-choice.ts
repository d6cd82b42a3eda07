import { type ReaderState, STATE } from "./binding.js";
import { type CardPresence, cardPresence } from "./reader-events.js";
import { type ReaderKind, readerKind } from "./reader-models.js";
import { ReaderError } from "./return-codes.js";

export interface ReaderInfo extends ReaderKind {
  /** PC/SC name. */
  readonly name: string;
  readonly card: CardPresence;
  /** Answer to reset of the card in it. */
  readonly atr: Uint8Array | undefined;
  /** Some program has connected to the card; `exclusive`: and lets nobody else. */
  readonly use: "free" | "shared" | "exclusive";
}

/** What is known of a reader, from what the service reports. */
export function readerInfo({ name, state, atr }: ReaderState): ReaderInfo {
  const card = cardPresence(state);
  const use = (state & STATE.exclusive) !== 0 ? "exclusive" : (state & STATE.inUse) !== 0 ? "shared" : "free";
  return { name, card, atr: card === "absent" ? undefined : atr, use, ...readerKind(name) };
}

/** The readers that a name, or a part of one whatever the case, can mean. */
export function matches(readers: readonly ReaderInfo[], name: string): readonly ReaderInfo[] {
  const exact = readers.filter((reader) => reader.name === name);
  if (exact.length > 0) return exact;
  const part = name.toLowerCase();
  return readers.filter((reader) => reader.name.toLowerCase().includes(part));
}

/**
 * The reader that is meant.
 * @throws ReaderError `reader.none`, `reader.unknown`, `reader.ambiguous`, `card.none`
 */
export function choose(readers: readonly ReaderInfo[], name: string | undefined): string {
  if (readers.length === 0) throw new ReaderError("reader.none", "No reader is connected: plug one in.");
  const fitting = name === undefined ? readers : matches(readers, name);
  if (fitting.length === 0) {
    throw new ReaderError("reader.unknown", `No reader has this name; there is: ${names(readers)}.`);
  }
  const [only, ...others] = fitting;
  if (only !== undefined && others.length === 0) return only.name;
  if (name !== undefined) throw ambiguous(fitting);
  const [holding, ...more] = fitting.filter(({ card }) => card !== "absent");
  if (holding === undefined) throw new ReaderError("card.none", "No card is in any of the readers.");
  if (more.length > 0) throw ambiguous([holding, ...more]);
  return holding.name;
}

export function ambiguous(readers: readonly ReaderInfo[]): ReaderError {
  return new ReaderError("reader.ambiguous", `More than one reader could be meant, name one: ${names(readers)}.`);
}

function names(readers: readonly ReaderInfo[]): string {
  return readers.map(({ name }) => name).join(", ");
}
