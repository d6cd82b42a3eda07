import { EventEmitter } from "node:events";
import { STATE } from "../../src/pcsc/binding.js";
import type { PcscliteModule } from "../../src/pcsc/pcsclite-binding.js";
import { RETURN } from "../../src/pcsc/return-codes.js";
import type { SmartcardModule } from "../../src/pcsc/smartcard-binding.js";

// A PC/SC service with readers and cards in memory, and on it the two native libraries as far as they are used, with the
// habits that were seen in them when they ran against a real service.

export interface FakeCard {
  readonly atr: Uint8Array;
  /** 1: T=0, 2: T=1; default T=1. */
  readonly protocol?: number;
  readonly mute?: boolean;
  /** The response to a command; a promise that never settles is a card that hangs. */
  answer(command: Uint8Array): Uint8Array | Promise<Uint8Array>;
  powerUps?: number;
}

interface FakeReader {
  readonly name: string;
  card: FakeCard | undefined;
  movements: number;
  /** Another program has the card for itself. */
  heldByOther: boolean;
  /** Connections refused with this code, one by one. */
  readonly refusals: number[];
  connections: number;
}

interface Handle {
  readonly reader: string;
  readonly card: FakeCard;
  /** Code that every further call gets: removed, reset, service gone. */
  fault: number | undefined;
  inFlight: ((code: number) => void) | undefined;
}

const TEXTS: Readonly<Record<number, string>> = {
  [RETURN.cancelled]: "Operation cancelled",
  [RETURN.invalidHandle]: "Invalid handle",
  [RETURN.insufficientBuffer]: "Insufficient buffer",
  [RETURN.unknownReader]: "Unknown reader",
  [RETURN.sharingViolation]: "Sharing violation",
  [RETURN.noCard]: "No smart card present",
  [RETURN.protocolMismatch]: "Protocol mismatch",
  [RETURN.commError]: "Communication error",
  [RETURN.notTransacted]: "Transaction failed",
  [RETURN.noService]: "PC/SC service not running",
  [RETURN.serviceStopped]: "PC/SC service stopped",
  [RETURN.noReaders]: "No readers available",
  [RETURN.unresponsiveCard]: "Card is unresponsive",
  [RETURN.resetCard]: "Card was reset",
  [RETURN.removedCard]: "Card was removed",
};

const textError = (code: number): Error => new Error(TEXTS[code] ?? "Unknown PC/SC error");
const codeError = (code: number): Error =>
  new Error(`SCardTransmit error: ${TEXTS[code] ?? "?"}.(0x${code.toString(16).padStart(8, "0")})`);

class Fault extends Error {
  readonly code: number;
  constructor(code: number) {
    super("fault");
    this.code = code;
  }
}

export class FakeService {
  /** Windows: the service ends with the last reader. */
  stopsWithLastReader = false;
  /** Times that a library would have blocked the thread: something ended while an exchange was under way. */
  blocked = 0;
  /** Times that `pcsclite` would have left a handle behind: a reader closed while its thread was telling an event. */
  leaked = 0;
  /** Receive buffers that callers gave. */
  readonly buffers = new Set<number>();
  /** Connections to the service that were made and are still open. */
  opened = 0;
  open = 0;
  /** Ways in which connections to cards were ended. */
  readonly dispositions: number[] = [];
  readonly #readers = new Map<string, FakeReader>();
  readonly #handles = new Set<Handle>();
  readonly #changes = new EventEmitter().setMaxListeners(0);
  #running = true;
  /** Refusals of new connections to the service, one by one: codes of the PC/SC API. */
  readonly denials: number[] = [];

  get running(): boolean {
    return this.#running;
  }

