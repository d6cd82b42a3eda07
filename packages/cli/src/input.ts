import { basename, resolve } from "node:path";
import { ChipidError } from "@chipid/sdk";
import { readWholeFile } from "@chipid/sdk/node";
import { AdvisedError, isMisread, misread } from "./errors.js";

/** More than any master list or PKD download in the field; a mistaken path stops here. */
const MAX_BYTES = 256 * 1024 * 1024;

/** The same error, naming the path as it was given: readers know the last part of it at most. */
export function fileFault(path: string, error: ChipidError): ChipidError {
  if (error instanceof AdvisedError) return error;
  if (error.code === "files.not-found" && isMisread(path)) return misread(path);
  const short = `"${basename(resolve(path))}"`;
  const named = error.message.startsWith(short);
  const message = named ? `"${path}"${error.message.slice(short.length)}` : `"${path}": ${error.message}`;
  return new ChipidError(error.code, message, { cause: error });
}

/** Runs `read`; errors of the SDK leave with the path before them. */
export function aboutFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof ChipidError ? fileFault(path, error) : error;
  }
}

/**
 * A whole file, not empty.
 * @throws ChipidError `files.not-found`, `files.unreadable`, `files.empty`, `files.too-large`
 */
export function readInputFile(path: string): Uint8Array {
  return aboutFile(path, () => {
    const bytes = readWholeFile(path, MAX_BYTES);
    if (bytes.length === 0) throw new ChipidError("files.empty", "The file is empty.");
    return bytes;
  });
}

/** All of standard input as text, at most `limit` characters. @throws ChipidError `files.too-large`, `files.empty` */
export async function readInputText(stream: AsyncIterable<unknown>, limit: number): Promise<string> {
  let text = "";
  for await (const chunk of stream) {
    text += String(chunk);
    if (text.length > limit)
      throw new ChipidError("files.too-large", `Standard input has more than ${limit} characters.`);
  }
  if (text.trim() === "") throw new ChipidError("files.empty", "Standard input is empty.");
  return text;
}
