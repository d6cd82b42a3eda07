/** Master lists are published several times a year; certificates come and go. */
export const TRUST_AGE_DAYS = 90;
const DAY_MS = 86_400_000;

export type TrustAge = "ok" | "empty" | "old";

export function daysOld(newest: number | undefined, now: number): number | undefined {
  return newest === undefined ? undefined : Math.max(0, Math.floor((now - newest) / DAY_MS));
}

/** What the officer is warned of. */
export function trustAge(store: { readonly size: number; readonly newest: number | undefined }, now: number): TrustAge {
  if (store.size === 0) return "empty";
  return (daysOld(store.newest, now) ?? 0) > TRUST_AGE_DAYS ? "old" : "ok";
}
