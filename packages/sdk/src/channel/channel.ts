import { concat } from "../bytes/bytes.js";
import type { Ciphers } from "../crypto/cipher-types.js";
import { createPureCiphers } from "../crypto/pure-ciphers.js";
import { ChipidError } from "../errors/chipid-error.js";
import { type Command, decodeResponse, encodeCommand, type Response } from "../iso7816/apdu.js";
import type { Card, TransmitOptions } from "../iso7816/card.js";
import type { CommandPort, ReadingHabits } from "../iso7816/command-port.js";
import { SW } from "../iso7816/status.js";
import type { SessionCipher } from "../lds/security-info-types.js";
import {
  isProtectedBody,
  largestProtectedData,
  protectCommand,
  type SessionKeys,
  unprotectResponse,
} from "./secure-messaging.js";

export interface ChannelOptions {
  /** Milliseconds, monotonic; without it `cardMs` stays 0. */
  readonly clock?: () => number;
  readonly ciphers?: Ciphers;
  /** What is known of this chip in this reader; written to as more is learnt. */
  readonly habits?: ReadingHabits;
  /** Used for every command that brings no signal of its own. */
  readonly signal?: TransmitOptions["signal"];
  /** Told of every set of session keys, before the first command under them: for replays that decrypt what differs. */
  readonly onSecured?: (keys: SessionKeys, counter: bigint) => void;
}

/** What went over the wire, every APDU counted: GET RESPONSE and parts of a chain too. */
export interface ChannelCounts {
  readonly apdus: number;
  /** Bytes of responses, status words included. */
  readonly bytesIn: number;
  /** Bytes of commands. */
  readonly bytesOut: number;
  /** Milliseconds that the card and its reader took. */
  readonly cardMs: number;
}

const CHAINING = 0x10;
const GET_RESPONSE = 0xc0;
/** A short command's data, and what of it is left for plain text under the objects of secure messaging. */
const SHORT_DATA = 255;
const SHORT_PROTECTED_DATA: Readonly<Record<SessionCipher, number>> = {
  "3des": 231,
  "aes-128": 223,
  "aes-192": 223,
  "aes-256": 223,
};
const MAX_EXTENDED = 65_536;
/** A response APDU that only fits an extended one is longer than this. */
const SHORT_RESPONSE = 258;
/** More than the longest response under secure messaging, in pieces of at least one byte. */
const MAX_COLLECTED = 70_000;

interface Session {
  readonly keys: SessionKeys;
  counter: bigint;
}

/**
 * A conversation with one chip: encodes and counts, fetches with GET RESPONSE (61XX), repeats with the right Le (6CXX),
 * chains commands where there is no extended length, and protects everything once `secure` was called. One command at a
 * time.
 *
 * A protected response that is refused, a bare status inside secure messaging, or a transport fault ends the session:
 * from then on every command is refused with `channel.lost`, never sent in plain, until `secure`, `clear` or `reset`.
 */
export class CardChannel implements CommandPort {
  readonly habits: ReadingHabits;
  readonly ciphers: Ciphers;
  private readonly clock: () => number;
  private readonly signal: TransmitOptions["signal"];
  private readonly onSecured: ChannelOptions["onSecured"];
  private session: Session | undefined;
  private lost = false;
  private busy = false;
  private apdus = 0;
  private bytesIn = 0;
  private bytesOut = 0;
  private cardMs = 0;

  constructor(
    readonly card: Card,
    options: ChannelOptions = {},
  ) {
    this.habits = options.habits ?? {};
    this.ciphers = options.ciphers ?? createPureCiphers();
    this.clock = options.clock ?? ((): number => 0);
    this.signal = options.signal;
    this.onSecured = options.onSecured;
  }

  get counts(): ChannelCounts {
    return { apdus: this.apdus, bytesIn: this.bytesIn, bytesOut: this.bytesOut, cardMs: this.cardMs };
  }

  get secured(): boolean {
    return this.session !== undefined;
  }

