import { DISPOSITION, PROTOCOL, SHARE } from "./binding.js";
import { type Library, type LoadOptions, loadLibrary } from "./load-binding.js";
import { type NativeReader, type PcscliteModule, pcscliteBinding } from "./pcsclite-binding.js";
import { RECEIVE_BUFFER } from "./reader-card.js";
import { createReaders } from "./readers.js";
import { RETURN, ReturnCodeError, readerError, returnCodeOf } from "./return-codes.js";
import { type SmartcardModule, smartcardBinding } from "./smartcard-binding.js";

export interface OverheadOptions extends LoadOptions {
  /** PC/SC name of the reader; a card that answers GET CHALLENGE must be in it. */
  readonly reader: string;
  /** Exchanges a round. */
  readonly exchanges: number;
  /** Rounds; each measures both ways, one after the other. */
  readonly rounds: number;
}

export interface Overhead {
  readonly binding: string;
  /** Microseconds an exchange through the library alone, median of the rounds. */
  readonly bareMicroseconds: number;
  /** Microseconds an exchange through a connected ReaderCard, median of the rounds. */
  readonly cardMicroseconds: number;
  /** Median of the rounds' differences. */
  readonly overheadMicroseconds: number;
  /** The same in processor time of this process: steadier on a machine that does other things too. */
  readonly overheadCpuMicroseconds: number;
}

/** 8 random bytes: any chip of a travel document answers it. */
const GET_CHALLENGE = Uint8Array.of(0x00, 0x84, 0x00, 0x00, 0x08);

/** Before the first round, so that none pays for what only the first exchanges do. */
const WARM_UP = 100;
const PROTOCOLS = PROTOCOL.t0 | PROTOCOL.t1;

/** A way to the card. */
interface Way {
  /** Does GET CHALLENGE so many times. */
  run(times: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * What this SDK adds to an exchange with a card over the native library itself: the same command through the library's own
 * call, one after the other and with nothing around it, and through a ReaderCard; in turns, so that whatever else the
 * machine does meets both.
 * @throws ChipidError as createReaders and connect
 */
export async function measureOverhead(options: OverheadOptions): Promise<Overhead> {
  const library = loadLibrary(options);
  const ways: Way[] = [];
  try {
    // First, as it says what is missing where there is no such reader or no card.
    const card = await throughCard(library, options.reader);
    ways.push(card);
    const bare = await (library.name === "pcsclite"
      ? barePcsclite(library.module, options.reader)
      : bareSmartcard(library.module, options.reader));
    ways.push(bare);
    for (const way of ways) await way.run(WARM_UP);
    const bareRounds: Times[] = [];
    const cardRounds: Times[] = [];
    for (let round = 0; round < options.rounds; round++) {
      bareRounds.push(await timed(bare, options.exchanges));
      cardRounds.push(await timed(card, options.exchanges));
    }
    return {
      binding: library.name,
      bareMicroseconds: median(bareRounds.map(({ wall }) => wall)),
      cardMicroseconds: median(cardRounds.map(({ wall }) => wall)),
      overheadMicroseconds: median(cardRounds.map(({ wall }, i) => wall - (bareRounds[i]?.wall ?? 0))),
      overheadCpuMicroseconds: median(cardRounds.map(({ cpu }, i) => cpu - (bareRounds[i]?.cpu ?? 0))),
    };
  } catch (error) {
    throw readerError(error);
  } finally {
    for (const way of ways) await way.close();
  }
}

/** Microseconds an exchange. */
interface Times {
  readonly wall: number;
  readonly cpu: number;
}

async function timed(way: Way, exchanges: number): Promise<Times> {
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  await way.run(exchanges);
  const wall = (performance.now() - began) * 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wall: wall / exchanges, cpu: (user + system) / exchanges };
}

async function throughCard(library: Library, reader: string): Promise<Way> {
  const binding = library.name === "pcsclite" ? pcscliteBinding(library.module) : smartcardBinding(library.module);
  const readers = createReaders({ binding });
  try {
    const card = await readers.connect(reader);
    return {
      async run(times) {
        for (let i = 0; i < times; i++) await card.transmit(GET_CHALLENGE);
      },
      close: () => readers.close(),
    };
  } catch (error) {
    await readers.close();
    throw error;
  }
}

async function bareSmartcard(module: SmartcardModule, reader: string): Promise<Way> {
  const context = new module.Context();
  const found = context.listReaders().find(({ name }) => name === reader);
  if (found === undefined) {
    context.close();
    throw new ReturnCodeError(RETURN.unknownReader, "no such reader");
  }
  const card = await found.connect(SHARE.shared, PROTOCOLS);
  const command = Buffer.from(GET_CHALLENGE);
  return {
    async run(times) {
      for (let i = 0; i < times; i++) await card.transmit(command, { maxRecvLength: RECEIVE_BUFFER });
    },
    async close() {
      card.disconnect(DISPOSITION.leave);
      context.close();
    },
  };
}

function barePcsclite(module: PcscliteModule, name: string): Promise<Way> {
  return new Promise((resolve, reject) => {
    const hub = module();
    const all: NativeReader[] = [];
    hub.on("error", (error) => {
      // What its own closing gives.
      if (returnCodeOf(error) !== RETURN.cancelled) reject(error);
    });
    hub.on("reader", (reader) => {
      all.push(reader);
      reader.on("error", () => undefined);
      if (reader.name !== name) return;
      reader.connect({ share_mode: SHARE.shared, protocol: PROTOCOLS }, (error, protocol = 0) => {
        const way: Way = {
          run: (times) =>
            new Promise((done, failed) => {
              repeat(reader, protocol, times, (fault) => setImmediate(() => (fault ? failed(fault) : done())));
            }),
          close: () =>
            new Promise((done) => {
              reader.disconnect(DISPOSITION.leave, () => {
                setImmediate(() => {
                  for (const each of all) each.close();
                  hub.close();
                  done();
                });
              });
            }),
        };
        setImmediate(() => (error ? way.close().then(() => reject(error), reject) : resolve(way)));
      });
    });
  });
}

/** The next exchange from the callback of the one before. */
function repeat(reader: NativeReader, protocol: number, times: number, done: (error: unknown) => void): void {
  const command = Buffer.from(GET_CHALLENGE);
  let left = times;
  const next = (error: unknown): void => {
    if (error || left-- === 0) done(error);
    else reader.transmit(command, RECEIVE_BUFFER, protocol, next);
  };
  next(undefined);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
