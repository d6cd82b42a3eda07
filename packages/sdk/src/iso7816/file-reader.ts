import { fromBigInt } from "../bytes/bytes.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import { encodeTlv, readOnlyTlv, tagName } from "../tlv/tlv.js";
import type { Command, Response } from "./apdu.js";
import type { TransmitOptions } from "./card.js";
import type { CommandPort, ReadingHabits } from "./command-port.js";
import { LAST_SHORT_OFFSET, oddReadData, oddReadNe } from "./exchange-count.js";
import { firstTag, PartialFile } from "./partial-file.js";
import { type Rung, stepDown, topRung } from "./read-ladder.js";
import { isSelected, select, selectFileCommand } from "./select.js";
import { isStatusError, StatusError, SW, statusText } from "./status.js";

/** A transparent elementary file. */
export interface TargetFile {
  readonly fid: number;
  /** Short file identifier, 1–30; undefined: always selected. */
  readonly sfi?: number | undefined;
  /** Not looked for by its identifier when the short one fails; what that shows is not kept as a habit. */
  readonly sfiOnly?: boolean;
  /** First tags it may have; anything else ends the reading. undefined: any. */
  readonly tags?: readonly number[] | undefined;
  /**
   * `object` (default): one data object, whose length says how much to read. `objects`: a run of them, read to the end of
   * the file (EF.DIR, EF.ATR/INFO).
   */
  readonly form?: "object" | "objects";
}

export interface ReadOptions extends TransmitOptions {
  /** Most bytes of the file; 1 MiB by default. */
  readonly maxBytes?: number;
  /** Bytes read, and bytes in all once they are known. */
  readonly onProgress?: (done: number, total: number | undefined) => void;
  /** What an interrupted reading of the same file on the same chip has left; filled further as reading goes on. */
  readonly partial?: PartialFile;
  /**
   * Whether extended length is tried on a chip of which nothing is known. Default: without secure messaging alone, where
   * a chip that cannot do it says so and nothing is lost.
   */
  readonly tryExtended?: boolean;
}

const DEFAULT_MAX_BYTES = 1 << 20;
const READ_BINARY = 0xb0;
const READ_BINARY_ODD = 0xb1;
const DO_OFFSET = 0x54;
const DO_DATA = 0x53;
/** Enough for one tag byte and a length below 64 KiB: all files of a travel document. */
const HEADER = 4;
/** A chip that gives fewer bytes than this at a time, this often, does not mean to come to an end. */
const SMALL = 16;
const MAX_SMALL_ANSWERS = 64;

/** Statuses with which chips say that they know no short file identifiers, or none for this file. */
const NO_SHORT_IDENTIFIER: ReadonlySet<number> = new Set([
  SW.fileNotFound,
  SW.wrongP1P2,
  SW.functionNotSupported,
  SW.wrongOffset,
  SW.insNotSupported,
  SW.noCurrentFile,
  SW.incompatibleFile,
  SW.wrongData,
]);

/**
 * Reads transparent files with the fewest exchanges that chip and reader allow (ISO 7816-4 §11.3.3, ICAO 9303-10 §3.6.3):
 * by short identifier where it works, header and data in one read, then at the offset; the largest Ne there is, less
 * after a refusal, and what was learnt is kept in the port's habits.
 */
export class FileReader {
  constructor(private readonly port: CommandPort) {}

  /**
   * The file's data object as received (`objects`: the whole file).
   * @throws StatusError `read.absent` (6A82), `read.denied` (6982), `read.status` for other refusals
   * @throws ChipidError `read.empty`; `read.truncated` when the file ends before its object does; `read.excess` when the
   * chip gives more than was asked for (T79); `read.too-long` above the cap, `read.endless` (T74); `read.tag` for another
   * first tag; `tlv.*`; errors of the channel and the card, after which `partial` can be read on
   */
  async read(file: TargetFile, options: ReadOptions = {}): Promise<Uint8Array> {
    const partial = options.partial ?? new PartialFile(file.fid);
    if (partial.fid !== file.fid) throw new TypeError("A reading goes on with the file it began with.");
    return new Reading(this.port, file, partial, options).run();
  }
}

class Reading {
  private readonly byObject: boolean;
  private readonly maxBytes: number;
  private readonly tryExtended: boolean;
  /** The file is the chip's current one. */
  private current = false;
  private smallAnswers = 0;
  /** The habits before a run of refusals, while it lasts. */
  private before: ReadingHabits | undefined;

