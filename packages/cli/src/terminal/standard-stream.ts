import { fstatSync, writeSync } from "node:fs";
import type { OutputStream } from "./terminal.js";

/** The reader went away (`chipid dump … | head`). */
export class BrokenPipe extends Error {}

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
      if (code !== "EAGAIN") throw error;
      Atomics.wait(PAUSE, 0, 0, 5);
    }
  }
}

function isTerminal(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch {
    return false;
  }
}

/**
 * A standard stream as little as is needed of it: files and pipes are written to directly, since Node's own stream for
 * them loads its network modules (a tenth of the whole process's time); a terminal gets Node's, which knows its width.
 */
export function standardStream(descriptor: 1 | 2, stream: () => NodeJS.WriteStream): OutputStream {
  if (!isTerminal(descriptor)) return { write: (text) => writeAll(descriptor, text) };
  const node = stream();
  // A terminal that is closed while we write to it: nobody is there to be told.
  node.on("error", () => undefined);
  return node;
}
