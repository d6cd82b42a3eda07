import { getHeapCodeStatistics } from "node:v8";
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
  /** The same without code that the engine has compiled and its data: it goes on optimising for a thousand runs. */
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
    if (at.includes(run)) weighed.set(run, weigh(collect));
    onProgress?.(run);
  }
  return weighed;
}

function weigh(collect: () => void): Weight {
  // Finalisers run between collections.
  for (let i = 0; i < 3; i++) collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const { code_and_metadata_size: code, bytecode_and_metadata_size: bytecode } = getHeapCodeStatistics();
  const whole = heapUsed + arrayBuffers;
  return { whole, objects: whole - code - bytecode };
}
