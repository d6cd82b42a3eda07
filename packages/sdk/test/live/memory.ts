import { chipOf, documentOf, inspectAs } from "./kit.js";

export interface MemoryOptions {
  readonly profile: string;
  readonly runs: number;
  /** Runs after which the heap is weighed. */
  readonly at: readonly number[];
  /** Collects all garbage. */
  readonly collect: () => void;
  readonly onProgress?: (done: number) => void;
}

/** Bytes of the heap and of array buffers after collection, by number of runs. */
export type MemoryCounts = ReadonlyMap<number, number>;

/** Inspections of a card over and over in one process: what each leaves behind would show. */
export async function memoryRuns({ profile, runs, at, collect, onProgress }: MemoryOptions): Promise<MemoryCounts> {
  const document = documentOf(profile);
  const weighed = new Map<number, number>();
  for (let run = 1; run <= runs; run++) {
    const { inspection } = await inspectAs(document, chipOf(document.chip, `memory ${run}`));
    if (inspection.verdict !== "genuine") throw new Error(`run ${run} is ${inspection.verdict}`);
    if (at.includes(run)) weighed.set(run, weigh(collect));
    onProgress?.(run);
  }
  return weighed;
}

function weigh(collect: () => void): number {
  // Finalisers run between collections.
  for (let i = 0; i < 3; i++) collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
