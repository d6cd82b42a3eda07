import type { CalendarDate, Mrz, MrzParseResult, MrzRepair } from "@chipid/sdk";
import { mrzDates } from "./fields.js";

function datesOf(mrz: Mrz | undefined, today: CalendarDate): { birth: string | null; expires: string | null } | null {
  if (mrz === undefined) return null;
  const { birth, expiry } = mrzDates(mrz, today);
  return { birth: birth ?? null, expires: expiry ?? null };
}

/** `chipid mrz --json`: the zone as read. */
export function zoneJson(result: MrzParseResult, today: CalendarDate): object {
  const mrz = result.ok ? result.mrz : undefined;
  return {
    format: "chipid-mrz/1",
    ok: mrz?.checkDigitsOk ?? false,
    mrz: mrz ?? null,
    dates: datesOf(mrz, today),
    issues: result.issues,
  };
}

/** `chipid mrz --ocr --json`: the zone as repaired, and how. */
export function repairJson(repair: MrzRepair, today: CalendarDate): object {
  return {
    format: "chipid-mrz/1",
    ok: repair.mrz !== undefined,
    mrz: repair.mrz ?? null,
    dates: datesOf(repair.mrz, today),
    issues: repair.issues,
    repair: { status: repair.status, changes: repair.changes, candidates: repair.candidates, bounded: repair.bounded },
  };
}
