import type { HiddenField, LegalBasis, ManualReason, Output, RevealReason, Verdict } from "../../shared/index.js";
import type { FaultPlace } from "./faults.js";

// The station's log (counter.md "Never shown, never kept"): what was done, never of whom. No field here can hold a name,
// a number, a picture or a hash of one.

/** What a row says beyond when, where, who and under which procedure. */
export type LogEvent =
  | { readonly event: "start"; readonly version: string; readonly trust: string }
  | { readonly event: "stop" }
  | { readonly event: "sign-in" }
  | { readonly event: "lock" }
  /** One inspection came to a verdict. */
  | {
      readonly event: "inspection";
      readonly reference: string;
      readonly training: boolean;
      /** MRZ type and issuing state: `TD1 VNM`; null when it was not read. */
      readonly document: string | null;
      readonly reader: string | null;
      readonly verdict: Verdict;
      /** Codes whose effect is not a note, the weightiest first. */
      readonly reasons: readonly string[];
      readonly access: "pace" | "bac" | "none";
      readonly totalMs: number;
      readonly cardMs: number;
      readonly trust: string;
    }
  /** How the officer ended it. */
  | {
      readonly event: "outcome";
      readonly reference: string;
      readonly outcome: "finished" | "referred" | "manual" | "wiped" | "cancelled";
      readonly face: "same" | "not-same" | "unsure" | null;
      readonly manual?: ManualReason;
    }
  | { readonly event: "reveal"; readonly reference: string; readonly field: HiddenField; readonly reason: RevealReason }
  | { readonly event: "output"; readonly reference: string; readonly output: Output }
  | { readonly event: "settings"; readonly changed: readonly string[] }
  | { readonly event: "trust"; readonly change: "import" | "remove"; readonly sha256: string; readonly trust: string }
  | { readonly event: "export"; readonly month: string }
  | { readonly event: "admin"; readonly granted: boolean }
  /** The program was to be ended with the supervisor's PIN. */
  | { readonly event: "quit"; readonly granted: boolean }
  /** The supervisor's PIN was set for the first time, or changed. */
  | { readonly event: "pin"; readonly change: "set" | "change" }
  /** The machine's clock had been set back, by so many seconds, and somebody took it as it is. */
  | { readonly event: "clock"; readonly back: number }
  /** A last line cut short by a loss of power was taken away. */
  | { readonly event: "mended"; readonly bytes: number }
  /** Rows that could not be written while the disk was full, by verdict. */
  | {
      readonly event: "unwritten";
      readonly rows: number;
      /** Of these the inspections, training left out. */
      readonly byVerdict?: Partial<Record<Verdict, number>>;
    }
  /**
   * The log's end is not what the anchor beside it says: rows were taken away, or the anchor was. Written by the log
   * itself, and a fault at every start from then on.
   */
  | {
      readonly event: "anchor";
      readonly found: "missing" | "broken" | "ahead" | "other";
      /** The row that the anchor names; null when there is none to read. */
      readonly row: number | null;
    };

/** What stands in every row. */
export interface LogContext {
  readonly station: string;
  readonly officer: string;
  readonly procedure: string;
  readonly legalBasis: LegalBasis;
  readonly legalBasisNote: string | null;
}

export interface LogState {
  /** Month of the open file, `YYYY-MM`, and its rows. */
  readonly month: string;
  readonly rows: number;
  /** Every month's chain was checked at the start and holds. */
  readonly sound: boolean;
  /** What does not hold: file and line. */
  readonly faults: readonly string[];
  /** The first of them; null when there is none, or the folder as a whole cannot be read. */
  readonly fault: FaultPlace | null;
  /** Torn last lines taken away at this start. */
  readonly mended: number;
  /** Rows that wait for the disk, or were given up. */
  readonly unwritten: number;
  readonly months: readonly string[];
  /** What the last row says of its time; null: there is no row. */
  readonly lastTime: string | null;
}

export interface LogCounts {
  /** `YYYY-MM-DD` or `YYYY-MM`. */
  readonly period: string;
  readonly byVerdict: Readonly<Partial<Record<Verdict, number>>>;
  readonly total: number;
}

export interface StationLog {
  readonly state: LogState;
  /**
   * Appends a row and resolves when it is on the disk (fdatasync): rows are written in the order of the calls. Resolves
   * false when the disk does not take it: the row then counts as unwritten, and a later row that can be written says
   * how many there were.
   */
  append(event: LogEvent, context: LogContext): Promise<boolean>;
  /** Inspections by verdict, training left out: the last `days` days and every month. */
  counts(days: number): Promise<{ readonly days: readonly LogCounts[]; readonly months: readonly LogCounts[] }>;
  /** Writes a month as CSV into a folder and gives the path. @throws ChipidError `files.*` */
  exportCsv(month: string, folder: string): Promise<string>;
  close(): Promise<void>;
}
