/** Clocks that are kept by the network are mended by less, s and ms at a time. */
const SLACK_MS = 60_000;

/** Holds the machine's clock against one that nobody can set. */
export class ClockWatch {
  /** How far the clock is ahead of the other one; as it was before it was set back. */
  #lead: number;

  /**
   * @param now milliseconds since 1970
   * @param monotonic milliseconds of a clock that nobody sets
   */
  constructor(
    private readonly now: () => number,
    private readonly monotonic: () => number,
  ) {
    this.#lead = now() - monotonic();
  }

  /**
   * Milliseconds by which the clock was set back since the start, or since it was accepted; 0 when it was not. Forward is
   * no fault: a machine that slept finds its clock ahead.
   */
  back(): number {
    const lead = this.now() - this.monotonic();
    const back = this.#lead - lead;
    if (back > SLACK_MS) return back;
    this.#lead = lead;
    return 0;
  }

  /** A person has looked at the clock, and it is right as it is. */
  accept(): void {
    this.#lead = this.now() - this.monotonic();
  }
}
