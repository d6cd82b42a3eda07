// Vietnamese input methods (UniKey, EVKey, Windows) turn keys that follow a letter into its marks. What a scanner typed
// through one is put back as far as that is possible; check digits say whether it was.

const MARKS = {
  /** circumflex, breve, horn, then the tones: grave, hook above, tilde, acute, dot below */
  "\u0302": { vni: "6", telex: undefined },
  "\u0306": { vni: "8", telex: "W" },
  "\u031b": { vni: "7", telex: "W" },
  "\u0300": { vni: "2", telex: "F" },
  "\u0309": { vni: "3", telex: "R" },
  "\u0303": { vni: "4", telex: "X" },
  "\u0301": { vni: "1", telex: "S" },
  "\u0323": { vni: "5", telex: "J" },
} as const;
type Mark = keyof typeof MARKS;

const isMark = (character: string): character is Mark => character in MARKS;

/** Letters and marks; a digit or a filler ends what an input method takes for a word. */
const WORD = /[\p{L}\p{M}]+/gu;

/**
 * What VNI typing must have been: every mark is a digit, and stands behind the letters of its word. In a zone the digits
 * come behind letters, so that this is where they were.
 */
export function undoVni(text: string): string {
  return perWord(text, (letters) => {
    let word = "";
    let digits = "";
    for (const character of letters) {
      if (isMark(character)) digits += MARKS[character].vni;
      else if (character === "\u0110") [word, digits] = [`${word}D`, `${digits}9`];
      else word += character;
    }
    return word + digits;
  });
}

/** What Telex typing must have been, as far as one can know: doubled letters, W, and tone letters behind their word. */
export function undoTelex(text: string): string {
  return perWord(text, (letters) => {
    let word = "";
    let tones = "";
    for (const character of letters) {
      if (character === "\u0110") word += "DD";
      else if (character === "\u0302") word += word.slice(-1);
      else if (character === "\u0306") word += "W";
      // A horned U stands for a W alone.
      else if (character === "\u031b") word = word.endsWith("U") ? `${word.slice(0, -1)}W` : `${word}W`;
      else if (isMark(character)) tones += MARKS[character].telex ?? "";
      else word += character;
    }
    return word + tones;
  });
}

function perWord(text: string, undo: (letters: string) => string): string {
  return text.toUpperCase().replace(WORD, (word) => undo(word.normalize("NFD")));
}

/** Whether there are letters that no zone and no number has: the trace of an input method. */
export function hasMarkedLetters(text: string): boolean {
  return /[^\p{ASCII}]/u.test(text);
}
