import { createHash, randomBytes } from "node:crypto";

/** The part of Electron's clipboard that is used: answered at once in older Electrons, and by a promise in newer ones. */
export interface Clipboard {
  writeText(text: string): unknown;
  readText(): string | Promise<string>;
}

/** Time to paste a slip into the form it is for, ms. */
const KEPT_MS = 120_000;

/** Puts slips on the clipboard, and takes them off again: what is copied must not outlive the citizen's visit. */
export class Copied {
  readonly #clipboard: Clipboard;
  readonly #kept: number;
  #timer: NodeJS.Timeout | undefined;
  /** Of what was copied, to be told from what somebody copied since; the text itself is not kept here. */
  #mark: { readonly salt: Buffer; readonly digest: string } | undefined;

  constructor(clipboard: Clipboard, kept = KEPT_MS) {
    this.#clipboard = clipboard;
    this.#kept = kept;
  }

  /** @returns whether the clipboard has it */
  async copy(text: string): Promise<boolean> {
    clearTimeout(this.#timer);
    const salt = randomBytes(16);
    this.#mark = { salt, digest: digest(salt, text) };
    this.#timer = setTimeout(() => void this.forget().catch(() => undefined), this.#kept);
    this.#timer.unref();
    await this.#clipboard.writeText(text);
    return (await this.#clipboard.readText()) === text;
  }

  /** Takes it off, unless something else is there by now. */
  async forget(): Promise<void> {
    clearTimeout(this.#timer);
    const mark = this.#mark;
    this.#mark = undefined;
    if (mark === undefined || digest(mark.salt, await this.#clipboard.readText()) !== mark.digest) return;
    await this.#clipboard.writeText("");
  }
}

function digest(salt: Buffer, text: string): string {
  return createHash("sha256").update(salt).update(text, "utf8").digest("hex");
}
