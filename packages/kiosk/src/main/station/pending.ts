/** Questions that wait for their answers, each told by a number. */
export class Pending<A> {
  readonly #waiting = new Map<number, (answer: A) => void>();
  readonly #none: A;

  /** @param none the answer when there will be none */
  constructor(none: A) {
    this.#none = none;
  }

  ask(id: number): Promise<A> {
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  answer(id: number, answer: A): void {
    const resolve = this.#waiting.get(id);
    this.#waiting.delete(id);
    resolve?.(answer);
  }

  /** Nobody is left to answer. */
  abandon(): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const resolve of waiting) resolve(this.#none);
  }
}
