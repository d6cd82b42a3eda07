import { describe, expect, it } from "vitest";
import { checkPersonalNumber, isPersonalNumber, parsePersonalNumber } from "./personal-number.js";
import { PLACES, VIETNAM_MERGED } from "./places.js";

describe("personal number", () => {
  it("is taken apart", () => {
    expect(parsePersonalNumber("001099123456")).toEqual({
      number: "001099123456",
      placeCode: "001",
      place: { code: "001", name: "Hà Nội" },
      placeKind: "province",
      mergedInto: undefined,
      sex: "M",
      birthYear: 1999,
      serial: "123456",
      can: "123456",
      documentNumber: "099123456",
    });
  });

  it.each([
    ["001000000000", 1900, "M"],
    ["001199000000", 1999, "F"],
    ["001200000000", 2000, "M"],
    ["001399000000", 2099, "F"],
    ["001400000000", 2100, "M"],
    ["001799000000", 2299, "F"],
    ["001899000000", 2399, "M"],
    ["001900000000", 2300, "F"],
  ])("%s is of %d, %s", (number, birthYear, sex) => {
    expect(parsePersonalNumber(number)).toMatchObject({ birthYear, sex });
  });

  it("knows provinces, countries and gaps", () => {
    expect(parsePersonalNumber("079099123456").place?.name).toBe("Thành phố Hồ Chí Minh");
    expect(parsePersonalNumber("024099123456").mergedInto).toBe("Bắc Ninh");
    expect(parsePersonalNumber("046099123456").mergedInto).toBe("Huế");
    expect(parsePersonalNumber("150099123456").placeKind).toBe("abroad");
    expect(parsePersonalNumber("003099123456").placeKind).toBe("unknown");
    expect(parsePersonalNumber("000099123456").placeKind).toBe("unknown");
  });

  it("counts 63 provinces then and 34 now", () => {
    expect(PLACES.size).toBe(63);
    const now = new Set([...PLACES.values()].map(({ code, name }) => VIETNAM_MERGED.get(code) ?? name));
    expect(now.size).toBe(34);
    for (const code of VIETNAM_MERGED.keys()) expect(PLACES.has(code)).toBe(true);
    // Every province that took another in is one of the old names, save Huế, which took a new name alone.
    const old = new Set([...PLACES.values()].map(({ name }) => name));
    for (const name of VIETNAM_MERGED.values()) expect(old.has(name) || name === "Huế").toBe(true);
  });

  it("warns of another birth year or sex", () => {
    const number = parsePersonalNumber("001099123456");
    expect(checkPersonalNumber(number, { birthYear: 1999, sex: "M" })).toEqual([]);
    expect(checkPersonalNumber(number, { birthYear: 1998, sex: "F" })).toEqual(["number.birth-year", "number.sex"]);
    expect(checkPersonalNumber(number, { sex: "X" })).toEqual([]);
    expect(checkPersonalNumber(parsePersonalNumber("003099123456"), {})).toEqual(["number.place-unknown"]);
  });

  it("is twelve ASCII digits", () => {
    for (const text of ["", "00109912345", "0010991234567", "00109912345A", "٠٠١٠٩٩١٢٣٤٥٦", " 001099123456"]) {
      expect(isPersonalNumber(text)).toBe(false);
      expect(() => parsePersonalNumber(text)).toThrow(expect.objectContaining({ code: "vietnam.number" }));
    }
  });
});
