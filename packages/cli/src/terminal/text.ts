/** Columns a character takes: 0 for combining marks, 2 for East Asian wide ones, else 1. */
function columns(point: number): number {
  if (
    (point >= 0x300 && point <= 0x36f) ||
    (point >= 0x1ab0 && point <= 0x1aff) ||
    (point >= 0x20d0 && point <= 0x20ff) ||
    (point >= 0xfe00 && point <= 0xfe0f)
  ) {
    return 0;
  }
  const wide =
    (point >= 0x1100 && point <= 0x115f) ||
    (point >= 0x2e80 && point <= 0xa4cf) ||
    (point >= 0xac00 && point <= 0xd7a3) ||
    (point >= 0xf900 && point <= 0xfaff) ||
    (point >= 0xfe30 && point <= 0xfe6f) ||
    (point >= 0xff00 && point <= 0xff60) ||
    (point >= 0xffe0 && point <= 0xffe6) ||
    (point >= 0x20000 && point <= 0x3fffd);
  return wide ? 2 : 1;
}

const STYLE = /\p{Cc}\[[0-9;]*m/gu;

/** Columns `text` takes on a terminal; colour sequences of our own take none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text.replace(STYLE, "").normalize("NFC")) width += columns(character.codePointAt(0) ?? 0);
  return width;
}

export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}

/** Lines of at most `width` columns, broken at spaces; a longer word stands alone on its line. Plain text only. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.split(" ")) {
      if (line === "") line = word;
      else if (displayWidth(line) + 1 + displayWidth(word) <= width) line += ` ${word}`;
      else {
        lines.push(line);
        line = word;
      }
    }
    lines.push(line);
  }
  return lines;
}

/** As `wrap`, and words longer than a line (hex, file names) are cut into lines. */
export function wrapHard(text: string, width: number): string[] {
  return wrap(text, width).flatMap((line) => {
    if (displayWidth(line) <= width) return [line];
    const out: string[] = [];
    let part = "";
    let used = 0;
    for (const character of line) {
      const next = columns(character.codePointAt(0) ?? 0);
      if (used + next > width) {
        out.push(part);
        part = "";
        used = 0;
      }
      part += character;
      used += next;
    }
    return [...out, part];
  });
}

// What a terminal acts on (control characters), and what makes text read other than it is stored: format characters
// (bidirectional controls, zero-width ones, tags) and line separators.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Text from a document, a file or a path made inert: what a terminal would act on, or what would not be seen, is shown
 * as `⟨U+202E⟩`. Everything that did not come from this program goes through here before it is printed.
 */
export function inert(text: string): string {
  return text.replace(UNSAFE, (c) => `⟨U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}
