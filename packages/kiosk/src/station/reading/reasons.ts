import { ACTIONS, type Finding, REASONS } from "@chipid/sdk";
import type { Reason } from "../../shared/index.js";

/** A finding with its words in both languages. */
export function reasonOf({ code, effect, reference }: Finding): Reason {
  const { en, vi, action } = REASONS[code];
  return { code, effect, text: { vi, en }, todo: ACTIONS[action], reference };
}

/** Each reason once: the screens say what was found, not of how many files. */
export function distinct(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [`${finding.code} ${finding.effect}`, finding])).values()];
}

/** Those that change the verdict: positive ones and notes are for the supervisor. */
export function weighty(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ effect }) => effect !== "note" && effect !== "genuine");
}
