// Where a text stops being JSON. The engine's own message says it in words that differ from version to version, or not at
// all.

const BLANK = /[ \t\r\n]*/y;
const PIECE = /(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))/y;
const PLAIN = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Deeper than any settings; what is deeper is taken for wrong there. */
const MOST_DEPTH = 100;

/** The line, counted from 1, in which a text that is no JSON goes wrong; undefined when it is JSON. */
export function lineOfJsonFault(text: string): number | undefined {
  const walker = new Walker(text);
  const whole = walker.value(0) && walker.end();
  return whole ? undefined : text.slice(0, walker.at).split("\n").length;
}

class Walker {
  /** All before is as it should be. */
  at = 0;

  constructor(private readonly text: string) {}

  end(): boolean {
    this.skip(BLANK);
    return this.at === this.text.length;
  }

  value(depth: number): boolean {
    this.skip(BLANK);
    if (this.text[this.at] === "{") return this.members(depth, "}", () => this.member(depth));
    if (this.text[this.at] === "[") return this.members(depth, "]", () => this.value(depth + 1));
    return this.text[this.at] === '"' ? this.string() : this.skip(PLAIN);
  }

  private member(depth: number): boolean {
    return this.string() && this.sign(":") && this.value(depth + 1);
  }

  private string(): boolean {
    if (this.text[this.at] !== '"') return false;
    this.at++;
    // Line ends and other controls do not stand in a string as they are.
    while (this.text.charCodeAt(this.at) >= 0x20 && this.skip(PIECE));
    return this.sign('"', false);
  }

  private members(depth: number, end: string, one: () => boolean): boolean {
    if (depth > MOST_DEPTH) return false;
    this.at++;
    if (this.sign(end)) return true;
    for (;;) {
      this.skip(BLANK);
      if (!one()) return false;
      if (this.sign(end)) return true;
      if (!this.sign(",")) return false;
    }
  }

  private sign(sign: string, blanks = true): boolean {
    if (blanks) this.skip(BLANK);
    if (this.text[this.at] !== sign) return false;
    this.at++;
    return true;
  }

  /** Whether the pattern fits here; then it is passed over. */
  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) return false;
    this.at += found.length;
    return true;
  }
}
