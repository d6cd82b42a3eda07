import type { Inspection } from "../inspection/result.js";
import type { Expectation } from "./session-types.js";

/** One thing that an inspection was to find and did not. */
export interface ExpectationFailure {
  /** `verdict`, `reasons`, `apdus`, `holder` or a field of the holder: `holder.name`. */
  readonly field: string;
  readonly expected: unknown;
  readonly found: unknown;
}

/** What an inspection found, as a session's footer has it. */
export function expectationOf({ verdict, reasons, holder, timing }: Inspection): Required<Expectation> {
  return { verdict, reasons: codesOf(reasons), holder, apdus: timing.apdus };
}

/** Where an inspection and an expectation differ; what is not expected is not compared. */
export function compareExpectation(expect: Expectation, inspection: Inspection): ExpectationFailure[] {
  const failures: ExpectationFailure[] = [];
  const compare = (field: string, expected: unknown, found: unknown): void => {
    if (expected !== undefined && canonical(expected) !== canonical(found)) failures.push({ field, expected, found });
  };
  const found = expectationOf(inspection);
  compare("verdict", expect.verdict, found.verdict);
  compare("reasons", expect.reasons && [...new Set(expect.reasons)].sort(), found.reasons);
  compare("apdus", expect.apdus, found.apdus);
  if (expect.holder === null || found.holder === null) compare("holder", expect.holder, found.holder);
  else {
    for (const [name, value] of Object.entries(expect.holder ?? {})) {
      compare(`holder.${name}`, value, Reflect.get(found.holder, name));
    }
  }
  return failures;
}

/** Each code once, sorted. */
function codesOf(reasons: Inspection["reasons"]): string[] {
  return [...new Set<string>(reasons.map(({ code }) => code))].sort();
}

/** JSON with the keys of every object in order, so that equal values give equal text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
