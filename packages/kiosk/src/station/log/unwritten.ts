import type { Verdict } from "../../shared/index.js";
import type { LogEvent } from "./types.js";

/** Rows that the disk did not take, counted until a row can say so. */
export class Unwritten {
  rows = 0;
  /** Inspections among them, training left out. */
  inspections = 0;
  private byVerdict: Partial<Record<Verdict, number>> = {};

  add(event: LogEvent): void {
    this.rows++;
    if (event.event !== "inspection" || event.training) return;
    this.inspections++;
    this.byVerdict[event.verdict] = (this.byVerdict[event.verdict] ?? 0) + 1;
  }

  /** undefined when there is nothing to say. */
  event(): LogEvent | undefined {
    if (this.rows === 0) return undefined;
    const { rows, inspections, byVerdict } = this;
    return { event: "unwritten", rows, ...(inspections > 0 ? { byVerdict: { ...byVerdict } } : {}) };
  }

  clear(): void {
    this.rows = 0;
    this.inspections = 0;
    this.byVerdict = {};
  }
}
