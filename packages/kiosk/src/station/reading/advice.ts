import type { AccessAttempt, Inspection } from "@chipid/sdk";
import type { WrongField, WrongKey } from "../machine/outcome.js";
import type { DocumentKeys } from "../scan/types.js";

type Keys = Pick<DocumentKeys, "source" | "citizen" | "computedExpiry">;

/** What to say of a key that the chip refused; null when the reading ended by anything else. */
export function wrongKeyOf(inspection: Pick<Inspection, "reasons" | "access">, keys: Keys): WrongKey | null {
  if (!inspection.reasons.some(({ code }) => code === "access.key.wrong")) return null;
  const refused = attemptsOf(inspection).filter(({ outcome }) => outcome === "access.key-wrong");
  const onlyCan = refused.every(({ password }) => password === "can");
  const left = refused.map(({ triesLeft }) => triesLeft).filter((count) => count !== undefined);
  return {
    field: likeliest(keys, onlyCan),
    // A CAN has no expiry in it: a computed one is to blame only where a zone's key was tried.
    computedExpiry: keys.computedExpiry && !onlyCan,
    triesLeft: left.at(-1) ?? null,
  };
}

/** A card that opens with a key of the zone alone, where none was given. */
export function needsZone(inspection: Pick<Inspection, "reasons" | "access">): boolean {
  return inspection.reasons.some(({ code }) => code === "access.key.missing");
}

function attemptsOf({ access }: Pick<Inspection, "access">): readonly AccessAttempt[] {
  return Array.isArray(access.attempts) ? (access.attempts as readonly AccessAttempt[]) : [];
}

function likeliest({ source, citizen, computedExpiry }: Keys, onlyCan: boolean): WrongField {
  if (source === "can") return "can";
  if (source === "mrz") return "mrz";
  if (!citizen) return "document-number";
  return computedExpiry && !onlyCan ? "expiry" : "number";
}
