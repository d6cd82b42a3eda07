import { isAbsolute } from "node:path";
import type { Settings } from "../../shared/index.js";
import { isLogCode, isLogLine } from "../log/loggable.js";

// What holds for settings beyond their shape.

/** A name on a screen and on a slip: one line, nothing that is no letter, digit or mark. */
const NAME = /^[^\p{C}\p{Zl}\p{Zp}<>]{1,120}$/u;

/** Places of what cannot be, `procedures.2.id`; empty when all is well. No value is repeated. */
export function faultsOf(settings: Settings): string[] {
  const faults: string[] = [];
  const { station, legalBasis, legalBasisNote, outputs, procedures } = settings;
  // These two stand in every row of the log, and the log takes no long number: else no row could be written.
  if (!isLogLine(station, 60)) faults.push("station");
  if (legalBasisNote !== null && !isLogLine(legalBasisNote, 200)) faults.push("legalBasisNote");
  // Consent and agreement say how and since when.
  if (legalBasis !== "state-agency" && (legalBasisNote ?? "").trim() === "") faults.push("legalBasisNote");
  if (outputs.handover !== null && !isAbsolute(outputs.handover)) faults.push("outputs.handover");
  const ids = new Set<string>();
  for (const [i, { id, name, fields }] of procedures.entries()) {
    if (ids.has(id) || !isLogCode(id, 40)) faults.push(`procedures.${i}.id`);
    ids.add(id);
    if (!NAME.test(name.vi) || !NAME.test(name.en)) faults.push(`procedures.${i}.name`);
    if (new Set(fields).size !== fields.length) faults.push(`procedures.${i}.fields`);
  }
  return [...new Set(faults)];
}
