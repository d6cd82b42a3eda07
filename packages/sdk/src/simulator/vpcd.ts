import { concat } from "../bytes/bytes.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import type { Card } from "../iso7816/card.js";

// The virtual smart card reader's protocol: over TCP, every message both ways is a length of two bytes, big-endian, and as
// many bytes. A message of one byte is a command to the card's power; every other is a command APDU with one answer.

/** Port of the first slot; the second one has the next. */
export const VPCD_PORT = 35_963;

const POWER_OFF = 0;
const POWER_ON = 1;
const RESET = 2;
const GET_ATR = 4;
const HEADER = 2;
const MAX_MESSAGE = 65_535;
/** What an answer becomes that does not fit a message: an answer of no bytes at all would hang the reader. */
const TOO_LONG = Uint8Array.of(0x67, 0x00);

/** The part of a TCP socket that is used; Node's `net.Socket` fits, best made with `noDelay`. */
export interface VpcdSocket {
  on(event: "data", listener: (chunk: Uint8Array) => void): unknown;
  on(event: "close", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  write(bytes: Uint8Array): unknown;
  destroy(): unknown;
}

/** The card's side of the protocol as a function from received bytes to bytes to send. */
export class VpcdSession {
  private received: Uint8Array = new Uint8Array(0);

  /** @param card must have an ATR of 1 to 33 bytes */
  constructor(private readonly card: Card) {
    if (card.atr === undefined || card.atr.length === 0 || card.atr.length > 33) {
      throw new ChipidError("card.protocol", "A virtual reader needs a card with an ATR of 1 to 33 bytes.");
    }
  }

  /**
   * Takes what came in, in pieces of any size, and gives what is to be sent, framed. Await each call before the next.
   * @throws ChipidError of the card: it is gone, or does not answer
   */
  async receive(chunk: Uint8Array): Promise<Uint8Array> {
    this.received = concat(this.received, chunk);
    const answers: Uint8Array[] = [];
    for (let message = this.next(); message !== undefined; message = this.next()) {
      const answer = await this.answer(message);
      if (answer !== undefined) answers.push(frame(answer));
    }
    return concat(...answers);
  }

  private next(): Uint8Array | undefined {
    const [high, low] = this.received;
    if (high === undefined || low === undefined) return undefined;
    const end = HEADER + ((high << 8) | low);
    if (this.received.length < end) return undefined;
    const message = this.received.subarray(HEADER, end);
    this.received = this.received.subarray(end);
    return message;
  }

  /** Power commands get no answer, and neither does a message without a byte. */
  private async answer(message: Uint8Array): Promise<Uint8Array | undefined> {
    if (message.length === 0) return undefined;
    if (message.length > 1) return this.transmit(message);
    switch (message[0]) {
      case GET_ATR:
        return this.card.atr;
      case POWER_OFF:
      case POWER_ON:
      case RESET:
        await this.card.reset();
        return undefined;
      default:
        return undefined;
    }
  }

  /** A chip that lost its power cannot tell the reader: it answers as it is after power-up. */
  private async transmit(command: Uint8Array): Promise<Uint8Array> {
    try {
      return await this.card.transmit(command);
    } catch (error) {
      if (!isChipidError(error, "card.reset")) throw error;
      return this.card.transmit(command);
    }
  }
}

function frame(answer: Uint8Array): Uint8Array {
  const bytes = answer.length > MAX_MESSAGE ? TOO_LONG : answer;
  return concat(Uint8Array.of(bytes.length >> 8, bytes.length & 0xff), bytes);
}

/** How a presentation ended: `closed` by the reader, or by the caller's signal; `removed` by the card itself. */
export type VpcdEnd = "closed" | "removed";

/**
 * Presents a card on a connected socket until one side ends it. A card that is removed closes the connection, which the
 * reader sees as the removal; to put it back, connect again. A card that does not answer keeps it open and the reader
 * waiting.
 * @throws ChipidError `reader.service` when the connection breaks
 */
export function presentOverVpcd(card: Card, socket: VpcdSocket): Promise<VpcdEnd> {
  const session = new VpcdSession(card);
  return new Promise((resolve, reject) => {
    let queue: Promise<void> = Promise.resolve();
    let end: VpcdEnd = "closed";
    const answer = async (chunk: Uint8Array): Promise<void> => {
      try {
        const bytes = await session.receive(chunk);
        if (bytes.length > 0) socket.write(bytes);
      } catch (error) {
        if (isChipidError(error, "card.timeout")) return;
        end = "removed";
        socket.destroy();
        if (!isChipidError(error)) reject(error);
      }
    };
    socket.on("data", (chunk) => {
      queue = queue.then(() => answer(chunk));
    });
    socket.on("error", (cause) => {
      reject(new ChipidError("reader.service", "The connection to the virtual reader broke.", { cause }));
    });
    socket.on("close", () => resolve(end));
  });
}
