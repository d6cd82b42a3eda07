import type { LogHandle } from "./file-system.js";
import { MAX_ROW } from "./row.js";

export interface Line {
  /** From 1. */
  readonly number: number;
  /** Offset of its first byte in the file. */
  readonly start: number;
  /** Bytes with the newline, if it has one. */
  readonly size: number;
  readonly terminated: boolean;
  /** Without the newline; undefined when it is longer than a row can be. Valid until the next line is asked for. */
  readonly bytes: Uint8Array | undefined;
}

const CHUNK = 64 * 1024;
const NEWLINE = 0x0a;

/** The lines of a file, one after another, however large it is: a line that is too long is passed over, not held. */
export async function* linesOf(handle: LogHandle): AsyncGenerator<Line, void, undefined> {
  const chunk = new Uint8Array(CHUNK);
  let held = new Uint8Array(0);
  let number = 0;
  let start = 0;
  let size = 0;
  let tooLong = false;
  for (let position = 0; ; ) {
    const read = await handle.read(chunk, position);
    if (read === 0) break;
    position += read;
    for (let at = 0; at < read; ) {
      const found = chunk.subarray(0, read).indexOf(NEWLINE, at);
      const until = found < 0 ? read : found;
      const part = chunk.subarray(at, until);
      size += until - at + (found < 0 ? 0 : 1);
      tooLong ||= size > MAX_ROW;
      if (found < 0) {
        held = tooLong ? new Uint8Array(0) : joined(held, part);
        break;
      }
      number++;
      const bytes = tooLong ? undefined : held.length === 0 ? part : joined(held, part);
      yield { number, start, size, terminated: true, bytes };
      start += size;
      held = new Uint8Array(0);
      size = 0;
      tooLong = false;
      at = found + 1;
    }
  }
  if (size > 0) yield { number: number + 1, start, size, terminated: false, bytes: tooLong ? undefined : held };
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
