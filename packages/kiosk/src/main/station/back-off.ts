const FIRST = 250;
const MOST = 10_000;
/** A process that lived this long, ms, was sound: the next failure counts as the first. */
const SOUND = 60_000;

/** How long to wait before the next start: doubles with each that fails soon, 250 ms to 10 s. */
export class BackOff {
  #next = FIRST;

  /** @param livedMs how long the process that has just ended had lived */
  after(livedMs: number): number {
    if (livedMs >= SOUND) this.#next = FIRST;
    const wait = this.#next;
    this.#next = Math.min(MOST, wait * 2);
    return wait;
  }
}
