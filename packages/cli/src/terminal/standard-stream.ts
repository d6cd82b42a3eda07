import { fstatSync, writeSync } from "node:fs";
import type { OutputStream } from "./terminal.js";

/** The reader went away (`chipid dump … | head`). */
export class BrokenPipe extends Error {}

/** What was to be read by somebody could not be written: a full disk, say. */
export class OutputLost extends Error {
  constructor(readonly reason: string) {
    super(`standard output: ${reason}`);
  }
}

const PAUSE = new Int32Array(new SharedArrayBuffer(4));

/** Writes all of it; a pipe that is full is waited for. */
function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text, "utf8");
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EPIPE" || code === "EOF") throw new BrokenPipe();
      if (code !== "EAGAIN") throw new OutputLost(code ?? String(error));
      Atomics.wait(PAUSE, 0, 0, 5);
    }
  }
}

/** Terminals are devices; so are /dev/null and /dev/full. */
function isDevice(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch {
    return false;
  }
}

/** Progress and hints that nobody takes must not cost the data. */
function writeNotes(descriptor: number, text: string): void {
  try {
    writeAll(descriptor, text);
  } catch {
    // There is nowhere else to say it.
  }
}

/**
 * A standard stream as little as is needed of it: files and pipes are written to directly, since Node's own stream for
 * them loads its network modules (a tenth of the whole process's time); a terminal gets Node's, which knows its width.
 */
export function standardStream(descriptor: 1 | 2, stream: () => NodeJS.WriteStream): OutputStream {
  const write = descriptor === 1 ? writeAll : writeNotes;
  const direct: OutputStream = { write: (text) => write(descriptor, text) };
  if (!isDevice(descriptor)) return direct;
  const node = stream();
  if (!node.isTTY) return direct;
  // A terminal that is closed while we write to it: nobody is there to be told.
  node.on("error", () => undefined);
  return node;
}
