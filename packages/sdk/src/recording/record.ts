import { equalBytes } from "../bytes/bytes.js";
import type { RandomSource } from "../crypto/random.js";
import { type ChipidError, isChipidError } from "../errors/chipid-error.js";
import type { Card, TransmitOptions } from "../iso7816/card.js";
import type { SessionExchange, TransportFault } from "./session-types.js";
import type { SessionWriter } from "./write-session.js";

export interface RecordingOptions {
  /** Monotonic milliseconds; without it no times are written. */
  readonly clock?: () => number;
}

export interface RecordingCard extends Card {
  /** Goes beside the next exchange, for people. */
  note(text: string): void;
}

/** A card whose every exchange is written down as it happens, transport faults and power-ups included. */
export function recordingCard(card: Card, writer: SessionWriter, options: RecordingOptions = {}): RecordingCard {
  return new Recorded(card, writer, options.clock);
}

class Recorded implements RecordingCard {
  private pending: string | undefined;
  private lastAtr: Uint8Array | undefined;

  constructor(
    private readonly card: Card,
    private readonly writer: SessionWriter,
    private readonly clock: (() => number) | undefined,
  ) {
    this.lastAtr = card.atr;
  }

  get atr(): Uint8Array | undefined {
    return this.card.atr;
  }

  get limits(): Card["limits"] {
    return this.card.limits;
  }

  note(text: string): void {
    this.pending = text;
  }

  async transmit(command: Uint8Array, options?: TransmitOptions): Promise<Uint8Array> {
    return this.watch(
      () => this.card.transmit(command, options),
      (response) => ({ kind: "apdu", command, response }),
      (fault) => ({ kind: "apdu", command, fault }),
    );
  }

  async reset(): Promise<void> {
    await this.watch(
      () => this.card.reset(),
      () => ({ kind: "reset", ...this.otherAtr() }),
      (fault) => ({ kind: "reset", fault }),
    );
  }

  /** Does it, and writes down what came of it: `well` of a result, `badly` of a fault of the transport. */
  private async watch<T>(
    act: () => Promise<T>,
    well: (result: T) => SessionExchange,
    badly: (fault: TransportFault) => SessionExchange,
  ): Promise<T> {
    const start = this.clock?.();
    const write = (exchange: SessionExchange): void => {
      const note = this.pending;
      this.pending = undefined;
      this.writer.exchange({
        ...exchange,
        ...(start === undefined || this.clock === undefined ? {} : { ms: Math.max(0, this.clock() - start) }),
        ...(note === undefined ? {} : { note }),
      });
    };
    let result: T;
    try {
      result = await act();
    } catch (error) {
      const fault = faultOf(error);
      // What is no fault of the transport (the caller gave up) has nothing that a replay could repeat.
      if (fault !== undefined) write(badly(fault));
      throw error;
    }
    write(well(result));
    return result;
  }

  private otherAtr(): { readonly atr?: Uint8Array } {
    const before = this.lastAtr;
    const { atr } = this.card;
    this.lastAtr = atr;
    return atr === undefined || (before !== undefined && equalBytes(before, atr)) ? {} : { atr };
  }
}

/** A random source whose every draw is written down with its purpose, before it is used. */
export function recordingRandom(random: RandomSource, writer: SessionWriter): RandomSource {
  return (length, purpose) => {
    const bytes = random(length, purpose);
    writer.draw({ purpose, bytes });
    return bytes;
  };
}

/** Asks for the card again (`reconnect` of an inspection); the card that comes is recorded in its turn. */
export function recordingReconnect(
  reconnect: (fault: ChipidError) => Promise<Card | undefined>,
  writer: SessionWriter,
  options: RecordingOptions = {},
): (fault: ChipidError) => Promise<Card | undefined> {
  return async (fault) => {
    const card = await reconnect(fault);
    const atr = card?.atr;
    writer.exchange({ kind: "reconnect", card: card !== undefined, ...(atr === undefined ? {} : { atr }) });
    return card === undefined ? undefined : recordingCard(card, writer, options);
  };
}

/** The fault of the transport that an error stands for; undefined for errors of anyone else. */
function faultOf(error: unknown): TransportFault | undefined {
  if (!isChipidError(error)) return undefined;
  if (error.code === "card.removed") return "removed";
  if (error.code === "card.reset") return "reset";
  if (error.code === "card.timeout") return "timeout";
  return /^(?:card|reader)\./.test(error.code) ? "transport" : undefined;
}
