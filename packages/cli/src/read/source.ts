import type { Card, ChipidError } from "@chipid/sdk";
import { ExecCard } from "../card/exec-card.js";
import type { Terminal } from "../terminal/terminal.js";

/** Where a card comes from. */
export interface CardSource {
  readonly card: Card;
  /** As the result names it. */
  readonly name: string;
  /** As a recording names it: without the command line, which is nobody else's business. */
  readonly reader: string;
  /** Only where a person can put the card back. */
  readonly reconnect?: (fault: ChipidError) => Promise<Card | undefined>;
  close(): Promise<void>;
}

export interface SourceOptions {
  readonly reader: string | undefined;
  /** Longest wait for one answer, milliseconds. */
  readonly timeout: number;
  /** Longest wait for a card to be put on the reader, milliseconds; undefined: as long as a person is there. */
  readonly wait: number | undefined;
}

const EXEC = "exec:";

/** @throws ChipidError `reader.*`, `card.*` */
export async function openSource(options: SourceOptions, terminal: Terminal): Promise<CardSource> {
  const { reader } = options;
  if (reader?.startsWith(EXEC) === true) {
    const card = await ExecCard.start(reader.slice(EXEC.length), options.timeout);
    return { card, name: reader, reader: "exec", close: () => card.close() };
  }
  const { openReader } = await import("./reader-source.js");
  return openReader(options, terminal);
}
