import type { Card, ChipidError } from "@chipid/sdk";

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
  /** Longest wait for one answer, and for a chip's process to be ready, milliseconds. */
  readonly timeout: number;
  /** Longest wait for a card to be put on the reader, milliseconds; undefined: as long as a person is there. */
  readonly wait: number | undefined;
}
