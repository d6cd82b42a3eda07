import type { ChipidError } from "../errors/chipid-error.js";
import type { Card, CardLimits, TransmitOptions } from "../iso7816/card.js";
import { type Connection, DISPOSITION, PROTOCOL } from "./binding.js";
import { ExchangeQueue, orAbandon, TimeLimit, throwIfAborted } from "./exchange-queue.js";
import { ReaderError, readerError } from "./return-codes.js";

/** 65,536 bytes of data and a status word: a response that does not fit is lost though the card did the work. */
export const RECEIVE_BUFFER = 65538;
/** Longest wait for one answer, ms. Cards ask for more time as they need it, but not for ever. */
export const DEFAULT_TIMEOUT = 60_000;

/** Errors after which the connection is of no use any more until the card is powered up again. */
const ENDS: ReadonlySet<string> = new Set(["card.removed", "card.reset", "reader.service", "reader.unknown"]);

export interface ReaderCardOptions {
  /** Longest wait for one answer, ms. */
  readonly timeout: number;
  /** Why the connection is of no use, when something else than an exchange found that out: the service's end. */
  readonly ended: () => ChipidError | undefined;
  /** Called when the connection is lost to the card's leaving or the service's end. */
  readonly lost: (error: ChipidError) => void;
  /** Called when an exchange failed without a word of removal: the card may have left all the same. */
  readonly doubtful: () => void;
  /** Called once, when the connection is closed for good. */
  readonly closed: () => void;
}

/** A card in a PC/SC reader. */
export class ReaderCard implements Card {
  readonly reader: string;
  readonly limits: CardLimits;
  readonly #connection: Connection;
  readonly #options: ReaderCardOptions;
  readonly #queue = new ExchangeQueue();
  readonly #limit: TimeLimit;
  #ended: ChipidError | undefined;
  #abandoned = false;
  #closing: Promise<void> | undefined;

  constructor(reader: string, connection: Connection, options: ReaderCardOptions) {
    this.reader = reader;
    this.#connection = connection;
    this.#options = options;
    this.#limit = new TimeLimit(options.timeout);
    // T=0 has no extended length (ISO/IEC 7816-3 §12.2).
    this.limits = connection.protocol === PROTOCOL.t0 ? { maxCommand: 260, maxResponse: 258 } : {};
  }

  get atr(): Uint8Array | undefined {
    return this.#connection.atr;
  }

  /** Transmission protocol in use. */
  get protocol(): "T=0" | "T=1" {
    return this.#connection.protocol === PROTOCOL.t0 ? "T=0" : "T=1";
  }

  /**
   * Sends one command and gives the response as it came; commands sent meanwhile wait their turn. After a timeout or an
   * abort the answer is still under way and nothing can call it back: the card is of no use any more, connect again.
   * @throws ReaderError `card.removed`, `card.reset`, `card.timeout`, `card.transport`, `card.buffer`, `reader.service`,
   * `reader.unknown`; the signal's reason
   */
  transmit(command: Uint8Array, options: TransmitOptions = {}): Promise<Uint8Array> {
    const { signal } = options;
    return this.#exclusive(signal, async () => {
      throwIfAborted(signal);
      this.#throwIfOver();
      const ended = this.#ended ?? this.#options.ended();
      if (ended !== undefined) throw ended;
      try {
        const response = await this.#connection.transmit(this.#outgoing(command), RECEIVE_BUFFER);
        // A card that goes away in the middle of an exchange can show as a success with nothing or half a status.
        if (response.length < 2) throw new ReaderError("card.removed", "The card went away while it answered.");
        return response;
      } catch (error) {
        throw this.#failed(error);
      }
    });
  }

  /**
   * Powers the card down and up. Also the way on after `card.reset` and `card.removed`, when the card is there again.
   * @throws ReaderError as transmit, and `card.none`, `card.unresponsive`
   */
  reset(): Promise<void> {
    return this.#exclusive(undefined, async () => {
      this.#throwIfOver();
      const ended = this.#options.ended();
      if (ended !== undefined) throw ended;
      try {
        await this.#connection.powerCycle();
        this.#ended = undefined;
      } catch (error) {
        throw this.#failed(error);
      }
    });
  }

  /** True when this connection is of no use any more: closed, closing, given up, or the card went away. */
  get over(): boolean {
    return this.#closing !== undefined || this.#abandoned || (this.#ended ?? this.#options.ended()) !== undefined;
  }

  /**
   * Gives the card back. Waits for an exchange under way, since the libraries would block the whole thread for it.
   * @param disposition `unpower` takes the power from the card, for everyone who uses it; default: left as it is
   */
  close(disposition: keyof typeof DISPOSITION = "leave"): Promise<void> {
    this.#closing ??= (async () => {
      await this.#queue.settled();
      try {
        await this.#connection.disconnect(DISPOSITION[disposition]);
      } catch {
        // Card, reader or service are gone: nothing is held any more.
      } finally {
        this.#limit.rest();
        this.#options.closed();
      }
    })();
    return this.#closing;
  }

  async #exclusive<T>(signal: TransmitOptions["signal"], task: () => Promise<T>): Promise<T> {
    throwIfAborted(signal);
    if (this.#closing !== undefined) throw new ReaderError("card.transport", "The connection to the card is closed.");
    this.#throwIfOver();
    return orAbandon(this.#queue.run(task), this.#limit, signal, () => {
      this.#abandoned = true;
    });
  }

  /** What waited behind an exchange that was given up is not sent when that one ends after all. */
  #throwIfOver(): void {
    if (this.#abandoned) throw new ReaderError("card.timeout", "An earlier exchange never ended: connect again.");
  }

  #failed(error: unknown): ChipidError {
    const known = readerError(error);
    if (ENDS.has(known.code)) {
      this.#ended = known;
      this.#options.lost(known);
    } else if (known.code === "card.transport") this.#options.doubtful();
    return known;
  }

  /** Over T=0 a command that has data and expects data goes out without Le (ISO/IEC 7816-3 §12.2.4). */
  #outgoing(command: Uint8Array): Uint8Array {
    const lc = command[4] ?? 0;
    const both = this.#connection.protocol === PROTOCOL.t0 && lc > 0 && command.length === lc + 6;
    return both ? command.subarray(0, -1) : command;
  }
}
