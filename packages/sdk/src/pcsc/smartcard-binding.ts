import type { Binding, Connection, ReaderState, Service, ServiceEvents } from "./binding.js";
import { DISPOSITION, STATE } from "./binding.js";
import { RETURN, ReturnCodeError } from "./return-codes.js";

// Over `smartcard` 3.7.0 (N-API: one build for every Node and Electron), its low-level Context only. Its `Devices` connects
// to every card by itself, and its `ReaderMonitor` stops on this thread for up to a second and hides the event counters.
// - A context waits under a lock of its own: each card has its own, or it would wait for the next card to come.
// - disconnect() runs on this thread: only when nothing is under way.

interface NativeReader {
  readonly name: string;
  readonly state: number;
  readonly atr: Uint8Array | null;
  connect(share: number, protocols: number): Promise<NativeCard>;
}

interface NativeCard {
  readonly protocol: number;
  readonly atr: Uint8Array | null;
  transmit(command: Uint8Array, options: { maxRecvLength: number }): Promise<Uint8Array>;
  reconnect(share: number, protocols: number, initialization: number): Promise<number>;
  disconnect(disposition: number): void;
}

interface NativeContext {
  listReaders(): NativeReader[];
  /** null: cancelled; empty: the time is over. */
  waitForChange(
    readers: { name: string; state: number }[],
    timeout: number,
  ): Promise<{ name: string; state: number }[] | null>;
  cancel(): void;
  close(): void;
}

/** The part of the library that is used. */
export interface SmartcardModule {
  readonly Context: new () => NativeContext;
}

/** Stands for "readers come and go" in the list of readers that are waited for. */
const PLUG_AND_PLAY = "\\\\?PnP?\\Notification";
/** Longest wait for a change, ms: heals a cancellation that came before the wait began, and lists without notification. */
const WAIT = 1000;
/** Pause after a wake-up without a change, ms, so that a service that wakes for nothing cannot keep this thread busy. */
const PAUSE = 50;

export function smartcardBinding(module: SmartcardModule): Binding {
  return {
    name: "smartcard",
    async open(events) {
      return new SmartcardService(module, newContext(module), events);
    },
  };
}

/** The library has no text for a refusal, and making a context fails in no other way without one. */
function newContext({ Context }: SmartcardModule): NativeContext {
  try {
    return new Context();
  } catch (error) {
    if (!(error instanceof Error && error.message === "Unknown PC/SC error")) throw error;
    throw new ReturnCodeError(RETURN.securityViolation, "the service refused the connection");
  }
}

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

class SmartcardService implements Service {
  readonly #module: SmartcardModule;
  readonly #context: NativeContext;
  readonly #watching: Promise<void>;
  readonly #connections = new Set<SmartcardConnection>();
  #closing = false;

  constructor(module: SmartcardModule, context: NativeContext, events: ServiceEvents) {
    this.#module = module;
    this.#context = context;
    this.#watching = this.#watch(events);
  }

  async connect(name: string, share: number, protocols: number): Promise<Connection> {
    const context = newContext(this.#module);
    try {
      const reader = context.listReaders().find((candidate) => candidate.name === name);
      if (reader === undefined) throw new ReturnCodeError(RETURN.unknownReader, "no such reader");
      const card = await reader.connect(share, protocols);
      const connection: SmartcardConnection = new SmartcardConnection(
        context,
        card,
        reader.atr ?? card.atr,
        { share, protocols },
        () => this.#connections.delete(connection),
      );
      this.#connections.add(connection);
      return connection;
    } catch (error) {
      context.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all([...this.#connections].map((connection) => connection.end()));
    let watching = true;
    const stopped = this.#watching.finally(() => {
      watching = false;
    });
    // A cancellation only ends a wait that has begun.
    while (watching) {
      try {
        this.#context.cancel();
      } catch {
        // The service is gone, and the wait with it.
      }
      await Promise.race([stopped, sleep(20)]);
    }
    this.#context.close();
  }

  async #watch(events: ServiceEvents): Promise<void> {
    try {
      let known: readonly ReaderState[] | undefined;
      let notification: number | undefined = 0;
      // The first report too comes in a turn of its own, after open() has given this service out.
      await new Promise(setImmediate);
      while (!this.#closing) {
        const states = this.#list(known);
        const changed = known === undefined || !sameStates(known, states);
        known = states;
        if (changed) events.readers(states);
        else await sleep(PAUSE);
        if (this.#closing) return;
        const awaited = states.map(({ name, state }) => ({ name, state }));
        if (notification !== undefined) awaited.push({ name: PLUG_AND_PLAY, state: notification });
        if (awaited.length === 0) {
          await sleep(WAIT);
          continue;
        }
        const woken = await this.#context.waitForChange(awaited, WAIT);
        const told = woken?.find(({ name }) => name === PLUG_AND_PLAY)?.state;
        // macOS has no such notification and says so at once, again and again.
        if (told !== undefined) notification = (told & STATE.unknown) === 0 ? told & ~STATE.changed : undefined;
      }
    } catch (error) {
      if (!this.#closing) events.lost(error);
    }
  }

  #list(known: readonly ReaderState[] | undefined): readonly ReaderState[] {
    return this.#context.listReaders().map(({ name, state, atr }) => {
      const before = known?.find((reader) => reader.name === name);
      // The library gives 0 when it could not ask for the states: nothing is known to have changed.
      if (state === 0 && before !== undefined) return before;
      return { name, state: state & ~STATE.changed, atr: plain(atr) };
    });
  }
}

function sameStates(a: readonly ReaderState[], b: readonly ReaderState[]): boolean {
  return a.length === b.length && a.every(({ name, state }, i) => b[i]?.name === name && b[i].state === state);
}

function plain(bytes: Uint8Array | null): Uint8Array | undefined {
  return bytes === null || bytes.length === 0 ? undefined : new Uint8Array(bytes);
}

class SmartcardConnection implements Connection {
  readonly atr: Uint8Array | undefined;
  readonly #context: NativeContext;
  readonly #card: NativeCard;
  readonly #wish: { readonly share: number; readonly protocols: number };
  readonly #ended: () => void;
  #underWay: Promise<unknown> = Promise.resolve();
  #over = false;

  constructor(
    context: NativeContext,
    card: NativeCard,
    atr: Uint8Array | null,
    wish: { readonly share: number; readonly protocols: number },
    ended: () => void,
  ) {
    this.#context = context;
    this.#card = card;
    this.atr = plain(atr);
    this.#wish = wish;
    this.#ended = ended;
  }

  get protocol(): number {
    return this.#card.protocol;
  }

  async transmit(command: Uint8Array, receive: number): Promise<Uint8Array> {
    const bytes = Buffer.from(command.buffer, command.byteOffset, command.byteLength);
    const response = await this.#track(this.#card.transmit(bytes, { maxRecvLength: receive }));
    return new Uint8Array(response.buffer, response.byteOffset, response.length);
  }

  async powerCycle(): Promise<void> {
    await this.#track(this.#card.reconnect(this.#wish.share, this.#wish.protocols, DISPOSITION.unpower));
  }

  async disconnect(disposition: number): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    this.#ended();
    try {
      this.#card.disconnect(disposition);
    } finally {
      this.#context.close();
    }
  }

  /** Disconnects when nothing is under way any more. */
  async end(): Promise<void> {
    await this.#underWay;
    await this.disconnect(DISPOSITION.leave).catch(() => undefined);
  }

  #track<T>(promise: Promise<T>): Promise<T> {
    this.#underWay = promise.then(
      () => undefined,
      () => undefined,
    );
    return promise;
  }
}
