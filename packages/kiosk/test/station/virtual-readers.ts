import type { Card } from "@chipid/sdk";
import { isChipidError } from "@chipid/sdk";
import {
  type Binding,
  type Connection,
  createReaders,
  type Readers,
  type Service,
  type ServiceEvents,
} from "@chipid/sdk/pcsc";

// A PC/SC service in memory behind the SDK's own readers: what the station knows of it, it knows as of a real one.

const EMPTY = 0x0010;
const PRESENT = 0x0020;
const T1 = 2;

/** What a PC/SC library throws, by the code the service gives. */
class ReturnCode extends Error {
  constructor(code: number) {
    super(`SCardTransmit error: (0x${code.toString(16)})`);
  }
}
const REMOVED = 0x80100069;
const NO_CARD = 0x8010000c;
const UNKNOWN_READER = 0x80100009;
const NO_SERVICE = 0x8010001d;
const UNRESPONSIVE = 0x80100066;
const NOT_TRANSACTED = 0x80100016;

interface Slot {
  card: Card | undefined;
  movements: number;
  mute: boolean;
  /** Commands after which the card is taken away, counted from when it was put on. */
  leaveAfter: number | undefined;
  /** Exchanges that fail without a word of removal, as a card that just left was seen to. */
  lame?: boolean;
  /** What it last reported is a card that is no longer there. */
  unseen?: boolean;
}

export class VirtualService implements Binding {
  readonly name = "virtual";
  readonly #slots = new Map<string, Slot>();
  readonly #open = new Set<ServiceEvents>();
  #running = true;
  /** Connections that are open. */
  connections = 0;
  commands = 0;

  readers(): Readers {
    return createReaders({ binding: this });
  }

  plug(reader: string): void {
    this.#slots.set(reader, { card: undefined, movements: 0, mute: false, leaveAfter: undefined });
    this.#report();
  }

  unplug(reader: string): void {
    this.#slots.delete(reader);
    this.#report();
  }

  /** Puts a card on; it leaves by itself after so many commands when that is wanted. */
  put(reader: string, card: Card, options: { leaveAfter?: number; mute?: boolean; lame?: boolean } = {}): void {
    const slot = this.#slot(reader);
    slot.lame = options.lame === true;
    slot.card = card;
    slot.unseen = false;
    slot.mute = options.mute === true;
    slot.leaveAfter = options.leaveAfter;
    slot.movements++;
    this.#report();
  }

  take(reader: string): void {
    const slot = this.#slot(reader);
    slot.card = undefined;
    slot.unseen = false;
    slot.movements++;
    this.#report();
  }

  /** The card is gone, and the reader does not say so yet, as pcscd within its 400 ms. */
  takeUnseen(reader: string): void {
    this.#slot(reader).card = undefined;
    this.#slot(reader).unseen = true;
  }

  stop(): void {
    this.#running = false;
    for (const events of [...this.#open]) setImmediate(() => events.lost(new ReturnCode(NO_SERVICE)));
    this.#open.clear();
  }

  start(): void {
    this.#running = true;
  }

  async open(events: ServiceEvents): Promise<Service> {
    if (!this.#running) throw new ReturnCode(NO_SERVICE);
    this.#open.add(events);
    setImmediate(() => this.#open.has(events) && events.readers(this.#states()));
    return {
      connect: async (reader) => this.#connect(reader),
      close: async () => {
        this.#open.delete(events);
      },
    };
  }

  async #connect(reader: string): Promise<Connection> {
    if (!this.#running) throw new ReturnCode(NO_SERVICE);
    const slot = this.#slots.get(reader);
    if (slot === undefined) throw new ReturnCode(UNKNOWN_READER);
    const { card } = slot;
    if (card === undefined) throw new ReturnCode(NO_CARD);
    if (slot.mute) throw new ReturnCode(UNRESPONSIVE);
    await card.reset();
    this.connections++;
    const there = (): void => {
      if (!this.#running) throw new ReturnCode(NO_SERVICE);
      if (slot.lame === true) throw new ReturnCode(NOT_TRANSACTED);
      if (this.#slots.get(reader)?.card !== card) throw new ReturnCode(REMOVED);
    };
    return {
      protocol: T1,
      atr: card.atr,
      transmit: async (command) => {
        there();
        this.commands++;
        if (slot.leaveAfter !== undefined && slot.leaveAfter-- <= 0) {
          this.take(reader);
          throw new ReturnCode(REMOVED);
        }
        try {
          const response = await card.transmit(command);
          there();
          return response;
        } catch (error) {
          throw isChipidError(error, "card.removed") ? new ReturnCode(REMOVED) : error;
        }
      },
      powerCycle: async () => {
        there();
        await card.reset();
      },
      disconnect: async () => {
        this.connections--;
      },
    };
  }

  #slot(reader: string): Slot {
    const slot = this.#slots.get(reader);
    if (slot === undefined) throw new Error(`no reader ${reader}`);
    return slot;
  }

  #states() {
    return [...this.#slots].map(([name, { card, movements, mute, unseen }]) => ({
      name,
      state: (movements << 16) | (card === undefined && unseen !== true ? EMPTY : PRESENT | (mute ? 0x200 : 0)),
      atr: card?.atr,
    }));
  }

  #report(): void {
    if (!this.#running) return;
    const states = this.#states();
    for (const events of [...this.#open]) setImmediate(() => this.#open.has(events) && events.readers(states));
  }
}
