import { describe, expect, it } from "vitest";
import { checkDigit, tryCheckDigit } from "./check-digit.js";

describe("check digit", () => {
  // ICAO Doc 9303-3 Appendix A and 9303-4, -5, -6 Appendix B.
  it.each([
    ["520727", "3"],
    ["AB2134<<<", "5"],
    ["HA672242<658022549601086<<<<<<<<<<<<<<0", "8"],
    ["D231458907<<<<<<<<<<<<<<<34071279507122<<<<<<<<<<<", "2"],
    ["HA672242<658022549601086<<<<<<<0", "8"],
    ["L898902C3", "6"],
    ["D23145890734", "9"],
    ["", "0"],
  ])("of %s is %s", (text, digit) => expect(checkDigit(text)).toBe(digit));

  it("refuses other characters", () => {
    for (const text of ["a", "A B", "É", "12-3", "\u0660"]) {
      expect(tryCheckDigit(text)).toBeUndefined();
      expect(() => checkDigit(text)).toThrow(expect.objectContaining({ code: "mrz.compose" }));
    }
  });
});
