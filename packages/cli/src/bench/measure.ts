/** Milliseconds. */
export interface Figure {
  readonly median: number;
  readonly minimum: number;
  readonly samples: number;
}

const WARM_UP = { runs: 5, ms: 120 };
const MAX_SAMPLES = 2_000;

export function figureOf(samples: readonly number[]): Figure {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  const median = sorted.length % 2 === 0 ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
  return { median, minimum: sorted[0] ?? Number.NaN, samples: sorted.length };
}

function milliseconds(begun: bigint): number {
  return Number(process.hrtime.bigint() - begun) / 1e6;
}

/**
 * Times `run` until `budget` milliseconds are used up, after a warm-up that is not counted. `prepare` makes what one
 * run needs and is not timed either.
 */
export function measure<T>(prepare: () => T, run: (prepared: T) => void, budget: number, least = 5): Figure {
  const warm = process.hrtime.bigint();
  for (let i = 0; i < WARM_UP.runs || milliseconds(warm) < WARM_UP.ms; i++) {
    run(prepare());
    if (i >= 2 && milliseconds(warm) > budget) break;
  }
  const samples: number[] = [];
  const begun = process.hrtime.bigint();
  while (samples.length < MAX_SAMPLES && (samples.length < least || milliseconds(begun) < budget)) {
    const prepared = prepare();
    const start = process.hrtime.bigint();
    run(prepared);
    samples.push(milliseconds(start));
  }
  return figureOf(samples);
}
