import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { displayWidth, inert, padEnd, wrap, wrapHard } from "./text.js";

describe("displayWidth", () => {
  it("counts columns, not code units", () => {
    expect(displayWidth("abc")).toBe(3);
    expect(displayWidth("Nguyễn")).toBe(6);
    expect(displayWidth("Nguyễn".normalize("NFD"))).toBe(6);
    expect(displayWidth("日本")).toBe(4);
    expect(displayWidth("\u001b[31mred\u001b[39m")).toBe(3);
  });
});

describe("padEnd", () => {
  it("fills up to the width and never cuts", () => {
    expect(padEnd("Mẹ", 4)).toBe("Mẹ  ");
    expect(padEnd("long", 2)).toBe("long");
  });
});

describe("wrap", () => {
  it("keeps every word, in order, within the width", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { maxLength: 40 }),
        fc.integer({ min: 12, max: 60 }),
        (words, width) => {
          const lines = wrap(words.join(" "), width);
          expect(lines.join(" ")).toBe(words.join(" "));
          for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
        },
      ),
      { seed: 7, numRuns: 200 },
    );
  });

  it("cuts words that are longer than a line only when it is asked to", () => {
    expect(wrap("abcdefgh", 3)).toEqual(["abcdefgh"]);
    expect(wrapHard("abcdefgh ij", 3)).toEqual(["abc", "def", "gh", "ij"]);
  });
});

describe("inert", () => {
  it("leaves text of any script alone", () => {
    for (const text of ["Nguyễn Văn Mẫu", "محمد", "日本", "O’Brien – 25 °C", "P<UTO<<"]) expect(inert(text)).toBe(text);
  });

  it("shows what a terminal would act on or nobody would see", () => {
    expect(inert("a\u001b[31mb")).toBe("a⟨U+001B⟩[31mb");
    expect(inert("abc\u202Etxt.exe")).toBe("abc⟨U+202E⟩txt.exe");
    expect(inert("a\u200bb\ufeffc\u0007\u009bd\r\n")).toBe("a⟨U+200B⟩b⟨U+FEFF⟩c⟨U+0007⟩⟨U+009B⟩d⟨U+000D⟩⟨U+000A⟩");
    expect(inert("\u{e0041}")).toBe("⟨U+E0041⟩");
  });

  it("lets no control character through", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 64 }), (text) => {
        expect(inert(text)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
      { seed: 8, numRuns: 500 },
    );
  });
});
