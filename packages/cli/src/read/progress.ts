import type { CardProgress } from "@chipid/sdk";
import type { Terminal } from "../terminal/terminal.js";

const BAR = 24;

const PHASES: Readonly<Record<Exclude<CardProgress["phase"], "read">, string>> = {
  access: "opening the chip",
  chip: "having the chip prove that it is the original",
  verify: "verifying",
  interrupted: "contact lost",
};

/**
 * Where a reading stands, on standard error: on a terminal one line that is rewritten, else a line a phase and a file.
 */
export class ReadingProgress {
  private last = "";
  private open: Extract<CardProgress, { phase: "read" }> | undefined;

  constructor(
    private readonly terminal: Terminal,
    private readonly quiet: boolean,
  ) {}

  readonly report = (progress: CardProgress): void => {
    if (this.quiet) return;
    if (this.terminal.interactive) this.terminal.progress(lineOf(progress));
    else this.plain(progress);
  };

  /** What is still to be told when the reading is over. */
  end(): void {
    this.finishFile();
    this.terminal.clearProgress();
  }

  private plain(progress: CardProgress): void {
    if (progress.phase === "read") {
      if (this.open !== undefined && this.open.file !== progress.file) this.finishFile();
      this.open = progress;
      return;
    }
    this.finishFile();
    if (progress.phase === this.last) return;
    this.last = progress.phase;
    this.terminal.note(PHASES[progress.phase]);
  }

  private finishFile(): void {
    const { open } = this;
    this.open = undefined;
    if (open === undefined || this.quiet || this.terminal.interactive) return;
    this.last = "read";
    const { file, done, total } = open;
    this.terminal.note(`read ${file}, ${done === total || total === undefined ? done : `${done} of ${total}`} bytes`);
  }
}

function lineOf(progress: CardProgress): string {
  if (progress.phase !== "read") return `${PHASES[progress.phase]} …`;
  const { file, done, total } = progress;
  const part = total === undefined || total === 0 ? 0 : Math.min(1, done / total);
  const filled = Math.round(part * BAR);
  const bytes = total === undefined ? `${done} bytes` : `${done} of ${total} bytes`;
  return `reading ${file.padEnd(15)} ${"█".repeat(filled)}${"░".repeat(BAR - filled)} ${bytes}`;
}
