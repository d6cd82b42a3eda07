// What a Vietnamese input method makes of keys that a scanner types: enough of UniKey's Telex, VNI and VIQR to know what
// becomes of a QR text or a zone. Words end at whatever is no letter; a key that can mark a letter of its word does so.

export type Method = "telex" | "vni" | "viqr";

const TONES: Readonly<Record<Method, Readonly<Record<string, string>>>> = {
  telex: { s: "\u0301", f: "\u0300", r: "\u0309", x: "\u0303", j: "\u0323" },
  vni: { "1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323" },
  viqr: { "'": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323" },
};
const CIRCUMFLEX = "\u0302";
const BREVE = "\u0306";
const HORN = "\u031b";

interface Letter {
  base: string;
  shape: string;
  tone: string;
}

/** The text as it arrives in the input field when each of its characters is typed. */
export function typedThrough(method: Method, text: string): string {
  let out = "";
  let word: Letter[] = [];
  const flush = () => {
    out += word.map(({ base, shape, tone }) => (base + shape + tone).normalize("NFC")).join("");
    word = [];
  };
  for (const key of text) {
    if (applied(method, word, key)) continue;
    if (/\p{L}/u.test(key)) word.push({ base: key, shape: "", tone: "" });
    else {
      flush();
      out += key;
    }
  }
  flush();
  return out;
}

function applied(method: Method, word: Letter[], key: string): boolean {
  const vowels = word.filter(({ base }) => /[aeiouy]/i.test(base));
  const tone = TONES[method][key.toLowerCase()];
  const last = vowels.at(-1);
  if (tone !== undefined && last !== undefined) {
    // The same key twice takes the mark away again and leaves the key.
    if (last.tone === tone) {
      last.tone = "";
      return false;
    }
    last.tone = tone;
    return true;
  }
  return shaped(method, word, key);
}

function shaped(method: Method, word: Letter[], key: string): boolean {
  const find = (letters: RegExp) => word.filter(({ base, shape }) => letters.test(base) && shape === "").at(-1);
  const mark = (letter: Letter | undefined, shape: string): boolean => {
    if (letter === undefined) return false;
    letter.shape = shape;
    return true;
  };
  const bar = (letter: Letter | undefined): boolean => {
    if (letter === undefined) return false;
    letter.base = letter.base === "D" ? "Đ" : "đ";
    return true;
  };
  const lower = key.toLowerCase();
  if (method === "telex") {
    if (/[aeo]/.test(lower) && word.at(-1)?.base.toLowerCase() === lower)
      return mark(find(new RegExp(lower, "i")), CIRCUMFLEX);
    if (lower === "d" && /^d$/i.test(word.at(-1)?.base ?? "")) return bar(word.at(-1));
    if (lower !== "w") return false;
    if (mark(find(/[ou]/i), HORN) || mark(find(/a/i), BREVE)) return true;
    word.push({ base: key === "W" ? "U" : "u", shape: HORN, tone: "" });
    return true;
  }
  const [hat, horn, breve, stroke] = method === "vni" ? ["6", "7", "8", "9"] : ["^", "+", "(", "d"];
  if (lower === hat) return mark(find(/[aeo]/i), CIRCUMFLEX);
  if (lower === horn) return mark(find(/[ou]/i), HORN);
  if (lower === breve) return mark(find(/a/i), BREVE);
  return (
    lower === stroke &&
    bar(method === "vni" ? find(/^d$/i) : word.at(-1)?.base.toLowerCase() === "d" ? word.at(-1) : undefined)
  );
}

/** What scanners do with letters that no key has. */
export const LOSSES: Readonly<Record<string, (text: string) => string>> = {
  "all letters": (text) => text,
  "no such letters": (text) => text.replace(/[^\p{ASCII}]/gu, ""),
  "question marks": (text) => text.replace(/[^\p{ASCII}]/gu, "?"),
  "bytes as letters": (text) => Buffer.from(text, "utf8").toString("latin1"),
  "letters without marks": (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d").replaceAll("Đ", "D"),
  "marks apart": (text) => text.normalize("NFD"),
};

export const CASES: Readonly<Record<string, (text: string) => string>> = {
  "as it is": (text) => text,
  "caps lock": (text) => text.replace(/\p{L}/gu, (c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())),
};

/** Every way a text may come through: loss, caps lock, and one of the methods or none. */
export function* everyDamage(text: string): Generator<{ readonly how: string; readonly text: string }> {
  for (const [loss, lose] of Object.entries(LOSSES)) {
    for (const [letterCase, change] of Object.entries(CASES)) {
      for (const method of [undefined, "telex", "vni", "viqr"] as const) {
        const typed = change(lose(text));
        yield {
          how: `${loss}, ${letterCase}, ${method ?? "no method"}`,
          text: method ? typedThrough(method, typed) : typed,
        };
      }
    }
  }
}
