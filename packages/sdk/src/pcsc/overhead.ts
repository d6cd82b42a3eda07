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
  /** Rounds; each measures both ways, in turn. */
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
}

/** 8 random bytes: any chip of a travel document answers it. */
const GET_CHALLENGE = Uint8Array.of(0x00, 0x84, 0x00, 0x00, 0x08);

/** Before each round, so that no round pays for what only the first does. */
const WARM_UP = 50;
const PROTOCOLS = PROTOCOL.t0 | PROTOCOL.t1;

/**
 * What this SDK adds to an exchange with a card over the native library itself: the same command through the library's own
 * call, one after the other and with nothing around it, and through a ReaderCard.
 * @throws ChipidError as createReaders and connect
 */
export async function measureOverhead(options: OverheadOptions): Promise<Overhead> {
  const library = loadLibrary(options);
  const bareRounds: number[] = [];
  const cardRounds: number[] = [];
  try {
    for (let round = 0; round < options.rounds; round++) {
      bareRounds.push(
        await (library.name === "pcsclite"
          ? barePcsclite(library.module, options)
          : bareSmartcard(library.module, options)),
      );
      cardRounds.push(await throughCard(library, options));
    }
  } catch (error) {
    throw readerError(error);
  }
  return {
    binding: library.name,
    bareMicroseconds: median(bareRounds),
    cardMicroseconds: median(cardRounds),
    overheadMicroseconds: median(cardRounds.map((value, i) => value - (bareRounds[i] ?? 0))),
  };
}

async function throughCard(library: Library, { reader, exchanges }: OverheadOptions): Promise<number> {
  const binding = library.name === "pcsclite" ? pcscliteBinding(library.module) : smartcardBinding(library.module);
  const readers = createReaders({ binding });
  try {
    const card = await readers.connect(reader);
    for (let i = 0; i < WARM_UP; i++) await card.transmit(GET_CHALLENGE);
    const began = performance.now();
    for (let i = 0; i < exchanges; i++) await card.transmit(GET_CHALLENGE);
    return ((performance.now() - began) * 1000) / exchanges;
  } finally {
    await readers.close();
  }
}

async function bareSmartcard(module: SmartcardModule, { reader, exchanges }: OverheadOptions): Promise<number> {
  const context = new module.Context();
  try {
    const found = context.listReaders().find(({ name }) => name === reader);
    if (found === undefined) throw new ReturnCodeError(RETURN.unknownReader, "no such reader");
    const card = await found.connect(SHARE.shared, PROTOCOLS);
    const command = Buffer.from(GET_CHALLENGE);
    for (let i = 0; i < WARM_UP; i++) await card.transmit(command, { maxRecvLength: RECEIVE_BUFFER });
    const began = performance.now();
    for (let i = 0; i < exchanges; i++) await card.transmit(command, { maxRecvLength: RECEIVE_BUFFER });
    const took = performance.now() - began;
    card.disconnect(DISPOSITION.leave);
    return (took * 1000) / exchanges;
  } finally {
    context.close();
  }
}

function barePcsclite(module: PcscliteModule, { reader: name, exchanges }: OverheadOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const hub = module();
    const all: NativeReader[] = [];
    hub.on("reader", (reader) => {
      all.push(reader);
      reader.on("error", () => undefined);
      if (reader.name !== name) return;
      const ended = (error: unknown, result: number): void => {
        reader.disconnect(DISPOSITION.leave, () => {
          for (const each of all) each.close();
          hub.close();
          setImmediate(() => (error ? reject(error) : resolve(result)));
        });
      };
      reader.connect({ share_mode: SHARE.shared, protocol: PROTOCOLS }, (error, protocol = 0) => {
        if (error) {
          ended(error, 0);
          return;
        }
        repeat(reader, protocol, WARM_UP, (fault) => {
          if (fault) {
            ended(fault, 0);
            return;
          }
          const began = performance.now();
          repeat(reader, protocol, exchanges, (failed) => {
            ended(failed, ((performance.now() - began) * 1000) / exchanges);
          });
        });
      });
    });
    hub.on("error", (error) => {
      // What its own closing gives.
      if (returnCodeOf(error) !== RETURN.cancelled) reject(error);
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
