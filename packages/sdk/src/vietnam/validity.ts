import { type CalendarDate, compareDates, isCalendarDate } from "../mrz/date.js";

/** Ages at which the card is exchanged (Law on Identification 26/2023/QH15 Art. 21). */
export const EXCHANGE_AGES = [14, 25, 40, 60] as const;
const GRACE_YEARS = 2;

/** The day on which someone reaches an age; 29 February becomes the 28th in a common year. */
export function birthday(birth: CalendarDate, age: number): CalendarDate {
  const date = { year: birth.year + age, month: birth.month, day: birth.day };
  return isCalendarDate(date) ? date : { ...date, day: 28 };
}

/**
 * Expiry date of a card issued on `issued`: the next exchange age, or the one after it when the card was issued within
 * two years before (Art. 21). undefined: no expiry, as from 60 on ("Không thời hạn").
 */
export function expiryOf(birth: CalendarDate, issued: CalendarDate): CalendarDate | undefined {
  for (const age of EXCHANGE_AGES) {
    if (compareDates(issued, birthday(birth, age - GRACE_YEARS)) < 0) return birthday(birth, age);
  }
  return undefined;
}

/** A possible expiry date; undefined `date`: no expiry. */
export interface ExpiryCandidate {
  readonly date: CalendarDate | undefined;
  /** `rule`: what Art. 21 gives for the issue date; `other`: another exchange age, where the rule may not have been kept. */
  readonly basis: "rule" | "other";
}

/**
 * Expiry dates that a card may bear, likeliest first. With the issue date the rule's date leads; without it all ages
 * that lie after `today` do, nearest first. Both days are given where a birthday on 29 February falls in a common year.
 */
export function expiryCandidates(
  birth: CalendarDate,
  known: { readonly issued?: CalendarDate | undefined; readonly today?: CalendarDate | undefined } = {},
): ExpiryCandidate[] {
  const out: ExpiryCandidate[] = [];
  const add = (date: CalendarDate | undefined, basis: ExpiryCandidate["basis"]): void => {
    const same = (other: ExpiryCandidate): boolean =>
      date === undefined || other.date === undefined ? date === other.date : compareDates(date, other.date) === 0;
    if (!out.some(same)) out.push({ date, basis });
  };
  const addAge = (date: CalendarDate, basis: ExpiryCandidate["basis"]): void => {
    add(date, basis);
    if (date.day !== birth.day) add({ year: date.year, month: 3, day: 1 }, basis);
  };
  const { issued } = known;
  if (issued !== undefined) {
    const rule = expiryOf(birth, issued);
    if (rule === undefined) add(undefined, "rule");
    else addAge(rule, "rule");
  }
  const from = issued ?? known.today;
  const ages = EXCHANGE_AGES.map((age) => birthday(birth, age));
  const ahead = from === undefined ? ages : ages.filter((date) => compareDates(date, from) > 0);
  // Someone two years short of 60 may hold a card without expiry; from 60 on nothing else is issued.
  const past60 = from !== undefined && compareDates(from, birthday(birth, 60 - GRACE_YEARS)) >= 0;
  if (past60) add(undefined, "other");
  for (const date of ahead) addAge(date, "other");
  add(undefined, "other");
  // An expired card in use: the last exchange age gone by.
  if (issued === undefined) for (const date of ages.filter((d) => !ahead.includes(d)).reverse()) addAge(date, "other");
  return out;
}