  /** True when a session has ended by itself: `secure`, `clear` or `reset` is due. */
  get ended(): boolean {
    return this.lost;
  }

  /** Every command from now on is protected. `counter` is the send sequence counter before the first of them. */
  secure(keys: SessionKeys, counter = 0n): void {
    this.session = { keys, counter };
    this.lost = false;
    this.onSecured?.(keys, counter);
  }

  /** Back to plain commands without powering down; whether the chip still answers is its own affair. */
  clear(): void {
    this.session = undefined;
    this.lost = false;
  }

  /** Powers the chip down and up; the channel is plain again. @throws ChipidError as Card.reset */
  async reset(): Promise<void> {
    this.clear();
    await this.card.reset();
  }

  /** Takes over what EF.ATR/INFO says of lengths (ICAO 9303-10 §3.11.1). */
  learn(info: {
    readonly extendedLength: boolean | undefined;
    readonly maxCommandLength: number | undefined;
    readonly maxResponseLength: number | undefined;
  }): void {
    // What a chip did weighs more than what it says.
    if (info.extendedLength !== undefined) this.habits.extended ??= info.extendedLength;
    // Fewer bytes than a short APDU has are a misprint of the chip's, and would stop every reading.
    if ((info.maxCommandLength ?? 0) > SHORT_DATA) this.habits.maxCommand = Number(info.maxCommandLength);
    if ((info.maxResponseLength ?? 0) >= SHORT_RESPONSE) this.habits.maxResponse = Number(info.maxResponseLength);
  }

  get extendedLength(): boolean | undefined {
    return this.longestResponse() <= SHORT_RESPONSE ? false : this.habits.extended;
  }

  largestNe(extended: boolean): number {
    const room = Math.min(extended ? MAX_EXTENDED : 256, this.longestResponse() - 2);
    // Le 0000 asks for all that there is, which no chip can answer with more than fits.
    if (extended && room >= MAX_EXTENDED) return MAX_EXTENDED;
    return this.session === undefined ? room : largestProtectedData(this.session.keys.cipher, room);
  }

  async send(command: Command, options: TransmitOptions = {}): Promise<Response> {
    if (this.lost)
      throw new ChipidError("channel.lost", "Secure messaging has ended; the channel must be opened again.");
    if (this.busy) throw new ChipidError("channel.busy", "A command was sent before the last one was answered.");
    this.busy = true;
    try {
      const parts = this.chained(command);
      for (const part of parts.slice(0, -1)) {
        const response = await this.exchange(part, options);
        if (response.sw !== SW.ok) return response;
      }
      return await this.exchange(parts.at(-1) ?? command, options);
    } finally {
      this.busy = false;
    }
  }

  private longestResponse(): number {
    const unlimited = MAX_EXTENDED + 2;
    return Math.min(this.card.limits.maxResponse ?? unlimited, this.habits.maxResponse ?? unlimited);
  }

  private longestCommand(): number {
    const unlimited = 4 + 3 + 65_535 + 2;
    return Math.min(this.card.limits.maxCommand ?? unlimited, this.habits.maxCommand ?? unlimited);
  }

  /** The command itself, or the parts that take it there with short lengths (ISO 7816-4 §5.1.1.1). */
  private chained(command: Command): Command[] {
    const data = command.data ?? new Uint8Array(0);
    const cipher = this.session?.keys.cipher;
    const most = cipher === undefined ? SHORT_DATA : SHORT_PROTECTED_DATA[cipher];
    if (data.length <= most) return [command];
    // Header, extended lengths and, at most, the objects and the padding of secure messaging.
    const fits = data.length + 9 + (cipher === undefined ? 0 : 48) <= this.longestCommand();
    if (this.habits.extended !== false && fits) return [command];
    const { cla, ins, p1, p2, ne } = command;
    const parts: Command[] = [];
    for (let at = 0; at < data.length; at += most) {
      const last = at + most >= data.length;
      const part = { ins, p1, p2, data: data.subarray(at, at + most) };
      // The last part asks for what fits a short Le; the rest of a long answer comes by GET RESPONSE.
      if (!last) parts.push({ ...part, cla: cla | CHAINING });
      else parts.push({ ...part, cla, ...(ne === undefined ? {} : { ne: Math.min(ne, 256) }) });
    }
    return parts;
  }

