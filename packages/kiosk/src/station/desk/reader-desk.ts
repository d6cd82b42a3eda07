import { isChipidError } from "@chipid/sdk";
import type { Readers } from "@chipid/sdk/pcsc";
import { type ReadersSeen, watchReaders } from "../reading/watch.js";

/** The readers of this machine, opened when that is possible, and watched. */
export class ReaderDesk {
  #readers: Readers | undefined;
  #stop: (() => void) | undefined;
  #seen: ReadersSeen = { service: "starting", readers: [] };
  readonly #waiting = new Set<() => void>();

  constructor(
    private readonly create: () => Readers,
    private readonly tell: (seen: ReadersSeen) => void,
  ) {}

  get seen(): ReadersSeen {
    return this.#seen;
  }

  get readers(): Readers | undefined {
    return this.#readers;
  }

  /** Does nothing when they are open. Without a library there are no readers, and the next try may find one. */
  open(): void {
    if (this.#readers !== undefined) return;
    try {
      this.#readers = this.create();
    } catch (error) {
      if (!isChipidError(error)) throw error;
      this.#note({ service: "no-driver", readers: [] });
      return;
    }
    this.#stop = watchReaders(this.#readers, (seen) => this.#note(seen));
  }

  /** Resolves when the service was heard of, or after so long, ms. */
  async heard(longest: number): Promise<void> {
    if (this.#seen.service !== "starting") return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, longest);
      this.#waiting.add(done);
    });
  }

  async close(): Promise<void> {
    this.#stop?.();
    await this.#readers?.close();
  }

  #note(seen: ReadersSeen): void {
    this.#seen = seen;
    if (seen.service !== "starting") for (const done of [...this.#waiting]) done();
    this.tell(seen);
  }
}
