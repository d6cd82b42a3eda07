import { isChipidError } from "@chipid/sdk";
import { describe, expect, it } from "vitest";
import { parseMoment, presentMoment } from "./date.js";

describe("parseMoment", () => {
  it("reads a day as its noon in UTC", () => {
    expect(parseMoment("2026-03-01")).toEqual({ ms: Date.UTC(2026, 2, 1, 12), day: "2026-03-01" });
    expect(parseMoment("2024-02-29").day).toBe("2024-02-29");
  });

  it("reads RFC 3339, and takes the day as written", () => {
    expect(parseMoment("2026-03-01T01:30:00+07:00")).toEqual({ ms: Date.UTC(2026, 1, 28, 18, 30), day: "2026-03-01" });
    expect(parseMoment("2026-03-01t09:30:00.250z").ms).toBe(Date.UTC(2026, 2, 1, 9, 30, 0, 250));
    expect(parseMoment("2026-03-01 09:30:00Z").ms).toBe(Date.UTC(2026, 2, 1, 9, 30));
  });

  it.each([
    "",
    "now",
    "2026-3-1",
    "01/03/2026",
    "2026-13-01",
    "2026-00-10",
    "2026-02-29",
    "2026-03-01T25:00:00Z",
    "2026-03-01T09:30:00",
    "2026-03-01T09:30Z",
    "2026-03-01T09:30:00+24:61",
    "0000-01-01",
  ])("refuses %j", (text) => {
    expect(() => parseMoment(text)).toThrowError(expect.objectContaining({ code: "usage" }));
    try {
      parseMoment(text);
    } catch (error) {
      expect(isChipidError(error, "usage")).toBe(true);
    }
  });
});

describe("presentMoment", () => {
  it("names the day of the station's own calendar", () => {
    const noon = new Date(2026, 0, 5, 12).getTime();
    expect(presentMoment(noon)).toEqual({ ms: noon, day: "2026-01-05" });
    expect(presentMoment(new Date(2026, 0, 5, 0, 0, 1).getTime()).day).toBe("2026-01-05");
  });
});