  private async exchange(command: Command, options: TransmitOptions): Promise<Response> {
    const once = (asked: Command): Promise<Response> =>
      this.session === undefined ? this.plain(asked, options) : this.protectedExchange(this.session, asked, options);
    let response = await once(command);
    if (response.sw >> 8 === 0x6c && command.ne !== undefined) {
      response = await once({ ...command, ne: response.sw & 0xff || 256 });
    }
    const parts = [response.data];
    for (let length = response.data.length; response.sw >> 8 === 0x61; ) {
      response = await once({
        cla: command.cla & 0x03,
        ins: GET_RESPONSE,
        p1: 0,
        p2: 0,
        ne: response.sw & 0xff || 256,
      });
      parts.push(response.data);
      length += response.data.length;
      this.checkCollected(length, response);
    }
    return parts.length === 1 ? response : { data: concat(...parts), sw: response.sw };
  }

  private async plain(command: Command, options: TransmitOptions): Promise<Response> {
    return decodeResponse(await this.transmit(encodeCommand(command), options));
  }

  private async protectedExchange(session: Session, command: Command, options: TransmitOptions): Promise<Response> {
    const sent = protectCommand(session.keys, session.counter, command, this.ciphers);
    try {
      const bytes = await this.collect(sent.bytes, options);
      const got = unprotectResponse(session.keys, sent.counter, bytes, this.ciphers);
      session.counter = got.counter;
      return got.response;
    } catch (error) {
      // Whatever went wrong, the two counters can no longer be trusted to be the same.
      this.session = undefined;
      this.lost = true;
      throw error;
    }
  }

  /**
   * A protected response as a whole. Readers that speak T=0 have it fetched in pieces, by bare GET RESPONSE commands that
   * are no part of the protected dialogue, or ask for the same bytes with another outer Le.
   */
  private async collect(command: Uint8Array, options: TransmitOptions): Promise<Uint8Array> {
    let bytes = await this.transmit(command, options);
    let response = decodeResponse(bytes);
    if (response.sw >> 8 === 0x6c && response.data.length === 0 && command[4] !== 0) {
      const repeated = command.slice();
      repeated[repeated.length - 1] = response.sw & 0xff;
      bytes = await this.transmit(repeated, options);
      response = decodeResponse(bytes);
    }
    const parts = [response.data];
    // A whole protected message with status 61XX has it inside too: then GET RESPONSE is a command of the dialogue.
    for (let length = response.data.length; response.sw >> 8 === 0x61 && !isProtectedBody(concat(...parts)); ) {
      const get = { cla: 0, ins: GET_RESPONSE, p1: 0, p2: 0, ne: response.sw & 0xff || 256 };
      bytes = await this.transmit(encodeCommand(get), options);
      response = decodeResponse(bytes);
      parts.push(response.data);
      length += response.data.length;
      this.checkCollected(length, response);
    }
    return parts.length === 1 ? bytes : concat(...parts, bytes.subarray(bytes.length - 2));
  }

  private checkCollected(length: number, last: Response): void {
    if (length > MAX_COLLECTED || (last.sw >> 8 === 0x61 && last.data.length === 0)) {
      throw new ChipidError("apdu.response", "A response in pieces does not end.", { reference: "ISO 7816-4 §5.3.4" });
    }
  }

  private async transmit(bytes: Uint8Array, options: TransmitOptions): Promise<Uint8Array> {
    const signal = options.signal ?? this.signal;
    if (signal?.aborted === true) throw signal.reason;
    const start = this.clock();
    this.apdus++;
    this.bytesOut += bytes.length;
    try {
      const response = await this.card.transmit(bytes, signal === undefined ? {} : { signal });
      this.bytesIn += response.length;
      return response;
    } finally {
      this.cardMs += this.clock() - start;
    }
  }
}
