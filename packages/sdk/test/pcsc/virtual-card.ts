import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

/** vpcd's two slots. */
export const SLOTS = [
  { reader: "Virtual PCD 00 00", port: 35963 },
  { reader: "Virtual PCD 00 01", port: 35964 },
] as const;

/**
 * The card of vpcd-card.mjs in a process of its own: in this one, a native library that blocks the thread would wait for
 * an answer that only this thread could give.
 */
export class VirtualCard {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #done: (() => void)[] = [];
  /** `power on`, `power off`, `reset`, `error …` as they came. */
  readonly said: string[] = [];

  constructor(program: string, slot: number = 0) {
    this.#process = spawn(process.execPath, [program, String(SLOTS[slot]?.port)], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    createInterface({ input: this.#process.stdout }).on("line", (line) => {
      if (line === "done") this.#done.shift()?.();
      else this.said.push(line);
    });
  }

  tell(command: string): Promise<void> {
    return new Promise((resolve) => {
      this.#done.push(resolve);
      this.#process.stdin.write(`${command}\n`);
    });
  }

  end(): void {
    this.#process.kill("SIGKILL");
  }
}
