import type { AccessSecrets, CalendarDate, MrzKeyFields } from "@chipid/sdk";
import { isChipidError, mrzInformation } from "@chipid/sdk";
import { type AccessKeyCandidate, type AccessKeySource, accessKeyCandidates } from "@chipid/sdk/vietnam";

/** More openings than there are ways to expire would be a fault of ours. */
const MAX_ATTEMPTS = 16;

/** All kinds of password in one opening; further ones of a kind in openings of their own. */
export function attemptsOf(candidates: readonly AccessKeyCandidate[]): AccessSecrets[] {
  const cans = distinct(candidates.flatMap((candidate) => (candidate.kind === "can" ? [candidate.can] : [])));
  const zones = distinct(candidates.flatMap((c) => (c.kind === "mrz" ? [c.mrzInformation] : [])));
  const count = Math.min(MAX_ATTEMPTS, Math.max(cans.length, zones.length));
  return Array.from({ length: count }, (_, i) => {
    const [can, zone] = [cans[i], zones[i]];
    return { ...(can === undefined ? {} : { can }), ...(zone === undefined ? {} : { mrzInformation: zone }) };
  });
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

/** The SDK's candidates; none when it refuses the source. */
export function candidatesOf(source: AccessKeySource): AccessKeyCandidate[] {
  try {
    return accessKeyCandidates(source);
  } catch (error) {
    if (isChipidError(error)) return [];
    throw error;
  }
}

/** The key of number and dates as given; none when no zone could hold them. `null`: a card without expiry. */
export function zoneKey(
  documentNumber: string,
  birth: CalendarDate,
  expiry: CalendarDate | null,
): AccessKeyCandidate[] {
  const fields: MrzKeyFields = {
    documentNumber,
    birth: mrzDate(birth),
    expiry: expiry === null ? "<<<<<<" : mrzDate(expiry),
  };
  try {
    return [{ kind: "mrz", fields, mrzInformation: mrzInformation(fields), origin: "given" }];
  } catch (error) {
    if (isChipidError(error)) return [];
    throw error;
  }
}

/** Whether any key was made with an expiry date that nobody gave. */
export function hasComputedExpiry(candidates: readonly AccessKeyCandidate[]): boolean {
  return candidates.some(({ origin }) => origin === "computed-expiry");
}

function mrzDate({ year, month, day }: CalendarDate): string {
  return [year % 100, month, day].map((part) => String(part).padStart(2, "0")).join("");
}
