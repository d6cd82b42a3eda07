import type { ElementaryFileName } from "../lds/files.js";
import { CONTENT_STEPS, conclude, type JudgementOptions, newState, type StepName, TRUST_STEPS } from "./procedure.js";
import type { Inspection, InspectionSource } from "./result.js";
import type { InspectionState } from "./state.js";
import { judgeChipAtRest } from "./steps/chip.js";

export type { JudgementOptions, StepName } from "./procedure.js";

export interface InspectionInput {
  /** Elementary files as read, by their standard names. */
  readonly files: ReadonlyMap<ElementaryFileName, Uint8Array>;
  /** Default `files`. */
  readonly source?: InspectionSource;
  /** Where the files came from, as the result shall name it. */
  readonly path?: string;
}

export interface InspectionOptions extends JudgementOptions {
  readonly signal?: { readonly aborted: boolean; readonly reason?: unknown };
  readonly onProgress?: (progress: InspectionProgress) => void;
}

export interface InspectionProgress {
  readonly phase: StepName;
  readonly done: number;
  readonly total: number;
}

/** Passive authentication and the judgement of what was signed, in order (ICAO 9303-11 §5.1, 9303-12 §7). */
const STEPS = [...TRUST_STEPS, ...CONTENT_STEPS];

/**
 * Inspects a document whose files are at rest: whether it is genuine as far as files can show, why, and what it says.
 * The result is `chipid-inspection/1` (contract.md §3); what is found out about the document is in `reasons`, never an
 * exception.
 * @throws ChipidError `inspection.input` for files that were not read to their end or are no EF.SOD at all,
 * `usage` for an unknown policy; the signal's reason when aborted.
 */
export async function inspect(input: InspectionInput, options: InspectionOptions): Promise<Inspection> {
  return inspectFiles(input, options);
}

/** {@link inspect} without the promise: nothing in it waits. */
export function inspectFiles(input: InspectionInput, options: InspectionOptions): Inspection {
  return runSteps(input, options, judgeChipAtRest);
}

/** The procedure over files, the chip judged last by `judgeChip`, which adds its findings to the state. */
export function runSteps(
  input: InspectionInput,
  options: InspectionOptions,
  judgeChip: (state: InspectionState) => Inspection["chip"],
): Inspection {
  const started = options.clock?.() ?? 0;
  const state = newState(input.files, input.source ?? "files", options);
  for (const [done, step] of STEPS.entries()) {
    if (options.signal?.aborted === true) throw options.signal.reason;
    options.onProgress?.({ phase: step.name, done, total: STEPS.length });
    step.run(state);
  }
  const chip = judgeChip(state);
  const elapsed = (options.clock?.() ?? started) - started;
  return conclude(
    state,
    {
      path: input.path ?? null,
      access: { protocol: "none" },
      chip,
      timing: { totalMs: elapsed, cardMs: 0, hostMs: elapsed, apdus: 0, bytesIn: 0, bytesOut: 0 },
    },
    options,
  );
}
