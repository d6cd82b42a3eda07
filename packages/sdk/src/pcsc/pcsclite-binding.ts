import type { Binding, Connection, ReaderState, Service, ServiceEvents } from "./binding.js";
import { DISPOSITION } from "./binding.js";
import { pause } from "./exchange-queue.js";
import { meansServiceLost, RETURN, ReturnCodeError, returnCodeOf } from "./return-codes.js";

// Over `pcsclite` 1.0.1 (nan). What is peculiar to that library, and why it is handled here:
// - its callbacks run outside an async scope, so that promises settled in them stall on Node ≥ 26.4: every one of them
//   hops through setImmediate;
// - close() of a reader waits on this thread for a transmission under way, and the library itself calls it when a reader
//   is unplugged: it is put off until the transmission has settled;
// - `connected` stays true after the card is gone, and connect() then does nothing: disconnect first;
// - its events come while it holds the reader's lock, microtasks after them too, and close() waits for that lock: never from
//   within an event;
// - its watching thread, stopped between telling an event and waiting for the next, ends without its farewell, and the
//   handle it leaves keeps the process alive for good: close() comes only when the reader has been quiet for a while;
// - a reader that is back before its former self has ended is never announced: the whole is then opened again;
// - closing emits an error "cancelled", and an error without a listener ends the process: listeners stay for good.

export interface NativeReader {
  readonly name: string;
  readonly connected: boolean;
  on(event: "error", listener: (error: unknown) => void): unknown;
  on(event: "status", listener: (status: { state: number; atr?: Uint8Array }) => void): unknown;
  on(event: "end", listener: () => void): unknown;
  connect(
    options: { share_mode: number; protocol: number },
    callback: (error: unknown, protocol?: number) => void,
  ): void;
  disconnect(disposition: number, callback: (error?: unknown) => void): void;
  transmit(
    data: Uint8Array,
    receive: number,
    protocol: number,
    callback: (error: unknown, data?: Uint8Array) => void,
  ): void;
  close(): unknown;
}

export interface NativeHub {
  on(event: "error", listener: (error: unknown) => void): unknown;
  on(event: "reader", listener: (reader: NativeReader) => void): unknown;
  /** Called by the library in the next tick; its callback gets the list of readers. */
  start(callback: (error: unknown, data: unknown) => void): void;
  close(): unknown;
}

/** The library's export: makes a hub, or throws when the service is not there. */
export type PcscliteModule = () => NativeHub;

/** Time in which the library announces a reader that is there, or lists no more one that is not, ms. */
const ANNOUNCED_WITHIN = 500;
/** Time after an event in which a reader is not closed, ms: its thread is back to waiting long before. */
const QUIET = 100;

export function pcscliteBinding(module: PcscliteModule): Binding {
  return {
    name: "pcsclite",
    async open(events) {
      return new PcscliteService(module(), events);
    },
  };
}

/** Settles a promise with a callback of the library. */
function called<T>(call: (callback: (error: unknown, value?: T) => void) => void): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    call((error, value) => {
      setImmediate(() => (error === undefined || error === null ? resolve(value) : reject(error)));
    });
  });
}

class PcscliteService implements Service {
  readonly #hub: NativeHub;
  readonly #events: ServiceEvents;
  readonly #readers = new Map<string, Slot>();
  /** Unplugged readers whose closing is under way. */
  readonly #leaving = new Set<Promise<void>>();
  /** Names in the library's last list; undefined before the first. */
  #listed: ReadonlySet<string> | undefined;
  #over = false;

