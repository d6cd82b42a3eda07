import type { CalendarDate } from "@chipid/sdk";
import { parseScan } from "../scan/parse-scan.js";
import { keysFromCan, keysFromTyped } from "../scan/typed.js";
import type { InputDesk } from "./types.js";

/** What the scanner and the keyboard give, understood. */
export const inputDesk: InputDesk = {
  scan: (text, today) => parseScan(text, dateOf(today)),
  typed: (typed, today) => keysFromTyped(typed, dateOf(today)),
  can: keysFromCan,
};

function dateOf(day: string): CalendarDate {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  return { year, month, day: date };
}
