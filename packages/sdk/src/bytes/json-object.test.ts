import { describe, expect, it } from "vitest";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import { JsonObject } from "./json-object.js";

const fault = (what: string): ChipidError => new ChipidError("session.line", `${what}.`);
const read = (value: unknown): JsonObject => JsonObject.parse(JSON.stringify(value), "the sample", fault);

function message(act: () => unknown): string {
  try {
    act();
    return "accepted";
  } catch (error) {
    if (!isChipidError(error, "session.line")) throw error;
    return error.message;
  }
}

describe("JsonObject", () => {
  it("gives fields of their shape", () => {
    const json = read({
      t: "text",
      n: 7,
      f: false,
      h: "00ff",
      b: "AP8=",
      w: "b",
      o: { x: 1 },
      l: [{ y: 2 }],
      none: null,
    });
    expect(json.text("t", 4)).toBe("text");
    expect(json.integer("n", 7, 7)).toBe(7);
    expect(json.optionalFlag("f")).toBe(false);
    expect(json.hex("h", 2)).toEqual(Uint8Array.of(0, 255));
    expect(json.base64("b", 2)).toEqual(Uint8Array.of(0, 255));
    expect(json.word("w", ["a", "b"])).toBe("b");
    expect(json.object("o").integer("x", 0, 9)).toBe(1);
    expect(json.objects("l", 1).map((one) => one.integer("y", 0, 9))).toEqual([2]);
    expect(json.has("none")).toBe(false);
    expect(json.optionalText("none", 1)).toBeUndefined();
    expect(json.list("absent", 0)).toEqual([]);
  });

  it.each<[string, (json: JsonObject) => unknown, string]>([
    ["text that is a number", (json) => json.text("n", 9), "n of the sample is not text."],
    ["text that is too long", (json) => json.text("t", 3), "t of the sample is too long."],
    ["a missing field", (json) => json.text("absent", 3), "absent of the sample is missing."],
    ["a number out of range", (json) => json.integer("n", 0, 6), "n of the sample is not a number in its range."],
    ["half a number", (json) => json.integer("half", 0, 6), "half of the sample is not a whole number."],
    ["a word of no list", (json) => json.word("t", ["a", "b"]), "t of the sample is none of a, b."],
    ["a flag that is text", (json) => json.optionalFlag("t"), "t of the sample is neither true nor false."],
    ["no hexadecimal", (json) => json.hex("t", 4), "t of the sample is not hexadecimal."],
    ["more bytes than allowed", (json) => json.hex("h", 1), "h of the sample is too long."],
    ["no Base64", (json) => json.base64("b", 9), "b of the sample is not Base64."],
    ["more bytes in Base64 than allowed", (json) => json.base64("h", 1), "h of the sample is too long."],
    ["an object that is text", (json) => json.object("t"), "t of the sample is not an object."],
    ["an object that is a list", (json) => json.object("l"), "l of the sample is not an object."],
    ["a list that is text", (json) => json.list("t", 4), "t of the sample is not a list."],
    ["a long list", (json) => json.list("l", 1), "l of the sample has too many entries."],
    ["a list of other things", (json) => json.objects("l", 2), "entry 1 of l is not an object."],
    ["no time", (json) => json.instant("t"), "t of the sample is not a time."],
    ["a field of every object", (json) => json.text("toString", 9), "toString of the sample is missing."],
  ])("refuses %s", (_name, act, expected) => {
    const json = read({ t: "text", n: 7, half: 0.5, h: "00fg", b: "AP8*", l: [1, 2] });
    expect(message(() => act(json))).toBe(expected);
  });

  it.each(["", "[]", "null", "7", '"text"', "{", "[".repeat(100_000)])("refuses %.20s", (text) => {
    expect(message(() => JsonObject.parse(text, "the sample", fault))).toMatch(
      /^the sample is not (?:JSON|an object)\.$/,
    );
  });

  it("takes times of RFC 3339 alone", () => {
    expect(read({ at: "2026-06-01T12:00:00+07:00" }).instant("at")).toBe(Date.UTC(2026, 5, 1, 5));
    for (const at of ["2026-06-01", "June 1, 2026", "2026-13-01T00:00:00Z"]) {
      expect(message(() => read({ at }).instant("at"))).toMatch(/is not a time/);
    }
  });
});
