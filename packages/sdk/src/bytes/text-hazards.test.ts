import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textHazards, visibleText } from "./text-hazards.js";

describe("textHazards", () => {
  it.each([
    ["Nguyễn Văn Mẫu", []],
    ["Nguyễn Văn Mẫu".normalize("NFD"), []],
    ["Số 1/2 Phố Mẫu, P. 3 & Q. 5 (cũ)", []],
    ["山田太郎, محمد, Щербак", []],
    ["Nam\u202eđảo", ["bidi-control"]],
    ["a\u2066b", ["bidi-control"]],
    ["\u200bAn", ["zero-width"]],
    ["A\u00adn\ufeff", ["zero-width"]],
    ["A\u{e0041}", ["zero-width"]],
    ["line\nbreak", ["control"]],
    ["\u001b[31mred", ["control"]],
    ["\u2028", ["control"]],
    ["<script>alert(1)</script>", ["markup"]],
    ["&lt;b&#62;", ["markup"]],
    ["\ufffd", ["broken"]],
    ["\ud800", ["broken"]],
    ["\ue000", ["private-use"]],
    ["\uffff", ["private-use"]],
    ["a\u0301\u0301\u0301\u0301\u0301", ["stacked-marks"]],
    ["<\u202e\u200b\u0000", ["bidi-control", "zero-width", "control", "markup"]],
  ])("%j has %j", (text, hazards) => expect(textHazards(text)).toEqual(hazards));
});

describe("visibleText", () => {
  it("writes out what cannot be seen", () => {
    expect(visibleText("Nam\u202eđảo")).toBe("Nam[U+202E]đảo");
    expect(visibleText("a\u001b[0m\n\u{e0041}\ud800")).toBe("a[U+001B][0m[U+000A][U+E0041][U+D800]");
    expect(visibleText("Nguyễn Văn Mẫu 山田 é e\u0301")).toBe("Nguyễn Văn Mẫu 山田 é e\u0301");
  });

  it("leaves no direction mark, control or invisible character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const hazards = textHazards(visibleText(text));
        for (const hazard of ["bidi-control", "zero-width", "control", "private-use"]) {
          expect(hazards).not.toContain(hazard);
        }
      }),
      { seed: 77, numRuns: 500 },
    );
  });
});
