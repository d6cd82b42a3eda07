import type { ChipidError } from "../errors/chipid-error.js";
import type { AbortSignalLike } from "../iso7816/card.js";
import { type Binding, PROTOCOL, type ReaderState, SHARE } from "./binding.js";
import { pause, throwIfAborted } from "./exchange-queue.js";
import { type BindingName, loadBinding } from "./load-binding.js";
import { DEFAULT_TIMEOUT, ReaderCard } from "./reader-card.js";
import { ambiguous, choose, matches, type ReaderInfo, readerInfo } from "./reader-choice.js";
import { cardPresence, eventsBetween, type ReaderEvent } from "./reader-events.js";
import { readerKind } from "./reader-models.js";
import { RETURN, ReaderError, readerError, returnCodeOf, serviceGone } from "./return-codes.js";
import { ServiceSupervisor } from "./service-supervisor.js";

// No transaction is ever begun: Windows resets a card about five seconds after the last exchange inside one, and a person
// stands between the exchanges here. `share: "exclusive"` keeps others away where that is wanted.

export interface ReadersOptions {
  /** A library by name, or a binding of one's own; default: the first that loads (load-binding.ts). */
  readonly binding?: BindingName | Binding;
  /** File or file: URL that the native libraries are also looked up from. */
  readonly from?: string;
  /** Closes the readers. */
  readonly signal?: AbortSignalLike;
  /** Longest wait for one answer of a card, ms; default 60,000. */
  readonly timeout?: number;
  /** Also the slots of readers' own security modules; default false. */
  readonly securityModules?: boolean;
}

/** What `watch` tells: events of readers and cards, and of the service behind them. */
export type WatchEvent =
  | ReaderEvent
  /** Told at every failure to reach the service, the attempts go on. */
  | { readonly type: "service-lost"; readonly error: ChipidError }
  | { readonly type: "service-found" };

export interface ConnectOptions {
  readonly signal?: AbortSignalLike;
  /** `exclusive` keeps other programs away while connected; default `shared`. */
  readonly share?: keyof typeof SHARE;
}

export interface WaitOptions {
  /** Only this reader, by its name or a part of it that fits no other. */
  readonly reader?: string;
  readonly signal?: AbortSignalLike;
}

/** Another program often holds a new card for a moment only. */
const SHARING_RETRIES = { count: 5, pause: 200 };
/** A card that is still being put down answers a little later. */
const SETTLING_RETRIES = { count: 3, pause: 100 };
const SETTLING: ReadonlySet<number | undefined> = new Set([
  RETURN.unresponsiveCard,
  RETURN.unpoweredCard,
  RETURN.resetCard,
  RETURN.notTransacted,
  RETURN.notReady,
]);
/** A service reports a card's leaving within this time, ms (pcscd looks every 400 ms). */
const REPORTED_WITHIN = 1000;
/** Failures of a connection that say that no card is there, whatever the reader last reported. */
const ABSENT: ReadonlySet<string> = new Set(["card.none", "card.removed", "card.unresponsive"]);
/** How long `close` waits for exchanges that are under way, ms. */
const CLOSE_GRACE = 2000;

/**
 * Opens the PC/SC readers of this machine. Keeps looking for the service when it is not there or goes away, until closed;
 * an open `Readers` keeps the process alive.
 * @throws ChipidError `reader.install` when no PC/SC library can be loaded
 */
export function createReaders(options: ReadersOptions = {}): Readers {
  const { binding, from } = options;
  if (typeof binding === "object") return new Readers(binding, options);
  const wish = { ...(binding === undefined ? {} : { binding }), ...(from === undefined ? {} : { from }) };
  return new Readers(loadBinding(wish), options);
}

/** The readers of this machine; made by `createReaders`. */
export class Readers {
  readonly #binding: Binding;
  readonly #options: ReadersOptions;
  readonly #listeners = new Set<(event: WatchEvent) => void>();
  readonly #waiting = new Set<() => void>();
  readonly #cards = new Map<string, OpenCard>();
  readonly #stop = new AbortController();
  readonly #supervisor: ServiceSupervisor;
  /** Readers whose card is known to have left though they still report it. */
  readonly #left = new Map<string, { readonly state: number; readonly until: number }>();
  #states: readonly ReaderState[] | undefined;
  #error: ChipidError | undefined;
  #closing: Promise<void> | undefined;

