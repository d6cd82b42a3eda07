import { randomInt } from "node:crypto";

/** No vowels, and no letter that is taken for a digit: a reference is neither a word nor a name, and can be read aloud. */
const ALPHABET = "0123456789BCDFGHJKMNPQRSTVWXZ";
const REFERENCE = /^[0-9BCDFGHJKMNPQRSTVWXZ]{4}-[0-9BCDFGHJKMNPQRSTVWXZ]{4}$/;

/** A random reference of an inspection, `7KQF-92MX`: about 39 bits, made of nothing that is on a card. */
export function newReference(): string {
  const letters = Array.from({ length: 8 }, () => ALPHABET[randomInt(ALPHABET.length)] ?? "0").join("");
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

export function isReference(text: string): boolean {
  return REFERENCE.test(text);
}
