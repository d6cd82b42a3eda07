/** What can make a text from a document look, sort or behave other than it reads. */
export type TextHazard =
  /** Marks that turn the direction of writing (UAX #9), U+202E and its kin. */
  | "bidi-control"
  /** Characters without width: joiners, soft hyphen, byte order mark, variation selectors, tags. */
  | "zero-width"
  /** C0 and C1 controls, line and paragraph separators. */
  | "control"
  /** `<`, `>` or a character reference, as in HTML. */
  | "markup"
  /** A surrogate without its other half, or the replacement character that a failed decoding leaves. */
  | "broken"
  /** Private use and noncharacters: what they show depends on the font. */
  | "private-use"
  /** More than four combining marks on one letter. */
  | "stacked-marks";

const BIDI_CONTROLS = "\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069";

const PATTERNS: readonly (readonly [TextHazard, RegExp])[] = [
  ["bidi-control", new RegExp(`[${BIDI_CONTROLS}]`, "u")],
  ["zero-width", new RegExp(`(?![${BIDI_CONTROLS}])\\p{Default_Ignorable_Code_Point}`, "u")],
  ["control", /[\p{Cc}\p{Zl}\p{Zp}]/u],
  ["markup", /[<>]|&(?:#\d|#x[\da-f]|[a-z]+;)/iu],
  ["broken", /[\p{Cs}\ufffd]/u],
  ["private-use", /[\p{Co}\p{Noncharacter_Code_Point}]/u],
  ["stacked-marks", /\p{M}{5}/u],
];

/** Kinds of hazard found in `text`, each once. Empty for a clean text. MRZ text has `markup` by nature. */
export function textHazards(text: string): TextHazard[] {
  return PATTERNS.filter(([, pattern]) => pattern.test(text)).map(([hazard]) => hazard);
}

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]/gu;

/** `text` with every invisible or direction-turning character written out, `[U+202E]`: safe to print on one line. */
export function visibleText(text: string): string {
  return text.replace(INVISIBLE, (c) => {
    const point = c.codePointAt(0) ?? 0;
    return `[U+${point.toString(16).toUpperCase().padStart(4, "0")}]`;
  });
}
