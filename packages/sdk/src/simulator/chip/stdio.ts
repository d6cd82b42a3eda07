import { fromHex, toHex } from "../../bytes/bytes.js";
import { isChipidError } from "../../errors/chipid-error.js";
import type { Card } from "../../iso7816/card.js";

/** Longest line that can hold a command APDU: 65544 bytes in hex, blanks between them. */
const MAX_LINE = 3 * 65_544;
/** What a line gets that is no command: the protocol has one answer for every line. */
const NOT_HEX = "6F00";

/** What to do after a line: write `reply`, nothing, or end. */
export type LineAnswer = { readonly reply: string } | "nothing" | "end";

/**
 * A chip as a process on standard input and output: it prints READY, then answers one line of hex with one line of hex,
 * RESET with OK. Lines come without their line ending. One line at a time: await each answer.
 */
export class ChipLines {
  /** The first line to be written. */
  static readonly greeting = "READY";

  constructor(private readonly card: Card) {}

  /** `end`: the card was removed, so no answer will ever come; `nothing`: an empty line, or a card that is mute. */
  async line(text: string): Promise<LineAnswer> {
    const line = text.trim();
    if (line === "") return "nothing";
    if (/^reset$/i.test(line)) {
      await this.card.reset();
      return { reply: "OK" };
    }
    const command = commandOf(line);
    if (command === undefined) return { reply: NOT_HEX };
    try {
      return { reply: toHex(await this.card.transmit(command)).toUpperCase() };
    } catch (error) {
      if (isChipidError(error, "card.timeout")) return "nothing";
      if (isChipidError(error)) return "end";
      throw error;
    }
  }
}

function commandOf(line: string): Uint8Array | undefined {
  if (line.length > MAX_LINE) return undefined;
  try {
    return fromHex(line);
  } catch (error) {
    if (isChipidError(error)) return undefined;
    throw error;
  }
}
