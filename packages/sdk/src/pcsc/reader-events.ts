import { type ReaderState, STATE } from "./binding.js";

/** What happens at the readers. */
export type ReaderEvent =
  | { readonly type: "reader-added"; readonly reader: string }
  | { readonly type: "reader-removed"; readonly reader: string }
  | {
      readonly type: "card-inserted";
      readonly reader: string;
      readonly atr: Uint8Array | undefined;
      /** A card is felt but does not answer: badly placed, several at once, or not a chip of this kind. */
      readonly mute: boolean;
    }
  | { readonly type: "card-removed"; readonly reader: string };

export type CardPresence = "absent" | "present" | "mute";

export function cardPresence(state: number): CardPresence {
  if ((state & STATE.present) === 0) return "absent";
  return (state & STATE.mute) === 0 ? "present" : "mute";
}

/** The events that lead from one list of readers to the next. */
export function eventsBetween(before: readonly ReaderState[], after: readonly ReaderState[]): ReaderEvent[] {
  const events: ReaderEvent[] = [];
  for (const old of before) {
    if (after.some(({ name }) => name === old.name)) continue;
    if (cardPresence(old.state) !== "absent") events.push({ type: "card-removed", reader: old.name });
    events.push({ type: "reader-removed", reader: old.name });
  }
  for (const now of after) {
    const old = before.find(({ name }) => name === now.name);
    if (old === undefined) events.push({ type: "reader-added", reader: now.name });
    const was = old === undefined ? "absent" : cardPresence(old.state);
    const is = cardPresence(now.state);
    const other = was !== "absent" && is !== "absent" && (was !== is || movedBetween(old?.state ?? 0, now.state));
    if (was !== "absent" && (is === "absent" || other)) events.push({ type: "card-removed", reader: now.name });
    if (is !== "absent" && (was === "absent" || other)) {
      events.push({ type: "card-inserted", reader: now.name, atr: now.atr, mute: is === "mute" });
    }
  }
  return events;
}

/**
 * Out and in again between two reports: the count of movements in the upper 16 bits rose by two or more, though both
 * reports say "present". Where the service does not count, it stays 0.
 */
function movedBetween(before: number, after: number): boolean {
  return ((after >>> 16) - (before >>> 16) + 0x10000) % 0x10000 >= 2;
}
