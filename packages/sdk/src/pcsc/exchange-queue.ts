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
 * The promise's outcome, or an error as soon as the time is over or the signal says so; then `abandoned` is called, while
 * the promise goes on unobserved.
 * @throws ReaderError `card.timeout`; the signal's reason
 */
export function orAbandon<T>(
  promise: Promise<T>,
  limit: { readonly signal?: AbortSignalLike | undefined; readonly timeout?: number | undefined },
  abandoned: () => void,
): Promise<T> {
  const { signal, timeout } = limit;
  if (signal === undefined && timeout === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const over = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener?.("abort", aborted);
    };
    const give = (error: unknown): void => {
      over();
      abandoned();
      reject(error);
    };
    const aborted = (): void => give(abortError(signal));
    if (timeout !== undefined) {
      timer = setTimeout(() => give(new ReaderError("card.timeout", "The card did not answer in time.")), timeout);
    }
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
