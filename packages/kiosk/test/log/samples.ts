import type { LogContext, LogEvent } from "../../src/station/log/types.js";

// Rows for programs that run in processes of their own.

export const CONTEXT: LogContext = {
  station: "Quầy số 3",
  officer: "cb.07",
  procedure: "xac-nhan-cu-tru",
  legalBasis: "state-agency",
  legalBasisNote: null,
};

export type Inspection = Extract<LogEvent, { readonly event: "inspection" }>;

export function inspection(part: Partial<Inspection> = {}): Inspection {
  return {
    event: "inspection",
    reference: "7KQF-92MX",
    training: false,
    document: "TD1 VNM",
    reader: "Virtual Reader 00 00",
    verdict: "genuine",
    reasons: [],
    access: "pace",
    totalMs: 1234,
    cardMs: 1100,
    trust: "none",
    ...part,
  };
}
