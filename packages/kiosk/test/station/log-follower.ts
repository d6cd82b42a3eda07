import { open, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Counts the rows of a log as they come to the disk. */
export class LogFollower {
  readonly #read = new Map<string, number>();
  readonly events = new Map<string, number>();

  constructor(private readonly folder: string) {}

  count(event: string): number {
    return this.events.get(event) ?? 0;
  }

  /** Resolves when so many rows of a kind are there. */
  async until(event: string, rows: number): Promise<void> {
    for (let tries = 0; tries < 2000; tries++) {
      await this.look();
      if (this.count(event) >= rows) return;
      await new Promise((done) => setTimeout(done, 5));
    }
    throw new Error(`${this.count(event)} rows of ${event} where ${rows} are due`);
  }

  async look(): Promise<void> {
    for (const name of (await readdir(this.folder)).filter((file) => file.endsWith(".jsonl"))) {
      const from = this.#read.get(name) ?? 0;
      const file = await open(join(this.folder, name));
      try {
        const { size } = await file.stat();
        const { bytesRead, buffer } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
        const text = buffer.toString("utf8", 0, bytesRead);
        const whole = text.slice(0, text.lastIndexOf("\n") + 1);
        this.#read.set(name, from + Buffer.byteLength(whole));
        for (const [, event = ""] of whole.matchAll(/"event":"([a-z-]+)"/g))
          this.events.set(event, this.count(event) + 1);
      } finally {
        await file.close();
      }
    }
  }
}
