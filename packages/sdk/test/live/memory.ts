import { objectBytes } from "./heap-objects.js";
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

/** Bytes after collection. */
export interface Weight {
  /** The heap and array buffers. */
  readonly whole: number;
  /** JavaScript's own part of it, without what the engine compiles: it goes on optimising for thousands of runs. */
  readonly objects: number;
}

/** By number of runs. */
export type MemoryCounts = ReadonlyMap<number, Weight>;

/** Inspections of a card over and over in one process: what each leaves behind would show. */
export async function memoryRuns({ profile, runs, at, collect, onProgress }: MemoryOptions): Promise<MemoryCounts> {
  const document = documentOf(profile);
  const weighed = new Map<number, Weight>();
  for (let run = 1; run <= runs; run++) {
    const { inspection } = await inspectAs(document, chipOf(document.chip, `memory ${run}`));
    if (inspection.verdict !== "genuine") throw new Error(`run ${run} is ${inspection.verdict}`);
    if (at.includes(run)) weighed.set(run, await weigh(collect));
    onProgress?.(run);
  }
  return weighed;
}

async function weigh(collect: () => void): Promise<Weight> {
  // Finalisers run between collections.
  for (let i = 0; i < 3; i++) collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { whole: heapUsed + arrayBuffers, objects: await objectBytes() };
}
