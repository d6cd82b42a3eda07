import type { Language } from "../../shared/index.js";
import { en } from "./en.js";
import { vi } from "./vi.js";

export type Word = keyof typeof vi;
export type Words = Readonly<Record<Word, string>>;

export const WORDS: Readonly<Record<Language, Words>> = { vi, en };

/** Puts values in the places that a word names in braces. A value is text and is never read for braces again. */
export function fill(word: string, values: Readonly<Record<string, string | number>>): string {
  return word.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
