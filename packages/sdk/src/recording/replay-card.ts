import { equalBytes } from "../bytes/bytes.js";
import { nextCounter, type SessionKeys } from "../channel/secure-messaging.js";
import type { RandomSource } from "../crypto/random.js";
import { ChipidError } from "../errors/chipid-error.js";
import type { ErrorCode } from "../errors/codes.js";
import type { Card } from "../iso7816/card.js";
import { type DescribedCommand, describeCommand } from "./command-text.js";
import type { Session, SessionExchange, TransportFault } from "./session-types.js";

/** Where a replay left the recording. */
export interface Mismatch {
  readonly kind: /** Another command than the recorded one. */
    | "command"
    /** A command after the last recorded exchange. */
    | "beyond-end"
    /** The same in a recording that has no footer: it was cut. */
    | "cut"
    /** The recording has further exchanges that the terminal did not ask for. */
    | "stopped-early"
    /** A random value that was not recorded. */
    | "random";
  /** Number of the exchange, counted from 0, power-ups included. */
  readonly index: number;
  /** What the recording has there; undefined when nothing. */
  readonly expected: DescribedCommand | "reset" | "reconnect" | undefined;
  /** What the terminal did; undefined when nothing. */
  readonly came: DescribedCommand | "reset" | undefined;
  /** One sentence for people. */
  readonly message: string;
}

/**
 * Plays the card's part of a recorded session. It holds the terminal to every byte: the first command that differs from
 * the recorded one ends the replay, and every later use of the card fails with the same error.
 */
export class ReplayCard implements Card {
  readonly limits: Card["limits"];
  private currentAtr: Uint8Array | undefined;
  private position = 0;
  private found: Mismatch | undefined;
  private secured: { readonly keys: SessionKeys; counter: bigint } | undefined;

  constructor(private readonly session: Session) {
    this.limits = session.header.limits;
    this.currentAtr = session.header.atr;
  }

  get atr(): Uint8Array | undefined {
    return this.currentAtr;
  }

  /** The first departure from the recording so far. */
  get mismatch(): Mismatch | undefined {
    return this.found;
  }

  /** Somebody asked for the card again when it was recorded. */
  get reconnects(): boolean {
    return this.session.exchanges.some(({ kind }) => kind === "reconnect");
  }

  /** Exchanges played so far, power-ups included. */
  get played(): number {
    return this.position;
  }

  /** Session keys in force from the next command on, so that a departure can be shown decrypted. */
  learnKeys(keys: SessionKeys, counter: bigint): void {
    this.secured = { keys, counter };
  }

