/** contract: one inspection gives exactly one of these. */
export type Verdict = "genuine" | "genuine-copyable" | "unconfirmed" | "retry" | "not-genuine" | "not-valid";

/** What a finding does to the verdict; `note` does nothing. A positive finding has the effect `genuine`. */
export type Effect = Verdict | "note";
