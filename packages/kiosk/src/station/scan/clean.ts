// What scanners, keyboards and their layouts do to every character, undone before anything is read.

/** Keys 1 to 0 under Windows' own Vietnamese layout, where a scanner that types by key gives letters and marks. */
const VIETNAMESE_KEYS: ReadonlyMap<string, string> = new Map([
  ["\u0103", "1"],
  ["\u00e2", "2"],
  ["\u00ea", "3"],
  ["\u00f4", "4"],
  ["\u0300", "5"],
  ["\u0309", "6"],
  ["\u0303", "7"],
  ["\u0301", "8"],
  ["\u0323", "9"],
  ["\u0111", "0"],
]);
const ANY_VIETNAMESE_KEY = new RegExp([...VIETNAMESE_KEYS.keys()].join("|"), "g");
/** Fewer of them are a name's. */
const LEAST_VIETNAMESE_KEYS = 6;

const INVISIBLE = /[\p{Cf}\p{Cs}\p{Co}]/gu;
const CONTROL = /(?![\t\n\r])\p{Cc}/gu;
const FULL_WIDTH = /[\uff01-\uff5e]/g;
/** Symbology identifier that some scanners put before the data (ISO/IEC 15424). */
const SYMBOLOGY = /^\][A-Za-z][0-9A-Za-z]/;

/**
 * The text without what has no place in any scan: byte order marks, controls but for line ends and tabs, full width,
 * symbology identifier, and digits that Windows' Vietnamese keyboard layout typed as letters.
 */
export function cleanScan(text: string): string {
  return typedDigits(text)
    .replace(INVISIBLE, "")
    .replace(FULL_WIDTH, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replace(/[\u00a0\u3000]/g, " ")
    .replace(CONTROL, " ")
    .trim()
    .replace(SYMBOLOGY, "")
    .trim();
}

function typedDigits(text: string): string {
  if (/\d/.test(text) || (text.match(ANY_VIETNAMESE_KEY) ?? []).length < LEAST_VIETNAMESE_KEYS) return text;
  return text.replace(ANY_VIETNAMESE_KEY, (character) => VIETNAMESE_KEYS.get(character) ?? "");
}
