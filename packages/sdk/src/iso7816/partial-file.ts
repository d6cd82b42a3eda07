import { concat } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";

const REFERENCE = "ISO 7816-4 §5.2.2";

/**
 * What has been read of one file so far. Kept by the caller across an interruption, it lets reading go on at its offset;
 * dropped when another chip comes back.
 */
export class PartialFile {
  private readonly chunks: Uint8Array[] = [];
  private read = 0;
  private whole: number | undefined;

  constructor(readonly fid: number) {}

  /** Bytes read. */
  get length(): number {
    return this.read;
  }

  /** Length of the file's data object, once its header has been read. */
  get total(): number | undefined {
    return this.whole;
  }

  get complete(): boolean {
    return this.whole !== undefined && this.read >= this.whole;
  }

  append(chunk: Uint8Array): void {
    this.chunks.push(chunk.slice());
    this.read += chunk.length;
  }

  /**
   * Reads the length from the header once enough of it is there.
   * @throws ChipidError `read.empty` for a file of zeros, `tlv.*` for a malformed header
   */
  measure(): void {
    if (this.whole === undefined && this.read > 0) this.whole = objectLength(this.joined());
  }

  /** True when what has been read is whole data objects and zeros between and behind them. */
  endsWithObject(): boolean {
    return this.lastObject().at === this.read;
  }

  /** Bytes that the last data object lacks; undefined when it is whole or its header is cut. */
  missing(): number | undefined {
    const { at, length } = this.lastObject();
    return length === undefined ? undefined : at + length - this.read;
  }

  /** Where the object begins that is cut, or the end. */
  private lastObject(): { readonly at: number; readonly length: number | undefined } {
    const all = this.joined();
    let at = 0;
    while (at < all.length) {
      const length = all[at] === 0 ? 1 : objectLength(all.subarray(at));
      if (length === undefined || at + length > all.length) return { at, length };
      at += length;
    }
    return { at, length: undefined };
  }

  /** The data object, without bytes that a larger file has behind it; all bytes when its length is not known. */
  bytes(): Uint8Array {
    const all = this.joined();
    return this.whole === undefined ? all : all.subarray(0, this.whole);
  }

  /** Overwrites what was read, and is empty. */
  forget(): void {
    for (const chunk of this.chunks) chunk.fill(0);
    this.chunks.length = 0;
    this.read = 0;
    this.whole = undefined;
  }

  private joined(): Uint8Array {
    const [first] = this.chunks;
    if (this.chunks.length !== 1 || first === undefined) {
      const whole = concat(...this.chunks);
      for (const chunk of this.chunks) chunk.fill(0);
      this.chunks.splice(0, this.chunks.length, whole);
    }
    return this.chunks[0] ?? new Uint8Array(0);
  }
}

/** The tag at the start of `bytes`, or undefined when it is cut. @throws ChipidError `tlv.tag` */
export function firstTag(bytes: Uint8Array): number | undefined {
  const length = tagLength(bytes);
  return length === undefined ? undefined : bytes.subarray(0, length).reduce((tag, byte) => (tag << 8) | byte, 0);
}

/** Bytes of tag, length and value of the data object that `bytes` begin; undefined when the header is cut. */
function objectLength(bytes: Uint8Array): number | undefined {
  if (bytes[0] === 0) throw new ChipidError("read.empty", "A file on the chip holds nothing but zeros.");
  const at = tagLength(bytes);
  const lead = at === undefined ? undefined : bytes[at];
  if (at === undefined || lead === undefined) return undefined;
  if (lead < 0x80) return at + 1 + lead;
  const count = lead & 0x7f;
  if (count === 0 || count > 4) {
    throw new ChipidError("tlv.length", "The length of a file's data object is not definite or too long.", {
      offset: at,
      reference: REFERENCE,
    });
  }
  if (bytes.length < at + 1 + count) return undefined;
  let length = 0;
  for (let i = 0; i < count; i++) length = length * 256 + (bytes[at + 1 + i] ?? 0);
  return at + 1 + count + length;
}

function tagLength(bytes: Uint8Array): number | undefined {
  if (((bytes[0] ?? 0) & 0x1f) !== 0x1f) return bytes.length === 0 ? undefined : 1;
  for (let i = 1; i < bytes.length; i++) {
    if (i > 2) throw new ChipidError("tlv.tag", "The tag of a file's data object is longer than three bytes.");
    if (((bytes[i] ?? 0) & 0x80) === 0) return i + 1;
  }
  return undefined;
}
