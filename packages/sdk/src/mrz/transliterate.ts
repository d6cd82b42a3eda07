import { ChipidError } from "../errors/chipid-error.js";

/**
 * Letters that do not fall apart into a base letter and marks, or for which ICAO Doc 9303-3 §6 gives more than the
 * base letter. The first form is the one written; all are accepted in a comparison, and so is the base letter.
 */
const LATIN: Readonly<Record<string, readonly string[]>> = {
  Ä: ["AE", "A"],
  Å: ["AA", "A"],
  Æ: ["AE"],
  Ǽ: ["AE"],
  Ð: ["D"],
  Đ: ["D"],
  Ɖ: ["D"],
  Ə: ["E", "A"],
  Ǝ: ["E"],
  Ħ: ["H"],
  Ĳ: ["IJ"],
  Ŀ: ["L"],
  Ł: ["L"],
  Ñ: ["N", "NXX"],
  Ŋ: ["N"],
  Ö: ["OE", "O"],
  Ø: ["OE", "O"],
  Ǿ: ["OE", "O"],
  Œ: ["OE"],
  ẞ: ["SS"],
  Þ: ["TH"],
  Ŧ: ["T"],
  Ü: ["UE", "UXX", "U"],
};

/** Cyrillic, ICAO Doc 9303-3 §6; further forms are those of single languages. */
const CYRILLIC: Readonly<Record<string, readonly string[]>> = {
  А: ["A"],
  Б: ["B"],
  В: ["V"],
  Г: ["G", "H"],
  Ґ: ["G"],
  Д: ["D"],
  Ѓ: ["G"],
  Ђ: ["D"],
  Е: ["E"],
  Ё: ["E", "IO"],
  Є: ["IE"],
  Ж: ["ZH", "Z"],
  З: ["Z"],
  Ѕ: ["DZ"],
  И: ["I", "Y"],
  І: ["I"],
  Ї: ["I"],
  Й: ["I"],
  Ј: ["J"],
  К: ["K"],
  Ќ: ["K"],
  Л: ["L"],
  Љ: ["LJ"],
  М: ["M"],
  Н: ["N"],
  Њ: ["NJ"],
  О: ["O"],
  П: ["P"],
  Р: ["R"],
  С: ["S"],
  Т: ["T"],
  Ћ: ["C"],
  У: ["U"],
  Ў: ["U"],
  Ф: ["F"],
  Х: ["KH", "H"],
  Ц: ["TS", "C"],
  Ч: ["CH", "C"],
  Џ: ["DZ"],
  Ш: ["SH", "S"],
  Щ: ["SHCH", "SHT"],
  Ъ: ["IE", "A", ""],
  Ы: ["Y"],
  Ь: ["", "Y"],
  Э: ["E"],
  Ю: ["IU"],
  Я: ["IA"],
};

const TABLE: ReadonlyMap<string, readonly string[]> = new Map([...Object.entries(LATIN), ...Object.entries(CYRILLIC)]);

/** Apostrophes and full stops are left out (Doc 9303-3 §4.6). */
const OMITTED = /^['\u2018\u2019\u02bb\u02bc\u0060\u00b4\u00b7.\p{M}]$/u;
/** Hyphens, commas, spaces and other signs become a filler. */
const SEPARATOR = /^[\s<,;:/&()"\u00ab\u00bb\u201c\u201d\p{Pd}_]$/u;

/** What one character may become in the zone, the form written first; undefined when there is none. */
function forms(character: string): readonly string[] | undefined {
  if (/^[A-Z0-9]$/.test(character)) return [character];
  const listed = TABLE.get(character);
  if (listed !== undefined) return listed;
  if (OMITTED.test(character)) return [""];
  if (SEPARATOR.test(character)) return ["<"];
  const [base = "", ...marks] = character.normalize("NFD");
  if (marks.length === 0 || !marks.every((mark) => /\p{M}/u.test(mark))) return undefined;
  if (/^[A-Z]$/.test(base)) return [base];
  // A marked letter whose base is in the table: Ǖ is Ü with a macron.
  return TABLE.get(base) ?? TABLE.get((base + (marks[0] ?? "")).normalize("NFC"));
}

/**
 * Every character of `name` as the list of forms it may take in the zone (`<` for a separator, the empty string for
 * a character left out); undefined when a character has none, as in scripts other than Latin and Cyrillic.
 */
export function transliterations(name: string): (readonly string[])[] | undefined {
  const out: (readonly string[])[] = [];
  for (const character of name.normalize("NFC").toUpperCase().normalize("NFC")) {
    const found = forms(character);
    if (found === undefined) return undefined;
    out.push(found);
  }
  return out;
}

/**
 * Name text for the MRZ: A–Z with one `<` between components (ICAO Doc 9303-3 §6, Latin and Cyrillic). Marks are
 * dropped ("Đặng Ước" → `DANG<UOC`), apostrophes left out, hyphens and spaces become `<`. Digits are kept.
 * @throws ChipidError `mrz.compose` for a character that has no form in the tables.
 */
export function transliterate(name: string): string {
  const characters = transliterations(name);
  if (characters === undefined) {
    throw new ChipidError("mrz.compose", "A name has a character without a transliteration.", {
      reference: "ICAO 9303-3 §6",
    });
  }
  return characters
    .map(([form = ""]) => form)
    .join("")
    .replace(/<+/g, "<")
    .replace(/^<|<$/g, "");
}
