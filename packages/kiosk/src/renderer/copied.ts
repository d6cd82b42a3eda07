/** Time to paste a slip into the form it is for, ms; the same as in a window of Electron. */
const KEPT_MS = 120_000;

/** The part of the browser's clipboard that a page may use without asking anybody. */
export type Clipboard = Pick<globalThis.Clipboard, "writeText">;

/**
 * Puts slips on the clipboard, and takes them off again. A browser lets only the page that has the focus write, so that a
 * text may have to wait for the officer's coming back; what is there by then it tells nobody, so that it goes too.
 */
export class Copied {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #there = false;
  #leaving = false;

  /** @param focus called with what is to be done when the page has the focus again */
  constructor(
    private readonly clipboard: () => Clipboard | undefined,
    focus: (back: () => void) => void,
    private readonly kept = KEPT_MS,
  ) {
    focus(() => {
      if (this.#leaving) void this.forget();
    });
  }

  /** @returns whether the clipboard has it */
  async copy(text: string): Promise<boolean> {
    clearTimeout(this.#timer);
    if (!(await this.#write(text))) return false;
    this.#there = true;
    this.#leaving = false;
    this.#timer = setTimeout(() => void this.forget(), this.kept);
    return true;
  }

  /** Takes it off, or does so as soon as the browser lets the page. */
  async forget(): Promise<void> {
    if (!this.#there) return;
    clearTimeout(this.#timer);
    this.#leaving = true;
    if (!(await this.#write(""))) return;
    this.#there = false;
    this.#leaving = false;
  }

  async #write(text: string): Promise<boolean> {
    try {
      const clipboard = this.clipboard();
      await clipboard?.writeText(text);
      return clipboard !== undefined;
    } catch {
      return false;
    }
  }
}
