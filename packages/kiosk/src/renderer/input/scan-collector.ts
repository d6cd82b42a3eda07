import { MAX_SCAN } from "../../shared/index.js";

/** After an Enter, time for a scanner to go on with the next line of an MRZ, ms. */
export const AFTER_ENTER_MS = 80;
/** After a line of an MRZ that has more to come: a busy machine hands on keys late, and nothing is lost by waiting, ms. */
export const WITHIN_MRZ_MS = 500;
/** After the last key of a line that has others before it and no Enter, ms. */
export const AFTER_KEY_MS = 300;

/**
 * Gathers what a keyboard-wedge scanner types: lines, each ended by Enter or Tab, or the last one by nothing. A scan is
 * given on when no more keys come; nothing of it stays here.
 */
export class ScanCollector {
  readonly #take: () => string;
  readonly #emit: (text: string) => void;
  #lines: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `take` gives what was typed since the last line, and clears it. */
  constructor(take: () => string, emit: (text: string) => void) {
    this.#take = take;
    this.#emit = emit;
  }

  /** Lines have come, and more may. */
  get gathering(): boolean {
    return this.#lines.length > 0;
  }

  /** The end of a line. False: there was nothing, neither now nor before. */
  lineEnd(): boolean {
    const line = this.#take();
    if (line.trim() === "" && !this.gathering) return false;
    this.#lines.push(line);
    this.#wait(isWithinMrz(this.#lines) ? WITHIN_MRZ_MS : AFTER_ENTER_MS);
    return true;
  }

  /** A key within a line. */
  typed(): void {
    if (this.gathering) this.#wait(AFTER_KEY_MS);
  }

  /** Gives on at once what is there. */
  flush(): void {
    this.#stop();
    const text = [...this.#lines, this.#take()].join("\n").trim();
    this.#lines = [];
    // One character more than a scan may have: the station says that it is too long, instead of reading a part of it.
    if (text !== "") this.#emit(text.slice(0, MAX_SCAN + 1));
  }

  /** Lines so far, for whoever goes on with them; they are not kept. */
  release(): string[] {
    this.#stop();
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }

  resume(lines: readonly string[]): void {
    this.#lines = [...lines];
    if (this.gathering) this.#wait(AFTER_KEY_MS);
  }

  #wait(milliseconds: number): void {
    this.#stop();
    this.#timer = setTimeout(() => this.flush(), milliseconds);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** Lines that each kind of MRZ has, by the length of one. */
const MRZ_LINES: Readonly<Record<number, number>> = { 30: 3, 36: 2, 44: 2 };

function isWithinMrz(lines: readonly string[]): boolean {
  const [first = ""] = lines;
  return /^[A-Z0-9<]+$/i.test(first) && lines.length < (MRZ_LINES[first.length] ?? 0);
}
