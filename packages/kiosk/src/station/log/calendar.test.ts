import { expect, it } from "vitest";
import { daysUntil, localTime, systemZone } from "./calendar.js";

it.each([
  [Date.UTC(2026, 10, 30, 17), 420, "2026-12-01T00:00:00+07:00"],
  [Date.UTC(2026, 0, 1, 2, 3, 4, 999), -210, "2025-12-31T22:33:04-03:30"],
  [Date.UTC(2026, 0, 1), 0, "2026-01-01T00:00:00+00:00"],
  [Number.NaN, 420, "1970-01-02T07:00:00+07:00"],
  [Number.POSITIVE_INFINITY, 420, "1970-01-02T07:00:00+07:00"],
  [1e300, 420, "9999-12-30T07:00:00+07:00"],
  [-1e300, -420, "1970-01-01T17:00:00-07:00"],
])("%s ms, %s minutes ahead, is %s", (ms, offset, text) => {
  expect(localTime(ms, () => offset)).toBe(text);
});

it("takes the offset of this system", () => {
  const ms = Date.UTC(2026, 5, 15);
  expect(Date.parse(localTime(ms, systemZone))).toBe(ms);
});

it("counts days over months, years and leap days", () => {
  expect(daysUntil("2028-03-01T00:10:00+07:00", 3)).toEqual(["2028-02-28", "2028-02-29", "2028-03-01"]);
  expect(daysUntil("2027-01-01T23:59:59+07:00", 2)).toEqual(["2026-12-31", "2027-01-01"]);
  expect(daysUntil("2027-01-01T23:59:59+07:00", 0)).toEqual([]);
});
