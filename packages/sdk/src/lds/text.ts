import { fromLatin1, fromUtf8 } from "../bytes/bytes.js";
import { isChipidError } from "../errors/chipid-error.js";

/**
 * Text of an LDS field: UTF-8 (ICAO 9303-10 §4.7.11), and ISO 8859-1 where the bytes are not UTF-8, as early issuers
 * wrote it. Nothing is removed: bidirectional and zero-width characters are for the display to deal with (T77).
 */
export function decodeText(bytes: Uint8Array): { readonly text: string; readonly encoding: "utf-8" | "iso-8859-1" } {
  try {
    return { text: fromUtf8(bytes), encoding: "utf-8" };
  } catch (error) {
    if (!isChipidError(error, "bytes.utf8")) throw error;
    return { text: fromLatin1(bytes), encoding: "iso-8859-1" };
  }
}

/** A name as the data page has it: primary identifier, `<<`, secondary identifier, `<` between their parts. */
export interface LdsName {
  /** As it stands. */
  readonly text: string;
  /** Before the first `<<`, with `<` shown as a space. */
  readonly primary: string;
  /** Behind it; empty when there is none. */
  readonly secondary: string;
}

/** Splits a name at its first `<<` (ICAO 9303-10 §4.7.11; further `<<`, which are not allowed, become spaces). */
export function splitName(text: string): LdsName {
  const at = text.indexOf("<<");
  const plain = (part: string): string => part.replace(/<+/g, " ").trim();
  return at < 0
    ? { text, primary: plain(text), secondary: "" }
    : { text, primary: plain(text.slice(0, at)), secondary: plain(text.slice(at + 2)) };
}

/** Lines of a field whose parts are separated by `<` (addresses, places, document numbers); empty parts are dropped. */
export function splitParts(text: string): readonly string[] {
  return text.split("<").filter((part) => part !== "");
}
