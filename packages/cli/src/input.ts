import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { ChipidError } from "@chipid/sdk";

/** Enough for any master list in the field (under 1 MB today) and any PKD download; a mistaken path stops here. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * A whole file.
 * @throws ChipidError `files.not-found`, `files.unreadable`, `files.empty`, `files.too-large`
 */
export function readInputFile(path: string): Uint8Array {
  let descriptor: number;
  try {
    descriptor = openSync(path, "r");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "ENOENT") throw new ChipidError("files.not-found", `"${path}" is not there.`, { cause });
    throw new ChipidError("files.unreadable", `"${path}" cannot be opened (${code ?? "unknown fault"}).`, { cause });
  }
  try {
    const stat = fstatSync(descriptor);
    if (stat.isDirectory()) throw new ChipidError("files.unreadable", `"${path}" is a folder, not a file.`);
    if (!stat.isFile()) throw new ChipidError("files.unreadable", `"${path}" is not a regular file.`);
    if (stat.size === 0) throw new ChipidError("files.empty", `"${path}" is empty.`);
    if (stat.size > MAX_BYTES) {
      throw new ChipidError("files.too-large", `"${path}" has ${stat.size} bytes, more than the limit of ${MAX_BYTES}.`);
    }
    const bytes = new Uint8Array(stat.size);
    let at = 0;
    while (at < bytes.length) {
      const count = readSync(descriptor, bytes, at, bytes.length - at, at);
      if (count === 0) break;
      at += count;
    }
    return bytes.subarray(0, at);
  } catch (cause) {
    if (cause instanceof ChipidError) throw cause;
    throw new ChipidError("files.unreadable", `"${path}" cannot be read.`, { cause });
  } finally {
    closeSync(descriptor);
  }
}

/** All of standard input as text, at most `limit` characters. @throws ChipidError `files.too-large`, `files.empty` */
export async function readInputText(stream: AsyncIterable<unknown>, limit: number): Promise<string> {
  let text = "";
  for await (const chunk of stream) {
    text += String(chunk);
    if (text.length > limit) throw new ChipidError("files.too-large", `Standard input has more than ${limit} characters.`);
  }
  if (text.trim() === "") throw new ChipidError("files.empty", "Standard input is empty.");
  return text;
}