  constructor(hub: NativeHub, events: ServiceEvents) {
    this.#hub = hub;
    this.#events = events;
    hub.on("error", (error) => this.#lost(error));
    hub.on("reader", (reader) => this.#added(reader));
    // With no reader at all the library says nothing, so that its list is listened to itself.
    const start = hub.start;
    hub.start = (callback) =>
      start.call(hub, (error, data) => {
        if (error === undefined) this.#listed = new Set(String(data).split("\0"));
        callback(error, data);
        this.#publish();
      });
  }

  async connect(name: string, share: number, protocols: number): Promise<Connection> {
    const slot = this.#readers.get(name);
    if (slot === undefined) throw new ReturnCodeError(RETURN.unknownReader, "no such reader");
    await slot.connect(share, protocols);
    return new PcscliteConnection(slot, share, protocols);
  }

  async close(): Promise<void> {
    this.#over = true;
    await Promise.all([...[...this.#readers.values()].map((slot) => slot.close()), ...this.#leaving]);
    this.#hub.close();
    // Announced while the others were closed.
    await Promise.all([...this.#readers.values()].map((slot) => slot.close()));
  }

  #added(reader: NativeReader): void {
    const gone = (): void => {
      if (this.#readers.get(reader.name) !== slot) return;
      this.#readers.delete(reader.name);
      const closed = slot.close().finally(() => this.#leaving.delete(closed));
      this.#leaving.add(closed);
      this.#publish();
    };
    const slot = new Slot(reader, gone);
    this.#readers.set(reader.name, slot);
    reader.on("status", ({ state, atr }) => {
      slot.eventAt = performance.now();
      slot.state = state;
      slot.atr = atr === undefined || atr.length === 0 ? undefined : new Uint8Array(atr);
      this.#publish();
    });
    reader.on("end", () => {
      gone();
      setTimeout(() => {
        if (this.#listed?.has(reader.name) !== true || this.#readers.has(reader.name)) return;
        this.#lost(new ReturnCodeError(RETURN.commError, "a reader is back and was not announced"));
      }, ANNOUNCED_WITHIN).unref();
    });
    reader.on("error", (error) => {
      if (meansServiceLost(returnCodeOf(error))) this.#lost(error);
      else gone();
    });
  }

  #publish(): void {
    const slots = [...this.#readers.values()];
    if (this.#over || this.#listed === undefined || slots.some(({ state }) => state === undefined)) return;
    const states: ReaderState[] = slots.map(({ name, state = 0, atr }) => ({ name, state, atr }));
    setImmediate(() => {
      if (!this.#over) this.#events.readers(states);
    });
  }

  #lost(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    setImmediate(() => this.#events.lost(error));
  }
}

/** One reader of the library, and what is under way in it. */
class Slot {
  readonly name: string;
  state: number | undefined;
  atr: Uint8Array | undefined;
  protocol = 0;
  /** When the library last told something of it; before that its thread is only beginning. */
  eventAt = performance.now();
  readonly #reader: NativeReader;
  readonly #nativeClose: () => unknown;
  readonly #underWay = new Set<Promise<unknown>>();
  #closed: Promise<void> | undefined;
  #disconnecting: Promise<void> | undefined;

  /** @param unplugged called when the library closes the reader */
  constructor(reader: NativeReader, unplugged: () => void) {
    this.#reader = reader;
    this.name = reader.name;
    this.#nativeClose = reader.close;
    reader.close = unplugged;
  }

  async connect(share: number, protocols: number): Promise<void> {
    if (this.#closed !== undefined) throw new ReturnCodeError(RETURN.unknownReader, "the reader is gone");
    if (this.#reader.connected) await this.disconnect(DISPOSITION.leave).catch(() => undefined);
    const protocol = await this.#track(
      called<number>((callback) => this.#reader.connect({ share_mode: share, protocol: protocols }, callback)),
    );
    if (protocol === undefined) throw new ReturnCodeError(RETURN.removedCard, "connected without a protocol");
    this.protocol = protocol;
  }

  async transmit(command: Uint8Array, receive: number): Promise<Uint8Array> {
    const bytes = Buffer.from(command.buffer, command.byteOffset, command.byteLength);
    const response = await this.#track(
      called<Uint8Array>((callback) => this.#reader.transmit(bytes, receive, this.protocol, callback)),
    );
    return response === undefined
      ? new Uint8Array(0)
      : new Uint8Array(response.buffer, response.byteOffset, response.length);
  }

  async disconnect(disposition: number): Promise<void> {
    if (!this.#reader.connected) return;
    this.#disconnecting ??= this.#track(
      called<void>((callback) => this.#reader.disconnect(disposition, callback)),
    ).finally(() => {
      this.#disconnecting = undefined;
    });
    await this.#disconnecting;
  }

  /** Closes when nothing is under way any more; at once if nothing is. */
  close(): Promise<void> {
    this.#closed ??= (async () => {
      while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
      await this.disconnect(DISPOSITION.leave).catch(() => undefined);
      for (;;) {
        await new Promise(setImmediate);
        const quiet = performance.now() - this.eventAt;
        if (quiet >= QUIET) break;
        await pause(QUIET - quiet);
      }
      this.#nativeClose.call(this.#reader);
    })();
    return this.#closed;
  }

  #track<T>(promise: Promise<T>): Promise<T> {
    const done = promise.finally(() => this.#underWay.delete(done));
    this.#underWay.add(done);
    return done;
  }
}

class PcscliteConnection implements Connection {
  readonly #slot: Slot;
  readonly #share: number;
  readonly #protocols: number;

  constructor(slot: Slot, share: number, protocols: number) {
    this.#slot = slot;
    this.#share = share;
    this.#protocols = protocols;
  }

  get protocol(): number {
    return this.#slot.protocol;
  }

  get atr(): Uint8Array | undefined {
    return this.#slot.atr;
  }

  transmit(command: Uint8Array, receive: number): Promise<Uint8Array> {
    return this.#slot.transmit(command, receive);
  }

  /** The library has no reconnect. */
  async powerCycle(): Promise<void> {
    await this.#slot.disconnect(DISPOSITION.unpower);
    await this.#slot.connect(this.#share, this.#protocols);
  }

  disconnect(disposition: number): Promise<void> {
    return this.#slot.disconnect(disposition);
  }
}
