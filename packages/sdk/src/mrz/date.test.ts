import { describe, expect, it } from "vitest";
import { isCalendarDate, isoDate, parseMrzDate, resolveBirthDate, resolveExpiryDate } from "./date.js";

const TODAY = { year: 2026, month: 11, day: 22 };

describe("MRZ date", () => {
  it.each([
    ["740812", "complete", 74, 8, 12],
    ["000229", "complete", 0, 2, 29],
    ["9409<<", "partial", 94, 9, undefined],
    ["89<<<<", "partial", 89, undefined, undefined],
    ["<<<<<<", "unknown", undefined, undefined, undefined],
    ["<<0812", "partial", undefined, 8, 12],
    ["890000", "partial", 89, undefined, undefined],
    ["741312", "invalid", undefined, undefined, undefined],
    ["740832", "invalid", undefined, undefined, undefined],
    ["740431", "invalid", undefined, undefined, undefined],
    ["730229", "invalid", undefined, undefined, undefined],
    ["7408<1", "invalid", undefined, undefined, undefined],
    ["74O812", "invalid", undefined, undefined, undefined],
    ["", "invalid", undefined, undefined, undefined],
  ] as const)("%s is %s", (raw, status, yearOfCentury, month, day) => {
    expect(parseMrzDate(raw)).toEqual({ raw, status, yearOfCentury, month, day });
  });

  it("knows the calendar", () => {
    expect(isCalendarDate({ year: 2000, month: 2, day: 29 })).toBe(true);
    expect(isCalendarDate({ year: 1900, month: 2, day: 29 })).toBe(false);
    expect(isCalendarDate({ year: 2024, month: 0, day: 1 })).toBe(false);
    expect(isCalendarDate({ year: 2024, month: 1.5, day: 1 })).toBe(false);
    expect(isoDate({ year: 1999, month: 1, day: undefined })).toBe("1999-01");
    expect(isoDate({ year: 1999, month: undefined, day: undefined })).toBe("1999");
  });
});

describe("birth century", () => {
  const birth = (raw: string, years?: number[]) =>
    resolveBirthDate(parseMrzDate(raw), TODAY, years === undefined ? {} : { years });

  it("is the latest that is not in the future", () => {
    expect(birth("990115")?.year).toBe(1999);
    expect(birth("261122")?.year).toBe(2026);
    expect(birth("261123")?.year).toBe(1926);
    expect(birth("2611<<")?.year).toBe(2026);
    expect(birth("2612<<")?.year).toBe(1926);
    expect(birth("26<<<<")?.year).toBe(2026);
    expect(birth("27<<<<")).toEqual({ year: 1927, month: undefined, day: undefined, source: "reference" });
  });

  it("follows a hint that agrees with the two digits, and no other", () => {
    expect(birth("200115", [1920])).toEqual({ year: 1920, month: 1, day: 15, source: "hint" });
    expect(birth("200115", [1921])).toEqual({ year: 2020, month: 1, day: 15, source: "reference" });
    expect(birth("200115", [1921, 1920])?.year).toBe(1920);
  });

  it("is not known without a year", () => {
    expect(birth("<<<<<<", [1920])).toBeUndefined();
    expect(birth("20O115")).toBeUndefined();
  });
});

describe("expiry century", () => {
  const expiry = (raw: string, hints?: Parameters<typeof resolveExpiryDate>[2]) =>
    resolveExpiryDate(parseMrzDate(raw), TODAY, hints)?.year;

  it("spans 40 years back and 59 ahead", () => {
    expect(expiry("390115")).toBe(2039);
    expect(expiry("700101")).toBe(2070);
    expect(expiry("850101")).toBe(2085);
    expect(expiry("860101")).toBe(1986);
    expect(expiry("940623")).toBe(1994);
    expect(expiry("991231")).toBe(1999);
  });

  it("follows the issue date and full dates", () => {
    expect(expiry("880101", { issued: { year: 2068, month: 5, day: 1 } })).toBe(2088);
    expect(expiry("010101", { issued: { year: 1995, month: 5, day: 1 } })).toBe(2001);
    expect(expiry("860101", { years: [2086] })).toBe(2086);
    expect(expiry("860101", { years: [2087] })).toBe(1986);
  });

  it("is none without a year", () => expect(expiry("<<<<<<")).toBeUndefined());
});