  /**
   * @throws ChipidError `session.mismatch` for another command than the recorded one; `session.cut` when a recording
   * without footer has no more exchanges; the recorded fault: `card.removed`, `card.reset`, `card.timeout`,
   * `card.transport`
   */
  // Not `async`: a promise that is made at once saves a turn of the queue in every exchange.
  transmit(command: Uint8Array): Promise<Uint8Array> {
    try {
      return Promise.resolve(this.answer(command));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** @throws ChipidError as transmit */
  reset(): Promise<void> {
    try {
      const recorded = this.next("reset");
      if (recorded.kind !== "reset") throw this.depart("reset", recorded);
      this.position++;
      this.secured = undefined;
      this.currentAtr = recorded.atr ?? this.currentAtr;
      if (recorded.fault !== undefined) throw faultError(recorded.fault);
      return Promise.resolve();
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * What came of asking for the card again after the contact was lost: this card, or undefined where none came, or where
   * nobody asked when it was recorded.
   */
  reconnect(): Card | undefined {
    const recorded = this.found === undefined ? this.session.exchanges[this.position] : undefined;
    if (recorded?.kind !== "reconnect") return undefined;
    this.position++;
    this.secured = undefined;
    this.currentAtr = recorded.atr ?? this.currentAtr;
    return recorded.card ? this : undefined;
  }

  /** Ends the replay: what is left of the recording is a departure too. */
  finish(): Mismatch | undefined {
    const { exchanges } = this.session;
    const rest = exchanges[this.position];
    if (this.found === undefined && rest !== undefined) {
      this.found = {
        kind: "stopped-early",
        index: this.position,
        expected: this.describe(rest),
        came: undefined,
        message: `The terminal was done after ${this.position} of ${exchanges.length} recorded exchanges.`,
      };
    }
    return this.found;
  }

  /** Records a departure that is not a command: a random value the recording does not have. */
  departRandom(message: string): ChipidError {
    // Without a footer the recorder was killed: values drawn and trust data written later are missing.
    const kind = this.session.complete ? "random" : "cut";
    this.found ??= { kind, index: this.position, expected: undefined, came: undefined, message };
    return mismatchError(this.found);
  }

  private answer(command: Uint8Array): Uint8Array {
    const recorded = this.next(command);
    if (recorded.kind !== "apdu" || !equalBytes(recorded.command, command)) throw this.depart(command, recorded);
    this.position++;
    this.count(command);
    if ("fault" in recorded) throw faultError(recorded.fault);
    return recorded.response;
  }

  private next(came: Uint8Array | "reset"): SessionExchange {
    if (this.found !== undefined) throw mismatchError(this.found);
    const recorded = this.session.exchanges[this.position];
    if (recorded === undefined) throw this.depart(came, undefined);
    return recorded;
  }

  private depart(came: Uint8Array | "reset", recorded: SessionExchange | undefined): ChipidError {
    const index = this.position;
    const what = came === "reset" ? "powered the card up anew" : "sent another command";
    const cut = recorded === undefined && !this.session.complete;
    this.found = {
      kind: recorded !== undefined ? "command" : cut ? "cut" : "beyond-end",
      index,
      expected: recorded === undefined ? undefined : this.describe(recorded),
      came: came === "reset" ? came : describeCommand(came, this.secured),
      message: cut
        ? `The recording is cut off after ${index} exchanges, before the inspection was done.`
        : recorded === undefined
          ? `The terminal ${what} after the last of ${index} recorded exchanges.`
          : `The terminal ${what} at exchange ${index}.`,
    };
    return mismatchError(this.found);
  }

  private describe(exchange: SessionExchange): DescribedCommand | "reset" | "reconnect" {
    return exchange.kind === "apdu" ? describeCommand(exchange.command, this.secured) : exchange.kind;
  }

  /** Follows the send sequence counter: one for the command, one for the response. */
  private count(command: Uint8Array): void {
    if (this.secured === undefined) return;
    const { keys, counter } = this.secured;
    // Its MAC was made by this terminal under these keys, so that the header is enough to know a protected command; one
    // that is not (GET RESPONSE in plain) moves no counter.
    if (((command[0] ?? 0) & 0x0c) === 0x0c) {
      this.secured = { keys, counter: nextCounter(keys.cipher, nextCounter(keys.cipher, counter)) };
    }
  }
}

/**
 * The recorded random values, by purpose in the order drawn.
 * @throws ChipidError (the source) `session.random` when a value is asked for that was not drawn then
 */
export function replayRandom(session: Session, card?: ReplayCard): RandomSource {
  const left = new Map<string, Uint8Array[]>();
  for (const { purpose, bytes } of session.random) {
    const there = left.get(purpose);
    if (there === undefined) left.set(purpose, [bytes]);
    else there.push(bytes);
  }
  const depart = (message: string): ChipidError =>
    card?.departRandom(message) ?? new ChipidError("session.random", message);
  return (length, purpose) => {
    const bytes = left.get(purpose)?.shift();
    if (bytes === undefined) throw depart(`The recording has no further random value for ${purpose}.`);
    if (bytes.length !== length) {
      throw depart(`The recorded random value for ${purpose} has ${bytes.length} bytes where ${length} are due.`);
    }
    return bytes;
  };
}

const FAULTS: Readonly<Record<TransportFault, readonly [ErrorCode, string]>> = {
  removed: ["card.removed", "The card was removed."],
  reset: ["card.reset", "The card was reset."],
  timeout: ["card.timeout", "The card did not answer in time."],
  transport: ["card.transport", "The connection to the card failed."],
};

function faultError(fault: TransportFault): ChipidError {
  const [code, message] = FAULTS[fault];
  return new ChipidError(code, message);
}

/** A departure as the error that the terminal gets. */
export function mismatchError({ kind, message }: Mismatch): ChipidError {
  const code = kind === "random" ? "session.random" : kind === "cut" ? "session.cut" : "session.mismatch";
  return new ChipidError(code, message);
}
