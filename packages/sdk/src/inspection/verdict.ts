import type { Effect, Verdict } from "./effect.js";
import type { ReasonCode } from "./reasons.js";

/** One thing an inspection found out, with the clause that makes it matter. */
export interface Finding {
  readonly code: ReasonCode;
  readonly effect: Effect;
  /** One sentence with the particulars; no personal data. */
  readonly detail: string;
  /** Clause, e.g. `ICAO 9303-11 §5.1`. */
  readonly reference: string;
}

/** The worst effect wins, in this order (contract.md §1 rule 2). */
const SEVERITY: Readonly<Record<Effect, number>> = {
  "not-genuine": 6,
  "not-valid": 5,
  retry: 4,
  unconfirmed: 3,
  "genuine-copyable": 2,
  genuine: 1,
  note: 0,
};

/**
 * What green needs: of each row at least one code must be among the findings, with the effect `genuine`. An absent
 * row is amber, whatever else was found.
 */
export const GREEN_NEEDS: readonly (readonly ReasonCode[])[] = [
  ["sod.signature.valid"],
  ["chain.anchor.trusted"],
  ["data.dg1.read"],
  ["data.dg2.read", "data.dg2.not-listed"],
  ["hash.groups.match"],
  ["document.date.valid", "document.date.no-expiry"],
];

/** The chip proved live that it is the original: what `genuine` needs on top. */
const CHIP_PROOF: ReasonCode = "chip.proof.passed";

/**
 * The verdict of a set of findings: pure, total, independent of their order. No findings, an unknown effect or an
 * absent precondition are `unconfirmed`, never green.
 */
export function verdictOf(findings: readonly Pick<Finding, "code" | "effect">[]): Verdict {
  let worst = 0;
  let copyable = false;
  for (const { effect } of findings) {
    const severity = Object.hasOwn(SEVERITY, effect) ? SEVERITY[effect] : SEVERITY.unconfirmed;
    if (severity > worst) worst = severity;
    if (effect === "genuine-copyable") copyable = true;
  }
  if (worst >= SEVERITY.unconfirmed) {
    if (worst === SEVERITY["not-genuine"]) return "not-genuine";
    if (worst === SEVERITY["not-valid"]) return "not-valid";
    return worst === SEVERITY.retry ? "retry" : "unconfirmed";
  }
  const has = (code: ReasonCode): boolean => findings.some((f) => f.code === code && f.effect === "genuine");
  if (!GREEN_NEEDS.every((row) => row.some(has))) return "unconfirmed";
  if (copyable) return "genuine-copyable";
  return has(CHIP_PROOF) ? "genuine" : "unconfirmed";
}

/** Findings by weight, heaviest first; equal ones keep their order. */
export function bySeverity<T extends Pick<Finding, "effect">>(findings: readonly T[]): T[] {
  const weight = (f: T): number => {
    if (f.effect === "note") return 0.5; // reads before the positive findings' rank, but after all that decides
    return f.effect === "genuine" ? 0 : (SEVERITY[f.effect] ?? SEVERITY.unconfirmed);
  };
  return [...findings].sort((a, b) => weight(b) - weight(a));
}

/** contract.md §1: a document out of date is called "signed by the issuer" only when nothing is left open. */
export function signedByIssuer(findings: readonly Pick<Finding, "code" | "effect">[]): boolean {
  const open = findings.some((f) => f.effect === "unconfirmed" || f.effect === "retry" || f.effect === "not-genuine");
  const has = (code: ReasonCode): boolean => findings.some((f) => f.code === code && f.effect === "genuine");
  return !open && has("sod.signature.valid") && has("chain.anchor.trusted") && has("hash.groups.match");
}
