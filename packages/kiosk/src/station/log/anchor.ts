import type { LogFileSystem } from "./file-system.js";
import { writeHead } from "./head.js";
import type { Link } from "./row.js";

/** Keeps the head a short distance behind the rows: not written for each of them, never before one is on the disk. */
export class Anchor {
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private wanted: Link | undefined;

  constructor(
    private readonly fs: LogFileSystem,
    private readonly folder: string,
    private readonly delay: number,
    /** Whether this log may still be written. */
    private readonly allowed: () => Promise<boolean>,
  ) {}

  /** A row is on the disk. */
  reached(link: Link): void {
    this.wanted = link;
    this.timer ??= setTimeout(() => void this.flush(), this.delay).unref();
  }

  /** Writes it now. A disk that does not take it leaves the old one, which is right as well; the next row tries again. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(async () => {
      const link = this.wanted;
      if (link === undefined) return;
      try {
        if (!(await this.allowed())) return;
        await writeHead(this.fs, this.folder, link);
        if (this.wanted === link) this.wanted = undefined;
      } catch {
        // Behind the log, as after a loss of power.
      }
    });
    return this.writing;
  }
}
