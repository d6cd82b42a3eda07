// The seam between everything that talks to a chip and whatever carries the bytes: a PC/SC reader, a replayed recording, a
// virtual chip, a recorder or a fault injector around one of them. Nothing above knows which.

/** What reader and connection can carry, as far as it is known; bytes of one APDU. */
export interface CardLimits {
  /** Longest command APDU. */
  readonly maxCommand?: number;
  /** Longest response APDU, status word included. */
  readonly maxResponse?: number;
}

export interface TransmitOptions {
  /** Gives up waiting; what the card does then is unknown, so the connection is over. */
  readonly signal?: AbortSignalLike;
}

/** The part of AbortSignal that is used; every host's fits. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener?(type: "abort", listener: () => void): void;
  removeEventListener?(type: "abort", listener: () => void): void;
}

/** A connected chip. One command at a time: callers await each answer. */
export interface Card {
  /**
   * Sends one command APDU as it stands and gives the response APDU as it came, status word included (at least two
   * bytes).
   * @throws ChipidError `card.removed`, `card.reset`, `card.timeout`, `card.transport`
   */
  transmit(command: Uint8Array, options?: TransmitOptions): Promise<Uint8Array>;
  /** Answer to reset, when the reader gives one. */
  readonly atr: Uint8Array | undefined;
  readonly limits: CardLimits;
  /**
   * Powers the chip down and up: all its channels and selections are gone (T59, T64b).
   * @throws ChipidError as transmit
   */
  reset(): Promise<void>;
}
