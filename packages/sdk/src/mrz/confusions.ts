/** The digit for which OCR gives a letter. One each: with two, half of all damaged dates would have two readings. */
const DIGITS: Readonly<Record<string, string>> = {
  A: "4",
  B: "8",
  D: "0",
  G: "6",
  I: "1",
  J: "1",
  L: "1",
  O: "0",
  Q: "0",
  S: "5",
  T: "7",
  Z: "2",
};

/** The digit that optical reading gives this letter for; undefined when it is taken for none. */
export function digitFor(letter: string): string | undefined {
  return Object.hasOwn(DIGITS, letter) ? DIGITS[letter] : undefined;
}

/** Digits that OCR gives for a letter, the likely letter first. */
const LETTERS: Readonly<Record<string, string>> = {
  "0": "ODQ",
  "1": "ILJ",
  "2": "Z",
  "4": "A",
  "5": "S",
  "6": "G",
  "7": "T",
  "8": "B",
};

/** Letters that OCR gives for the sex. */
const SEXES: Readonly<Record<string, string>> = { E: "F", P: "F", H: "M", N: "M", W: "M" };

/** Letters that OCR gives for a filler. */
const FILLER_LETTERS = "KCL";

/** Signs that no zone has and OCR gives for a filler; the double ones stand for two. */
export const FILLER_SIGNS: ReadonlyMap<string, string> = new Map([
  ["\u00ab", "<<"],
  ["\u226a", "<<"],
  ["\u2039", "<"],
  ["\u2329", "<"],
  ["\u3008", "<"],
  ["\uff1c", "<"],
  ["\u2264", "<"],
  ["(", "<"],
  ["{", "<"],
  ["[", "<"],
]);

export type CharacterClass = "letters" | "digits" | "digits-or-filler" | "alphanumeric" | "sex" | "filler";

const MEMBERS: Readonly<Record<CharacterClass, RegExp>> = {
  letters: /^[A-Z<]$/,
  digits: /^\d$/,
  "digits-or-filler": /^[\d<]$/,
  alphanumeric: /^[A-Z0-9<]$/,
  sex: /^[MF<]$/,
  filler: /^<$/,
};

export function isMember(character: string, kind: CharacterClass): boolean {
  return MEMBERS[kind].test(character);
}

const ALL_DIGITS = "0123456789";
const ALL_ALPHANUMERIC = `${ALL_DIGITS}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;

/**
 * Characters that `found` may have been in a field of a class, likely ones first, without `found` itself. A sign that
 * no zone has tells nothing, so every digit or alphanumeric character stands for it where a check digit can judge.
 */
export function confusions(found: string, kind: CharacterClass): string[] {
  const known = isMember(found, "alphanumeric");
  switch (kind) {
    case "letters":
      return [...(LETTERS[found] ?? "")];
    case "digits":
      return [...(known ? (DIGITS[found] ?? "") : ALL_DIGITS)];
    case "digits-or-filler":
      if (!known) return [...ALL_DIGITS, "<"];
      return [...(DIGITS[found] ?? ""), ...(FILLER_LETTERS.includes(found) ? "<" : "")];
    case "alphanumeric":
      if (!known) return [...ALL_ALPHANUMERIC];
      return [...(DIGITS[found] ?? ""), ...(LETTERS[found] ?? "")];
    case "sex":
      return [...(SEXES[found] ?? ""), ...(FILLER_LETTERS.includes(found) ? "<" : "")];
    case "filler":
      return !known || FILLER_LETTERS.includes(found) ? ["<"] : [];
  }
}
