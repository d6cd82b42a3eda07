import { describe, expect, it } from "vitest";
import { withDigits } from "./misread-digits.js";

const CARD = ["IDVNM0991234561001099123456<<2", "9901155M3901153VNM<<<<<<<<<<<8", "NGUYEN<<VAN<MAU<<<<<<<<<<<<<<<"];
const PASSPORT = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];

describe("withDigits", () => {
  it("puts digits where a zone can hold no letter", () => {
    const read = ["IDVNMO99I234S6IOOlO99123456<<Z".toUpperCase(), "99OIISSM39O1IS3VNM<<<<<<<<<<<B", CARD[2] ?? ""];
    const lines = withDigits(read);
    expect(lines[0]).toBe(CARD[0]);
    expect(lines.slice(1)).toEqual(CARD.slice(1));
  });

  it("leaves numbers that may hold letters, names and codes alone", () => {
    expect(withDigits(PASSPORT)).toEqual(PASSPORT);
    expect(withDigits(CARD)).toEqual(CARD);
    const foreign = ["I<UTOD231458907<<<<<<<<<<<<<<<", ...CARD.slice(1)];
    expect(withDigits(foreign)).toEqual(foreign);
  });

  it("leaves what is no zone alone", () => {
    for (const lines of [[], [""], ["OIZ"], ["O".repeat(30), "O".repeat(29), "O"], ["O".repeat(40), "O".repeat(40)]]) {
      expect(withDigits(lines)).toEqual(lines);
    }
  });
});
