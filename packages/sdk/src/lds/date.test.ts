import { describe, expect, it } from "vitest";
import { fromHex, latin1 } from "../bytes/bytes.js";
import { readLdsDate, readLdsDateTime } from "./date.js";

describe("readLdsDate", () => {
  it("reads eight digits and four BCD bytes alike", () => {
    const date = { text: "19701201", year: 1970, month: 12, day: 1 };
    expect(readLdsDate(latin1("19701201"))).toEqual({ ...date, encoding: "digits" });
    expect(readLdsDate(fromHex("19701201"))).toEqual({ ...date, encoding: "bcd" });
  });

  it("keeps unknown parts unknown (T82)", () => {
    expect(readLdsDate(latin1("19700000"))).toMatchObject({ year: 1970, month: undefined, day: undefined });
    expect(readLdsDate(latin1("197009<<"))).toMatchObject({ year: 1970, month: 9, day: undefined });
    expect(readLdsDate(latin1("<<<<<<<<"))).toMatchObject({ year: undefined, month: undefined, day: undefined });
    expect(readLdsDate(fromHex("19890000"))).toMatchObject({ year: 1989, month: undefined, day: undefined });
  });

  it("knows the calendar", () => {
    expect(readLdsDate(latin1("20240229"))).toMatchObject({ month: 2, day: 29 });
    for (const text of [
      "20230229",
      "21000229",
      "20241301",
      "20240431",
      "20240132",
      "2024010",
      "202401011",
      "2024AB01",
      "2024<101",
      "",
    ]) {
      expect(readLdsDate(latin1(text))).toBeUndefined();
    }
    for (const hex of ["2024010a", "20241301", "202401", "2024010101"])
      expect(readLdsDate(fromHex(hex))).toBeUndefined();
  });
});

describe("readLdsDateTime", () => {
  it("reads fourteen digits and seven BCD bytes", () => {
    const time = { year: 2016, month: 11, day: 15, hour: 1, minute: 36, second: 12 };
    expect(readLdsDateTime(latin1("20161115013612"))).toMatchObject({ ...time, encoding: "digits" });
    expect(readLdsDateTime(fromHex("20161115013612"))).toMatchObject({ ...time, encoding: "bcd" });
  });

  it("refuses times that are none", () => {
    for (const text of [
      "20161115240000",
      "20161115006000",
      "20161115000060",
      "2016111501361",
      "201611150136<<",
      "20161315013612",
    ]) {
      expect(readLdsDateTime(latin1(text))).toBeUndefined();
    }
  });
});