  constructor(
    private readonly port: CommandPort,
    private readonly file: TargetFile,
    private readonly partial: PartialFile,
    private readonly options: ReadOptions,
  ) {
    this.byObject = file.form !== "objects";
    this.maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
    this.tryExtended = options.tryExtended ?? !port.secured;
  }

  async run(): Promise<Uint8Array> {
    const { partial } = this;
    while (!partial.complete) {
      const bySfi = !this.current && this.mayUseSfi();
      if (!this.current && !bySfi) await this.select();
      const asked = this.nextRung();
      const response = await this.readOnce(asked, bySfi);
      if (response === "again") continue;
      if (response === "end") break;
      const data = this.fileData(response, partial.length);
      if (data.length > this.room(asked)) {
        throw new ChipidError("read.excess", "The chip gave more bytes than were asked for.");
      }
      if (data.length === 0) return this.ended();
      this.take(data);
      // A run of objects is at its end with 6282, or with a short answer that leaves no object cut.
      const short = data.length < this.room(asked);
      if (!this.byObject && (response.sw === SW.endOfFile || (short && partial.endsWithObject()))) break;
    }
    return partial.bytes();
  }

  private mayUseSfi(): boolean {
    // P2 has eight bits for the offset behind a short identifier: an interrupted reading selects its file.
    if (this.file.sfi === undefined || this.partial.length > 0) return false;
    return this.file.sfiOnly === true || this.port.habits.sfi !== false;
  }

  private async select(): Promise<void> {
    const { sw } = await select(this.port, selectFileCommand(this.file.fid), this.options);
    if (!isSelected(sw)) throw refusal(sw);
    this.current = true;
  }

  private nextRung(): Rung {
    const top = topRung(this.port, this.tryExtended);
    const { length, total } = this.partial;
    let ne = top.ne;
    if (total !== undefined) {
      const missing = total - length;
      ne = Math.min(ne, length > LAST_SHORT_OFFSET ? oddReadNe(missing) : missing);
    } else if (this.port.habits.readsBeyondEnd === false) {
      ne = Math.min(ne, this.byObject ? Math.max(1, HEADER - length) : (this.partial.missing() ?? HEADER));
    }
    return { ne, extended: ne > 256 };
  }

  /** File bytes that an answer may bring. */
  private room(asked: Rung): number {
    return this.partial.length > LAST_SHORT_OFFSET ? oddReadData(asked.ne) : asked.ne;
  }

  private async readOnce(asked: Rung, bySfi: boolean): Promise<Response | "again" | "end"> {
    const secured = this.port.secured;
    let response: Response;
    try {
      response = await this.port.send(this.command(asked, bySfi), this.options);
    } catch (error) {
      this.learnFrom(error, asked, bySfi, secured);
      throw error;
    }
    const { sw, data } = response;
    if (sw === SW.ok || (sw === SW.endOfFile && data.length > 0)) {
      if (asked.extended) this.port.habits.extended = true;
      if (bySfi && this.file.sfiOnly !== true) this.port.habits.sfi = true;
      this.current = true;
      this.before = undefined;
      return response;
    }
    if (bySfi && NO_SHORT_IDENTIFIER.has(sw)) {
      if (this.file.sfiOnly === true) throw refusal(sw);
      // A file that its identifier does not find either is not there; then nothing has been learnt.
      await this.select();
      this.port.habits.sfi ??= false;
      return "again";
    }
    const beyond = sw === SW.wrongOffset || sw === SW.endOfFile;
    const before = this.before ?? { ...this.port.habits };
    if (this.lower(sw, asked, secured)) {
      this.before = before;
      return "again";
    }
    if (!this.byObject && beyond && this.partial.length > 0) return "end";
    // Asking for less has not helped, so the length was not what is wrong.
    restore(this.port.habits, before);
    if (this.partial.length > 0 && beyond) throw truncated();
    if (sw === SW.endOfFile) throw new ChipidError("read.empty", "A file on the chip is empty.");
    throw refusal(sw);
  }

