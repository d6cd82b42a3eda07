import type { Timer } from "../machine/timers.js";

/** Calls back once after so many milliseconds, unless it is stopped before. */
export type SetTimer = (ms: number, ring: () => void) => () => void;

export const hostTimer: SetTimer = (ms, ring) => {
  const timer = setTimeout(ring, ms);
  return () => clearTimeout(timer);
};

/** Keeps the timers running that a state asks for, and no other. */
export class TimerDesk {
  readonly #running = new Map<string, () => void>();

  constructor(
    private readonly set: SetTimer,
    private readonly ring: (timer: Timer) => void,
  ) {}

  keep(wanted: readonly Timer[]): void {
    const keys = new Set(wanted.map(({ key }) => key));
    for (const [key, stop] of [...this.#running]) {
      if (keys.has(key)) continue;
      stop();
      this.#running.delete(key);
    }
    for (const timer of wanted) {
      if (this.#running.has(timer.key)) continue;
      const stop = this.set(timer.ms, () => {
        this.#running.delete(timer.key);
        this.ring(timer);
      });
      this.#running.set(timer.key, stop);
    }
  }
}