  constructor(binding: Binding, options: ReadersOptions = {}) {
    this.#binding = binding;
    this.#options = options;
    this.#supervisor = new ServiceSupervisor(binding, this.#stop.signal, {
      report: (states) => this.#report(states),
      lost: (error) => this.#lost(error),
    });
    const { signal } = options;
    if (signal?.aborted === true) void this.close();
    else signal?.addEventListener?.("abort", () => void this.close());
  }

  /** Name of the native library in use. */
  get binding(): string {
    return this.#binding.name;
  }

  /**
   * The readers that are connected now.
   * @throws ReaderError `reader.service` when the PC/SC service is not running, `reader.denied`, `reader.closed`
   */
  async list(): Promise<readonly ReaderInfo[]> {
    return (await this.#known()).map(readerInfo);
  }

  /**
   * Tells what happens at the readers, beginning with the readers and cards that are there already, until the returned
   * function is called.
   */
  watch(listener: (event: WatchEvent) => void): () => void {
    const mine = (event: WatchEvent): void => listener(event);
    if (this.#states !== undefined) {
      tell([mine], { type: "service-found" });
      for (const event of eventsBetween([], this.#states)) tell([mine], event);
    } else if (this.#error !== undefined) {
      tell([mine], { type: "service-lost", error: this.#error });
    }
    this.#listeners.add(mine);
    return () => this.#listeners.delete(mine);
  }

  /**
   * Waits for a card that answers, over restarts of the service too, and gives the reader that has it.
   * @throws ReaderError `reader.closed`, `reader.ambiguous`; the signal's reason
   */
  async waitForCard(options: WaitOptions = {}): Promise<ReaderInfo> {
    for (;;) {
      throwIfAborted(options.signal);
      throwIfAborted(this.#stop.signal);
      const readers = (this.#states ?? []).map((state) =>
        this.#hasLeft(state) ? { ...readerInfo(state), card: "absent" as const } : readerInfo(state),
      );
      const matching = options.reader === undefined ? readers : matches(readers, options.reader);
      if (options.reader !== undefined && matching.length > 1) throw ambiguous(matching);
      const found = matching.find(({ card }) => card === "present");
      if (found !== undefined) return found;
      await this.#change(options.signal, this.#left.size === 0 ? undefined : REPORTED_WITHIN);
    }
  }

  /**
   * Connects to the card in a reader: the one whose name it is, or whose name holds it as no other does; without a name,
   * the only reader, or the only one that has a card. Retries while another program holds the card for a moment.
   * @throws ReaderError `reader.service`, `reader.none`, `reader.unknown`, `reader.ambiguous`, `card.none`,
   * `card.sharing`, `card.protocol`, `card.unresponsive`, `card.removed`, `reader.closed`;
   * the signal's reason
   */
  async connect(name?: string, options: ConnectOptions = {}): Promise<ReaderCard> {
    const { signal } = options;
    throwIfAborted(signal);
    const reader = choose((await this.#known()).map(readerInfo), name);
    await this.#release(reader);
    const { service } = this.#supervisor;
    if (service === undefined) throw this.#error ?? readerError(undefined);
    const share = SHARE[options.share ?? "shared"];
    const slot: OpenCard = { card: undefined, moved: false, lost: undefined };
    this.#cards.set(reader, slot);
    try {
      const connection = await retrying(signal, () => service.connect(reader, share, PROTOCOL.t0 | PROTOCOL.t1));
      const card = new ReaderCard(reader, connection, {
        timeout: this.#options.timeout ?? DEFAULT_TIMEOUT,
        ended: () => slot.lost,
        lost: (error) => {
          // The service's own report of its end may come later than the failure of an exchange.
          if (error.code === "reader.service") this.#supervisor.failed(service, error);
          else if (error.code === "card.removed" && service === this.#supervisor.service) this.#markLeft(reader);
        },
        doubtful: () => {
          if (service === this.#supervisor.service) this.#markLeft(reader);
        },
        closed: () => this.#forget(reader, slot),
      });
      if (this.#stop.signal.aborted || signal?.aborted === true) {
        await card.close();
        throwIfAborted(signal);
        throwIfAborted(this.#stop.signal);
      }
      slot.card = card;
      this.#left.delete(reader);
      return card;
    } catch (error) {
      this.#forget(reader, slot);
      throwIfAborted(signal);
      const fault = readerError(error);
      if (ABSENT.has(fault.code)) this.#markLeft(reader);
      // The policy let this program in before: a refusal now is a service that goes away (service-supervisor.ts).
      throw fault.code === "reader.denied" ? serviceGone(fault) : fault;
    }
  }

  /**
   * Gives all cards back and ends. Waits for exchanges under way, at most two seconds: one that hangs cannot be called
   * back by anyone, and then only the end of the process frees the reader.
   */
  close(): Promise<void> {
    this.#closing ??= (async () => {
      this.#stop.abort(new ReaderError("reader.closed", "The readers are closed."));
      this.#wake();
      const cards = [...this.#cards.values()].map(({ card }) => card?.close());
      const ended = Promise.all([...cards, this.#supervisor.ended]);
      let timer: NodeJS.Timeout | undefined;
      const grace = new Promise<void>((done) => {
        timer = setTimeout(done, CLOSE_GRACE);
      });
      await Promise.race([ended, grace]);
      clearTimeout(timer);
    })();
    return this.#closing;
  }

  #report(all: readonly ReaderState[]): void {
    const states =
      this.#options.securityModules === true ? all : all.filter(({ name }) => readerKind(name).slot !== "sam");
    const events = eventsBetween(this.#states ?? [], states);
    const found = this.#states === undefined;
    this.#states = states;
    this.#error = undefined;
    for (const event of events) {
      const slot = event.type === "card-removed" ? this.#cards.get(event.reader) : undefined;
      if (slot !== undefined) slot.moved = true;
    }
    if (found) tell(this.#listeners, { type: "service-found" });
    for (const event of events) tell(this.#listeners, event);
    this.#wake();
  }

  #lost(error: ChipidError): void {
    const events = eventsBetween(this.#states ?? [], []);
    this.#states = undefined;
    this.#error = error;
    for (const slot of this.#cards.values()) slot.lost = error;
    for (const event of events) tell(this.#listeners, event);
    tell(this.#listeners, { type: "service-lost", error });
    this.#wake();
  }

  async #known(): Promise<readonly ReaderState[]> {
    for (;;) {
      throwIfAborted(this.#stop.signal);
      if (this.#states !== undefined) return this.#states;
      if (this.#error !== undefined) throw this.#error;
      await this.#change();
    }
  }

  /** The reader reports a card and none answers: the report is a moment old. */
  #markLeft(reader: string): void {
    const state = this.#states?.find((candidate) => candidate.name === reader)?.state;
    if (state !== undefined) this.#left.set(reader, { state, until: Date.now() + REPORTED_WITHIN });
  }

  /** A card that an exchange found gone stays gone until the reader reports a change, or the time for that is over. */
  #hasLeft({ name, state }: ReaderState): boolean {
    const left = this.#left.get(name);
    if (left === undefined) return false;
    const same = left.state >>> 16 === state >>> 16 && cardPresence(left.state) === cardPresence(state);
    if (same && Date.now() < left.until) return true;
    this.#left.delete(name);
    return false;
  }

  /** Resolves at the next report, loss or end, or after `longest` ms. */
  #change(signal?: AbortSignalLike, longest?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = longest === undefined ? undefined : setTimeout(() => woken(), longest);
      const woken = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(woken);
        signal?.removeEventListener?.("abort", woken);
        resolve();
      };
      this.#waiting.add(woken);
      signal?.addEventListener?.("abort", woken);
    });
  }

  #wake(): void {
    for (const woken of [...this.#waiting]) woken();
  }

  /** One connection for a reader: an earlier one whose card is gone makes place. */
  async #release(reader: string): Promise<void> {
    const slot = this.#cards.get(reader);
    if (slot === undefined) return;
    if (slot.card !== undefined && (slot.moved || slot.card.over)) {
      const closed = slot.card.close().then(() => true);
      if (await Promise.race([closed, pause(CLOSE_GRACE, this.#stop.signal).then(() => false)])) return;
      throw new ReaderError("card.timeout", "An earlier exchange with this reader never ended.");
    }
    throw new ReaderError("card.sharing", "This program is connected to the card in this reader already.");
  }

  #forget(reader: string, slot: OpenCard): void {
    if (this.#cards.get(reader) === slot) this.#cards.delete(reader);
  }
}

interface OpenCard {
  /** undefined while it is being connected. */
  card: ReaderCard | undefined;
  /** The card was taken away since. */
  moved: boolean;
  /** The service that it was connected through is gone. */
  lost: ChipidError | undefined;
}

async function retrying<T>(signal: AbortSignalLike | undefined, connect: () => Promise<T>): Promise<T> {
  let sharing = 0;
  let settling = 0;
  for (;;) {
    try {
      return await connect();
    } catch (error) {
      const code = returnCodeOf(error);
      if (code === RETURN.sharingViolation && sharing++ < SHARING_RETRIES.count) {
        await pause(SHARING_RETRIES.pause, signal);
      } else if (SETTLING.has(code) && settling++ < SETTLING_RETRIES.count) {
        await pause(SETTLING_RETRIES.pause, signal);
      } else throw error;
    }
  }
}

/** A listener's own fault must not stop the others, nor the watching, nor go unseen. */
function tell(listeners: Iterable<(event: WatchEvent) => void>, event: WatchEvent): void {
  for (const listener of [...listeners]) {
    try {
      listener(event);
    } catch (error) {
      setImmediate(() => {
        throw error;
      });
    }
  }
}