  plug(name: string): void {
    this.#readers.set(name, {
      name,
      card: undefined,
      movements: 0,
      heldByOther: false,
      refusals: [],
      connections: 0,
    });
    this.#changed();
  }

  unplug(name: string): void {
    this.#drop(name, RETURN.removedCard);
    this.#readers.delete(name);
    this.#changed();
    if (this.stopsWithLastReader && this.#readers.size === 0) this.stop(RETURN.serviceStopped);
  }

  insert(name: string, card: FakeCard): void {
    const reader = this.#reader(name);
    reader.card = card;
    reader.movements++;
    this.#changed();
  }

  remove(name: string): void {
    this.#drop(name, RETURN.removedCard);
    const reader = this.#reader(name);
    reader.card = undefined;
    reader.movements++;
    this.#changed();
  }

  /** Out and in again, too fast to be reported in between. */
  swap(name: string, card: FakeCard): void {
    this.#drop(name, RETURN.removedCard);
    const reader = this.#reader(name);
    reader.card = card;
    reader.movements += 2;
    this.#changed();
  }

  /** As another program's reset of the card. */
  resetByOther(name: string): void {
    this.#drop(name, RETURN.resetCard);
  }

  holdByOther(name: string, held: boolean): void {
    this.#reader(name).heldByOther = held;
  }

  refuse(name: string, ...codes: number[]): void {
    this.#reader(name).refusals.push(...codes);
  }

  stop(code: number = RETURN.commError): void {
    this.#running = false;
    for (const handle of this.#handles) {
      handle.fault = RETURN.noService;
      handle.inFlight?.(code);
    }
    this.#changes.emit("stopped", code);
  }

  start(): void {
    this.#running = true;
  }

  #reader(name: string): FakeReader {
    const reader = this.#readers.get(name);
    if (reader === undefined) throw new Fault(RETURN.unknownReader);
    return reader;
  }

  #drop(name: string, code: number): void {
    for (const handle of this.#handles) {
      if (handle.reader !== name) continue;
      handle.fault = code;
      handle.inFlight?.(code);
    }
  }

  #changed(): void {
    if (this.#running) this.#changes.emit("changed");
  }

  #list(): { name: string; state: number; atr: Uint8Array | undefined }[] {
    if (!this.#running) throw new Fault(RETURN.noService);
    return [...this.#readers.values()].map(({ name, card, movements, heldByOther, connections }) => {
      const presence = card === undefined ? STATE.empty : STATE.present | (card.mute === true ? STATE.mute : 0);
      const use = heldByOther ? STATE.exclusive : connections > 0 ? STATE.inUse : 0;
      return { name, state: (movements << 16) | presence | use | STATE.changed, atr: card?.atr };
    });
  }

  #connect(name: string): Handle {
    if (!this.#running) throw new Fault(RETURN.noService);
    const reader = this.#reader(name);
    const refusal = reader.refusals.shift();
    if (refusal !== undefined) throw new Fault(refusal);
    if (reader.heldByOther) throw new Fault(RETURN.sharingViolation);
    if (reader.card === undefined) throw new Fault(RETURN.noCard);
    if (reader.card.mute === true) throw new Fault(RETURN.unresponsiveCard);
    reader.connections++;
    const handle: Handle = { reader: name, card: reader.card, fault: undefined, inFlight: undefined };
    this.#handles.add(handle);
    setImmediate(() => this.#changed());
    return handle;
  }

  /** The response, or a Fault; an exchange that is dropped ends with the code it was dropped with. */
  #transmit(handle: Handle, command: Uint8Array, receive: number): Promise<Uint8Array> {
    this.buffers.add(receive);
    if (handle.fault !== undefined) return Promise.reject(new Fault(handle.fault));
    if (handle.inFlight !== undefined) throw new Error("two exchanges at once");
    return new Promise((resolve, reject) => {
      handle.inFlight = (code) => {
        handle.inFlight = undefined;
        // What a card's leaving in the middle of an exchange was seen to give.
        if (code === RETURN.removedCard) resolve(new Uint8Array(0));
        else reject(new Fault(code));
      };
      void Promise.resolve(handle.card.answer(command)).then((response) => {
        if (handle.inFlight === undefined) return;
        handle.inFlight = undefined;
        if (response.length > receive) reject(new Fault(RETURN.insufficientBuffer));
        else resolve(Buffer.from(response));
      });
    });
  }

  #powerCycle(handle: Handle): void {
    if (!this.#running) throw new Fault(RETURN.noService);
    if (this.#reader(handle.reader).card !== handle.card) throw new Fault(RETURN.removedCard);
    handle.fault = undefined;
    handle.card.powerUps = (handle.card.powerUps ?? 0) + 1;
  }

  #disconnect(handle: Handle, disposition: number): void {
    if (handle.inFlight !== undefined) this.blocked++;
    this.dispositions.push(disposition);
    this.#handles.delete(handle);
    const reader = this.#readers.get(handle.reader);
    if (reader !== undefined) reader.connections--;
    setImmediate(() => this.#changed());
    if (disposition === 2) handle.card.powerUps = (handle.card.powerUps ?? 0) + 1;
  }

  /** `pcsclite` 1.0.1 on this service. */
  get pcsclite(): PcscliteModule & ((...args: never[]) => EventEmitter) {
    return () => this.#pcscliteHub();
  }

  #pcscliteHub(): ReturnType<PcscliteModule> & EventEmitter {
    const denial = this.denials.shift();
    if (denial !== undefined) throw codeError(denial);
    if (!this.#running) throw codeError(RETURN.noService);
    this.opened++;
    this.open++;
    const service = this;
    const changes = this.#changes;
    const readers: Record<string, NativeReader> = {};

    class NativeReader extends EventEmitter {
      readonly name: string;
      connected = false;
      #handle: Handle | undefined;
      #seen = -1;
      #closed = false;
      #locked = false;
      #toldAt = Number.NEGATIVE_INFINITY;
      constructor(name: string) {
        super();
        this.name = name;
      }
      watch = (): void => {
        if (!service.#running || this.#closed) return;
        const now = service.#list().find(({ name }) => name === this.name);
        if (now === undefined) this.end();
        if (now === undefined || now.state === this.#seen) return;
        this.#seen = now.state;
        setImmediate(() => {
          if (this.#closed) return;
          this.#toldAt = performance.now();
          this.emit("status", { state: now.state, atr: Buffer.from(now.atr ?? []) });
        });
      };
      end(error?: Error): void {
        if (this.#closed) return;
        this.#closed = true;
        changes.off("changed", this.watch);
        setImmediate(() => {
          if (error !== undefined) this.emit("error", error);
          delete readers[this.name];
          // Listeners, and the microtasks after them, run while the library holds the reader's lock.
          this.#locked = true;
          setImmediate(() => {
            this.#locked = false;
          });
          this.emit("end");
        });
      }
      connect(
        { share_mode, protocol }: { share_mode: number; protocol: number },
        callback: (error: unknown, protocol?: number) => void,
      ): void {
        if (share_mode !== 2 && share_mode !== 1) throw new Error("First argument must be an integer");
        if (protocol !== 3) throw new Error("Second argument must be an integer");
        // The library does not ask the service when it believes to be connected.
        if (this.connected) {
          callback(undefined);
          return;
        }
        setImmediate(() => {
          try {
            this.#handle = service.#connect(this.name);
            this.connected = true;
            callback(null, this.#handle.card.protocol ?? 2);
          } catch (error) {
            callback(codeError((error as Fault).code));
          }
        });
      }
      disconnect(disposition: number, callback: (error?: unknown) => void): void {
        const handle = this.#handle;
        if (!this.connected || handle === undefined) {
          callback();
          return;
        }
        setImmediate(() => {
          service.#disconnect(handle, disposition);
          this.connected = false;
          callback(null);
        });
      }
      transmit(
        data: Uint8Array,
        receive: number,
        protocol: number,
        callback: (error: unknown, data?: Uint8Array) => void,
      ): void {
        if (!this.connected || this.#handle === undefined) {
          callback(new Error("Card Reader not connected"));
          return;
        }
        if (!Buffer.isBuffer(data)) throw new Error("First argument must be a Buffer");
        if (!Number.isInteger(protocol)) throw new Error("Third argument must be an integer");
        service.#transmit(this.#handle, data, receive).then(
          (response) => callback(null, response),
          (error: unknown) => callback(codeError((error as Fault).code)),
        );
      }
      close(): number {
        if (this.#handle?.inFlight !== undefined || this.#locked) service.blocked++;
        if (!this.#closed && performance.now() - this.#toldAt < 50) service.leaked++;
        this.end(codeError(RETURN.cancelled));
        return 0;
      }
    }

    const hub = new EventEmitter() as EventEmitter & {
      start(callback: (error: unknown, data?: unknown) => void): void;
      close(): number;
    };
    let told: ((error: unknown, data?: unknown) => void) | undefined;
    const list = (): void => {
      if (service.#running) setImmediate(() => told?.(undefined, Buffer.from([...service.#readers.keys()].join("\0"))));
    };
    const stopped = (code: number): void => {
      changes.off("changed", list);
      for (const reader of Object.values(readers)) reader.end(codeError(code));
      setImmediate(() => told?.(codeError(code)));
    };
    hub.start = (callback) => {
      told = callback;
      changes.on("changed", list);
      changes.once("stopped", stopped);
      list();
    };
    hub.close = () => {
      this.open--;
      changes.off("changed", list);
      changes.off("stopped", stopped);
      const last = told;
      told = undefined;
      setImmediate(() => last?.(codeError(RETURN.cancelled)));
      return 0;
    };
    process.nextTick(() => {
      hub.start((error, data) => {
        if (error !== undefined) {
          hub.emit("error", error);
          return;
        }
        const names = String(data)
          .split("\0")
          .filter((name) => name !== "");
        for (const name of names.filter((candidate) => !Object.hasOwn(readers, candidate))) {
          const reader = new NativeReader(name);
          readers[name] = reader;
          changes.on("changed", reader.watch);
          reader.watch();
          hub.emit("reader", reader);
        }
        for (const name of Object.keys(readers).filter((candidate) => !names.includes(candidate))) {
          readers[name]?.close();
        }
      });
    });
    return hub as unknown as ReturnType<PcscliteModule> & EventEmitter;
  }

  /** `smartcard` 3.7.0 on this service. */
  get smartcard(): SmartcardModule {
    const service = this;
    const guard = <T>(body: () => T): T => {
      try {
        return body();
      } catch (error) {
        throw error instanceof Fault ? textError(error.code) : error;
      }
    };
    class Context {
      #cancel: (() => void) | undefined;
      #closed = false;
      readonly #cards = new Set<Handle>();
      constructor() {
        const denial = service.denials.shift();
        if (denial !== undefined) throw textError(denial);
        if (!service.#running) throw textError(RETURN.noService);
        service.opened++;
        service.open++;
      }
      listReaders() {
        return guard(() => service.#list()).map(({ name, state, atr }) => ({
          name,
          state,
          atr: atr === undefined ? null : Buffer.from(atr),
          connect: async (share: number, protocols: number) => {
            if ((share !== 1 && share !== 2) || protocols !== 3) throw new Error("connect without share and protocols");
            const handle = guard(() => service.#connect(name));
            this.#cards.add(handle);
            return this.#card(handle);
          },
        }));
      }
      #card(handle: Handle) {
        return {
          protocol: handle.card.protocol ?? 2,
          atr: Buffer.from(handle.card.atr),
          transmit: async (command: Uint8Array, options: { maxRecvLength: number }) => {
            if (!Buffer.isBuffer(command)) throw new TypeError("Expected Buffer or Array");
            try {
              return await service.#transmit(handle, command, options.maxRecvLength);
            } catch (error) {
              throw error instanceof Fault ? textError(error.code) : error;
            }
          },
          reconnect: async () => {
            guard(() => service.#powerCycle(handle));
            return handle.card.protocol ?? 2;
          },
          disconnect: (disposition: number) => {
            this.#cards.delete(handle);
            service.#disconnect(handle, disposition);
          },
        };
      }
      waitForChange(readers: { name: string; state: number }[], timeout: number) {
        type Change = { name: string; state: number }[] | null;
        return new Promise<Change>((resolve, reject) => {
          const settle = (act: () => void): void => {
            clearTimeout(timer);
            service.#changes.off("changed", look);
            service.#changes.off("stopped", stopped);
            this.#cancel = undefined;
            setImmediate(act);
          };
          const look = (): void => {
            const now = service.#list();
            const differs = readers.some(({ name, state }) => {
              if (name === "\\\\?PnP?\\Notification") return state >>> 16 !== now.length;
              const current = now.find((reader) => reader.name === name);
              return (current?.state ?? STATE.unknown) !== (state | STATE.changed);
            });
            if (!differs) return;
            settle(() => resolve([{ name: "\\\\?PnP?\\Notification", state: (now.length << 16) | STATE.changed }]));
          };
          const stopped = (code: number): void => settle(() => reject(textError(code)));
          const timer = setTimeout(() => settle(() => resolve([])), timeout);
          this.#cancel = () => settle(() => resolve(null));
          service.#changes.on("changed", look);
          service.#changes.on("stopped", stopped);
          if (service.#running) look();
          else settle(() => reject(textError(RETURN.noService)));
        });
      }
      cancel(): void {
        if (!service.#running) throw textError(RETURN.commError);
        this.#cancel?.();
      }
      close(): void {
        if (this.#closed) return;
        for (const handle of this.#cards) if (handle.inFlight !== undefined) service.blocked++;
        this.#closed = true;
        service.open--;
      }
    }
    return { Context };
  }
}
