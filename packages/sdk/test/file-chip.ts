import { concat, toHex } from "../src/bytes/bytes.js";
import { nextCounter, protectResponse, type SessionKeys, unprotectCommand } from "../src/channel/secure-messaging.js";
import { ChipidError } from "../src/errors/chipid-error.js";
import { type Command, decodeCommand, encodeResponse, type Response } from "../src/iso7816/apdu.js";
import type { Card, CardLimits } from "../src/iso7816/card.js";
import { encodeTlv, readOnlyTlv } from "../src/tlv/tlv.js";

/** How a chip behaves; absent means as the standard has it. */
export interface ChipHabits {
  /** false: extended length answers 6700. */
  readonly extended?: boolean;
  /** Most bytes of file data in one answer, whatever Le says. */
  readonly gives?: number;
  /** More than this in Le answers `refusal`. */
  readonly takes?: number;
  readonly refusal?: number;
  /** Status of a READ BINARY by short identifier. */
  readonly sfi?: number;
  /** Le beyond the end of the file: 6282 with the data (default 9000), or without any. */
  readonly beyondEnd?: "9000" | "6282" | "6282 empty";
  /** An error status is sent bare, and ends secure messaging. */
  readonly bareErrors?: boolean;
  /** false: an odd READ BINARY answers 6D00. */
  readonly odd?: boolean;
}

/** A chip with files and nothing else, in plain or with fixed session keys: for tests of readers. */
export class FileChip implements Card {
  readonly atr = undefined;
  readonly commands: Command[] = [];
  /** Called before each command, with its index. */
  before: (index: number) => void = () => undefined;
  private current: Uint8Array | undefined;
  private session: { keys: SessionKeys; counter: bigint } | undefined;

  constructor(
    readonly files: ReadonlyMap<number, Uint8Array>,
    readonly habits: ChipHabits = {},
    readonly limits: CardLimits = {},
  ) {}

  secure(keys: SessionKeys, counter = 0n): void {
    this.session = { keys, counter };
  }

  async reset(): Promise<void> {
    this.session = undefined;
    this.current = undefined;
  }

  async transmit(bytes: Uint8Array): Promise<Uint8Array> {
    if (this.limits.maxCommand !== undefined && bytes.length > this.limits.maxCommand) {
      throw new ChipidError("card.transport", "Too long a command for this reader.");
    }
    const answer = this.answer(bytes);
    if (this.limits.maxResponse !== undefined && answer.length > this.limits.maxResponse) {
      throw new ChipidError("card.transport", "Too long a response for this reader.");
    }
    return answer;
  }

  private answer(bytes: Uint8Array): Uint8Array {
    this.before(this.commands.length);
    const { session } = this;
    const long = bytes.length > 5 && bytes[4] === 0;
    if (session === undefined) {
      const command = decodeCommand(bytes);
      this.commands.push(command);
      return encodeResponse(long && this.habits.extended === false ? empty(0x6700) : this.run(command));
    }
    const taken = unprotectCommand(session.keys, session.counter, bytes);
    this.commands.push(taken.command);
    const response = long && this.habits.extended === false ? empty(0x6700) : this.run(taken.command);
    if (this.habits.bareErrors === true && response.sw !== 0x9000) {
      this.session = undefined;
      return encodeResponse(empty(response.sw));
    }
    const sent = protectResponse(session.keys, taken.counter, response, taken.command.ins);
    session.counter = sent.counter;
    if (session.counter !== nextCounter(session.keys.cipher, taken.counter)) throw new Error("counter");
    return sent.bytes;
  }

  private run(command: Command): Response {
    const { ins, p1, p2, data = new Uint8Array(0) } = command;
    if (ins === 0xa4) {
      const file = this.files.get(Number.parseInt(toHex(data), 16));
      if (p1 !== 2 || file === undefined) return empty(0x6a82);
      this.current = file;
      return empty(0x9000);
    }
    if (ins === 0xb0 && (p1 & 0x80) !== 0) {
      if (this.habits.sfi !== undefined) return empty(this.habits.sfi);
      const file = this.files.get(0x0100 | (p1 & 0x1f));
      if (file === undefined) return empty(0x6a82);
      this.current = file;
      return this.read(p2, command.ne ?? 0);
    }
    if (ins === 0xb0) return this.read((p1 << 8) | p2, command.ne ?? 0);
    if (ins === 0xb1 && this.habits.odd !== false) {
      const offset = Number.parseInt(toHex(readOnlyTlv(data, 0x54).value), 16);
      const room = (command.ne ?? 0) - 2;
      const sized = room < 0x80 ? room : room - 1 < 0x100 ? Math.max(room - 1, 0x7f) : Math.max(room - 2, 0xff);
      const response = this.read(offset, sized);
      return { sw: response.sw, data: response.data.length === 0 ? response.data : encodeTlv(0x53, response.data) };
    }
    return empty(0x6d00);
  }

  private read(offset: number, ne: number): Response {
    const { habits, current: file } = this;
    if (file === undefined) return empty(0x6986);
    if (offset > file.length) return empty(0x6b00);
    if (ne > (habits.takes ?? Number.POSITIVE_INFINITY)) return empty(habits.refusal ?? 0x6700);
    const left = file.length - offset;
    if (ne > left && habits.beyondEnd === "6282 empty") return empty(0x6282);
    const data = file.subarray(offset, offset + Math.min(ne, left, habits.gives ?? Number.POSITIVE_INFINITY));
    return { data, sw: ne > left && habits.beyondEnd === "6282" ? 0x6282 : 0x9000 };
  }
}

function empty(sw: number): Response {
  return { data: new Uint8Array(0), sw };
}

/** A data object of `length` bytes in all, with bytes that differ from place to place. */
export function fileOf(length: number, tag = 0x75): Uint8Array {
  for (const header of [2, 3, 4, 5]) {
    const value = Uint8Array.from({ length: length - header }, (_, i) => (i * 31 + (i >> 8) + 7) & 0xff);
    const object = encodeTlv(tag, value);
    if (object.length === length) return object;
  }
  throw new Error(`no data object has ${length} bytes`);
}

/** `bytes` and as many zeros behind them as make a file of `size`. */
export function paddedFile(bytes: Uint8Array, size: number): Uint8Array {
  return concat(bytes, new Uint8Array(size - bytes.length));
}