  /** Asks for less after a status that speaks of lengths; false when that cannot help. */
  private lower(sw: number, asked: Rung, secured: boolean): boolean {
    if (sw === SW.endOfFile && this.partial.total === undefined && asked.ne > HEADER) {
      const known = this.port.habits.readsBeyondEnd === false;
      this.port.habits.readsBeyondEnd = false;
      if (!known) return true;
    }
    // Behind the last object of a run there is nothing more to ask for.
    if (!this.byObject && this.partial.length > 0 && this.partial.endsWithObject()) return false;
    const speaksOfLength =
      sw === SW.wrongLength || sw === SW.endOfFile || sw === SW.wrongOffset || sw === SW.unknown || sw >> 8 === 0x6c;
    return speaksOfLength && stepDown(this.port, asked, secured);
  }

  /** A bare status has ended the channel: the next reading, in a new one, does not make the same mistake. */
  private learnFrom(error: unknown, asked: Rung, bySfi: boolean, secured: boolean): void {
    if (isStatusError(error, "channel.lost")) {
      if (bySfi && NO_SHORT_IDENTIFIER.has(error.sw)) {
        if (this.file.sfiOnly !== true) this.port.habits.sfi ??= false;
      } else this.lower(error.sw, asked, secured);
    } else if (asked.extended && this.port.habits.extended === undefined && isChipidError(error)) {
      // Readers that cannot carry extended length mostly fail as if the card had gone.
      if (error.code === "card.transport" || error.code === "card.reset" || error.code === "card.timeout") {
        this.port.habits.extended = false;
      }
    }
  }

  private command(asked: Rung, bySfi: boolean): Command {
    const offset = this.partial.length;
    const { ne } = asked;
    if (bySfi) return { cla: 0, ins: READ_BINARY, p1: 0x80 | (this.file.sfi ?? 0), p2: 0, ne };
    if (offset <= LAST_SHORT_OFFSET) return { cla: 0, ins: READ_BINARY, p1: offset >> 8, p2: offset & 0xff, ne };
    const data = encodeTlv(DO_OFFSET, fromBigInt(BigInt(offset), offset > 0xffff ? 3 : 2));
    return { cla: 0, ins: READ_BINARY_ODD, p1: 0, p2: 0, data, ne };
  }

  private fileData(response: Response, offset: number): Uint8Array {
    if (offset <= LAST_SHORT_OFFSET || response.data.length === 0) return response.data;
    return readOnlyTlv(response.data, DO_DATA).value;
  }

  private take(data: Uint8Array): void {
    const { partial, file } = this;
    partial.append(data);
    if (data.length < SMALL && ++this.smallAnswers > MAX_SMALL_ANSWERS) {
      throw new ChipidError("read.endless", "The chip gives a file in crumbs.");
    }
    if (this.byObject) {
      partial.measure();
      if (partial.length === data.length && file.tags !== undefined) this.checkTag(file.tags);
    }
    const total = partial.total ?? partial.length;
    if (total > this.maxBytes) {
      throw new ChipidError("read.too-long", `A file is longer than the limit of ${this.maxBytes} bytes.`);
    }
    this.options.onProgress?.(Math.min(partial.length, total), partial.total);
  }

  private checkTag(tags: readonly number[]): void {
    const tag = firstTag(this.partial.bytes());
    if (tag !== undefined && !tags.includes(tag)) {
      throw new ChipidError("read.tag", `A file begins with tag ${tagName(tag)}, which is not the one it should have.`);
    }
  }

  private ended(): Uint8Array {
    if (this.partial.length === 0) throw new ChipidError("read.empty", "A file on the chip is empty.");
    if (this.byObject) throw truncated();
    return this.partial.bytes();
  }
}

function restore(habits: ReadingHabits, before: ReadingHabits): void {
  for (const key of ["extended", "mostPlain", "mostProtected", "readsBeyondEnd"] as const) delete habits[key];
  const { extended, mostPlain, mostProtected, readsBeyondEnd } = before;
  Object.assign(
    habits,
    extended === undefined ? {} : { extended },
    mostPlain === undefined ? {} : { mostPlain },
    mostProtected === undefined ? {} : { mostProtected },
    readsBeyondEnd === undefined ? {} : { readsBeyondEnd },
  );
}

function truncated(): ChipidError {
  return new ChipidError("read.truncated", "A file on the chip ends before its data object does.");
}

function refusal(sw: number): StatusError {
  if (sw === SW.fileNotFound) return new StatusError("read.absent", "A file is not on the chip.", sw);
  if (sw === SW.securityStatus) return new StatusError("read.denied", "The chip does not let a file be read.", sw);
  return new StatusError("read.status", `The chip refuses to read a file: ${statusText(sw)}.`, sw);
}
