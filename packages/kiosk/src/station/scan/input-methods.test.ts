import { describe, expect, it } from "vitest";
import { typedThrough } from "../../../test/scan/input-method.js";
import { hasMarkedLetters, undoTelex, undoVni } from "./input-methods.js";

describe("undoing an input method", () => {
  it.each(["UTO7408122F1204159", "I<UTOD201458907", "IDVNM0991234561", "D9123456", "A6", "GER8001014"])(
    "VNI: %s",
    (typed) => {
      expect(undoVni(typedThrough("vni", typed))).toBe(typed);
    },
  );

  it.each(["DD1234567", "AA12", "W1234567", "OW1", "AW1", "EE<OO"])("Telex: %s", (typed) => {
    // OW and AW mark the letter before, W alone stands for a horned U.
    expect(undoTelex(typedThrough("telex", typed))).toBe(typed);
  });

  it("cannot bring back tones that took each other's place: check digits have to notice", () => {
    expect(undoVni(typedThrough("vni", "UTOD231458907"))).not.toBe("UTOD231458907");
  });

  it("puts a tone letter behind its word, where most people type it", () => {
    expect(undoTelex(typedThrough("telex", "VIETS<NAMF"))).toBe("VIETS<NAMF");
    expect(undoTelex("Á")).toBe("AS");
  });

  it("leaves plain text as it is, in capitals", () => {
    const text = "p<utoeriksson<<anna 123";
    expect(undoVni(text)).toBe(text.toUpperCase());
    expect(undoTelex(text)).toBe(text.toUpperCase());
    expect([hasMarkedLetters(text), hasMarkedLetters("Ư")]).toEqual([false, true]);
  });
});
