import type { Check } from "../../shared/index.js";
import { checkClock } from "../checks/clock.js";
import { ClockWatch } from "../checks/clock-watch.js";
import type { SetTimer } from "./timers.js";

/** A station that nobody touches looks so often, ms; one that does something looks before each step. */
const EVERY_MS = 5000;

export interface ClockDeskOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds of a clock that nobody sets. */
  readonly monotonic: () => number;
  readonly built: number;
  /** Time of the log's last row, ms; undefined: there is none. */
  readonly lastRow: () => number | undefined;
  /** Newest date among what is trusted. */
  readonly trusted: () => number | undefined;
  readonly setTimer: SetTimer;
  /** It is time to look. */
  readonly ring: () => void;
}

/** The machine's clock, watched for as long as the station runs. */
export class ClockDesk {
  readonly #watch: ClockWatch;
  #stop: (() => void) | undefined;
  #failed = false;

  constructor(private readonly options: ClockDeskOptions) {
    this.#watch = new ClockWatch(options.now, options.monotonic);
    this.#wait();
  }

  check(): Check {
    const { now, built, lastRow, trusted } = this.options;
    const check = checkClock({
      now: now(),
      built,
      lastRow: lastRow(),
      trusted: trusted(),
      back: this.#watch.back(),
    });
    this.#failed = check.state === "failed";
    return check;
  }

  /** The check when it comes to something else than the last time; undefined when it does not. */
  changed(): Check | undefined {
    const before = this.#failed;
    const check = this.check();
    return this.#failed === before ? undefined : check;
  }

  /** A person says that the clock is right. @returns by how many ms it was set back; 0: it was not */
  accept(): number {
    const back = this.#watch.back();
    this.#watch.accept();
    return back;
  }

  close(): void {
    this.#stop?.();
  }

  #wait(): void {
    this.#stop = this.options.setTimer(EVERY_MS, () => {
      this.#wait();
      this.options.ring();
    });
  }
}
