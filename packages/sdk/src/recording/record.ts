import { equalBytes } from "../bytes/bytes.js";
import type { RandomSource } from "../crypto/random.js";
import { isChipidError } from "../errors/chipid-error.js";
import type { Card, TransmitOptions } from "../iso7816/card.js";
import type { TransportFault } from "./session-types.js";
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
  const { clock } = options;
  let pending: string | undefined;
  let atr = card.atr;
  const happened = (start: number | undefined): { ms?: number; note?: string } => {
    const note = pending;
    pending = undefined;
    return {
      ...(start === undefined || clock === undefined ? {} : { ms: Math.max(0, clock() - start) }),
      ...(note === undefined ? {} : { note }),
    };
  };
  return {
    get atr() {
      return card.atr;
    },
    get limits() {
      return card.limits;
    },
    note(text) {
      pending = text;
    },
    async transmit(command: Uint8Array, transmitOptions?: TransmitOptions): Promise<Uint8Array> {
      const start = clock?.();
      let response: Uint8Array;
      try {
        response = await card.transmit(command, transmitOptions);
      } catch (error) {
        const fault = faultOf(error);
        // What is no fault of the transport (the caller gave up) has nothing that a replay could repeat.
        if (fault !== undefined) writer.exchange({ kind: "apdu", command, fault, ...happened(start) });
        throw error;
      }
      writer.exchange({ kind: "apdu", command, response, ...happened(start) });
      return response;
    },
    async reset(): Promise<void> {
      const start = clock?.();
      try {
        await card.reset();
      } catch (error) {
        const fault = faultOf(error);
        if (fault !== undefined) writer.exchange({ kind: "reset", fault, ...happened(start) });
        throw error;
      }
      const before = atr;
      atr = card.atr;
      const other = atr === undefined || (before !== undefined && equalBytes(before, atr)) ? {} : { atr };
      writer.exchange({ kind: "reset", ...other, ...happened(start) });
    },
  };
}

/** A random source whose every draw is written down with its purpose, before it is used. */
export function recordingRandom(random: RandomSource, writer: SessionWriter): RandomSource {
  return (length, purpose) => {
    const bytes = random(length, purpose);
    writer.draw({ purpose, bytes });
    return bytes;
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
