import type { AbortSignalLike } from "../iso7816/card.js";
import { ReaderError } from "./return-codes.js";

/**
 * One thing at a time, in order. A task cannot be called back once it runs: who stops waiting for it leaves it running,
 * and `settled` tells when nothing runs any more.
 */
export class ExchangeQueue {
  #last: Promise<unknown> = Promise.resolve();
  #running = 0;

  /** True while something runs or waits. */
  get busy(): boolean {
    return this.#running > 0;
  }

  run<T>(task: () => Promise<T>): Promise<T> {
    this.#running++;
    const result = this.#running === 1 ? task() : this.#last.then(task);
    const done = (): void => {
      this.#running--;
    };
    this.#last = result.then(done, done);
    return result;
  }

  /** Resolves when nothing is under way; never rejects. */
  async settled(): Promise<void> {
    while (this.#running > 0) await this.#last;
  }
}

/**
 * A time limit that many waits share. Its one timer runs on while they come and go: a timer for each exchange would cost
 * more than all else around it.
 */
export class TimeLimit {
  readonly #ms: number;
  /** In the order of their ends, since all last equally long. */
  readonly #waits = new Set<{ readonly end: number; readonly over: () => void }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number) {
    this.#ms = ms;
  }

  /** Calls `over` when the time has gone by; the returned function ends the wait. */
  begin(over: () => void): () => void {
    const wait = { end: performance.now() + this.#ms, over };
    this.#waits.add(wait);
    if (this.#timer === undefined) this.#look();
    return () => void this.#waits.delete(wait);
  }

  /** Nothing waits any more, and nothing will for long: the timer would keep all this in memory until its end. */
  rest(): void {
    if (this.#waits.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    this.#timer = undefined;
    for (const wait of this.#waits) {
      const left = wait.end - performance.now();
      if (left > 0) {
        // What is waited for keeps the process alive, not the waiting.
        this.#timer = setTimeout(() => this.#look(), Math.ceil(left)).unref();
        return;
      }
      this.#waits.delete(wait);
      wait.over();
    }
  }
}

/**
 * The promise's outcome, or an error as soon as the time is over or the signal says so; then `abandoned` is called, while
 * the promise goes on unobserved.
 * @throws ReaderError `card.timeout`; the signal's reason
 */
export function orAbandon<T>(
  promise: Promise<T>,
  limit: TimeLimit,
  signal: AbortSignalLike | undefined,
  abandoned: () => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const over = (): void => {
      end();
      signal?.removeEventListener?.("abort", aborted);
    };
    const give = (error: unknown): void => {
      over();
      abandoned();
      reject(error);
    };
    const aborted = (): void => give(abortError(signal));
    const end = limit.begin(() => give(new ReaderError("card.timeout", "The card did not answer in time.")));
    signal?.addEventListener?.("abort", aborted);
    promise.then(
      (value) => {
        over();
        resolve(value);
      },
      (error: unknown) => {
        over();
        reject(error);
      },
    );
  });
}

/** @throws the signal's reason when it was given; ReaderError `card.timeout` for AbortSignal.timeout() */
export function throwIfAborted(signal: AbortSignalLike | undefined): void {
  if (signal?.aborted === true) throw abortError(signal);
}

function abortError(signal: AbortSignalLike | undefined): unknown {
  const reason = signal?.reason ?? new Error("stopped by its signal");
  // AbortSignal.timeout() has this reason.
  if (reason instanceof Error && reason.name === "TimeoutError") {
    return new ReaderError("card.timeout", "The card did not answer in time.", { cause: reason });
  }
  return reason;
}

/** Waits, unless the signal ends the wait. @throws as throwIfAborted */
export function pause(ms: number, signal?: AbortSignalLike): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(abortError(signal));
      return;
    }
    const aborted = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener?.("abort", aborted);
      reject(abortError(signal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener?.("abort", aborted);
      resolve();
    }, ms);
    signal?.addEventListener?.("abort", aborted);
  });
}
