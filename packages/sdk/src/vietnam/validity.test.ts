import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CalendarDate, compareDates, isCalendarDate, isoDate } from "../mrz/date.js";
import { birthday, expiryCandidates, expiryOf } from "./validity.js";

function date(iso: string): CalendarDate {
  const [year = 0, month = 0, day = 0] = iso.split("-").map(Number);
  return { year, month, day };
}

function expiry(birth: string, issued: string): string | undefined {
  const found = expiryOf(date(birth), date(issued));
  return found === undefined ? undefined : isoDate(found);
}

describe("expiry by the exchange ages", () => {
  it.each([
    // A child's card.
    ["2020-05-10", "2024-07-01", "2034-05-10"],
    // Within two years before 14: to 25.
    ["2012-05-10", "2024-05-09", "2026-05-10"],
    ["2012-05-10", "2024-05-10", "2037-05-10"],
    ["1999-01-15", "2021-02-20", "2024-01-15"],
    ["1999-01-15", "2022-01-14", "2024-01-15"],
    ["1999-01-15", "2022-01-15", "2039-01-15"],
    ["1999-01-15", "2024-01-15", "2039-01-15"],
    ["1984-06-01", "2021-06-01", "2024-06-01"],
    ["1984-06-01", "2022-06-01", "2044-06-01"],
    // Within two years before 60, and from 60 on: none.
    ["1963-06-01", "2021-05-31", "2023-06-01"],
    ["1963-06-01", "2021-06-01", undefined],
    ["1950-06-01", "2021-06-01", undefined],
    // Born on 29 February.
    ["1996-02-29", "2017-03-01", "2021-02-28"],
    ["1996-02-29", "2021-02-28", "2036-02-29"],
  ])("born %s, issued %s: %s", (birth, issued, expected) => expect(expiry(birth, issued)).toBe(expected));
});

describe("expiry candidates", () => {
  const iso = (birth: string, known: { issued?: string; today?: string }) =>
    expiryCandidates(date(birth), {
      issued: known.issued === undefined ? undefined : date(known.issued),
      today: known.today === undefined ? undefined : date(known.today),
    }).map(({ date: d, basis }) => `${d === undefined ? "none" : isoDate(d)} ${basis}`);

  it("begin with what the rule gives for the issue date", () => {
    expect(iso("1999-01-15", { issued: "2022-06-01" })).toEqual([
      "2039-01-15 rule",
      "2024-01-15 other",
      "2059-01-15 other",
      "none other",
    ]);
    expect(iso("1960-01-15", { issued: "2021-06-01" })).toEqual(["none rule"]);
  });

  it("without an issue date begin with the next age", () => {
    expect(iso("1999-01-15", { today: "2026-11-22" })).toEqual([
      "2039-01-15 other",
      "2059-01-15 other",
      "none other",
      "2024-01-15 other",
      "2013-01-15 other",
    ]);
    expect(iso("1960-01-15", { today: "2026-11-22" })[0]).toBe("none other");
    expect(iso("1967-12-01", { today: "2026-11-22" }).slice(0, 2)).toEqual(["none other", "2027-12-01 other"]);
  });

  it("give both days for 29 February", () => {
    expect(iso("1996-02-29", { issued: "2017-03-01" }).slice(0, 2)).toEqual(["2021-02-28 rule", "2021-03-01 rule"]);
  });

  it("hold the rule's date first, each date once, all of them real", () => {
    const day = fc.date({ min: new Date("1900-01-01"), max: new Date("2060-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(day, day, (a, b) => {
        const birth = date(a.toISOString().slice(0, 10));
        const issued = date(b.toISOString().slice(0, 10));
        fc.pre(compareDates(birth, issued) < 0);
        const candidates = expiryCandidates(birth, { issued });
        expect(candidates[0]?.date).toEqual(expiryOf(birth, issued));
        const texts = candidates.map(({ date: d }) => (d === undefined ? "none" : isoDate(d)));
        expect(new Set(texts).size).toBe(texts.length);
        expect(texts).toContain("none");
        for (const candidate of candidates) {
          if (candidate.date === undefined) continue;
          expect(isCalendarDate(candidate.date)).toBe(true);
          expect(compareDates(candidate.date, issued)).toBeGreaterThan(0);
          expect(compareDates(candidate.date, birthday(birth, 61))).toBeLessThan(0);
        }
      }),
      { seed: 60, numRuns: 500 },
    );
  });
});
