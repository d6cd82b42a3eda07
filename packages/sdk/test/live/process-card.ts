import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { fromHex, toHex } from "../../src/bytes/bytes.js";
import { ChipidError } from "../../src/errors/chipid-error.js";
import type { Card } from "../../src/iso7816/card.js";

/**
 * A chip that is a process speaking the line protocol: READY, then one command in hex a line in, one response in hex a line
 * out; RESET answers OK.
 */
export class ProcessCard implements Card {
  readonly atr = undefined;
  readonly limits = {};
  private rest = "";
  private readonly lines: string[] = [];
  private waiting: { resolve: (line: string) => void; reject: (error: unknown) => void } | undefined;
  private gone = false;

  private constructor(private readonly child: ChildProcessByStdio<Writable, Readable, null>) {
    child.stdout.setEncoding("latin1");
    child.stdout.on("data", (text: string) => {
      const parts = (this.rest + text).split("\n");
      this.rest = parts.pop() ?? "";
      this.lines.push(...parts);
      this.deliver();
    });
    for (const event of ["exit", "error"] as const) {
      child.on(event, () => {
        this.gone = true;
        this.deliver();
      });
    }
    child.stdin.on("error", () => undefined);
  }

  static async start(program: string, args: readonly string[]): Promise<ProcessCard> {
    const card = new ProcessCard(spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] }));
    const greeting = await card.next();
    if (greeting !== "READY") throw new Error(`a chip greets with READY, not with ${JSON.stringify(greeting)}`);
    return card;
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    this.child.stdin.write(`${toHex(command)}\n`);
    return fromHex(await this.next());
  }

  async reset(): Promise<void> {
    this.child.stdin.write("RESET\n");
    const answer = await this.next();
    if (answer !== "OK") throw new Error(`RESET is answered with OK, not with ${JSON.stringify(answer)}`);
  }

  /** Ends the process: its input is at an end. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.gone) return resolve();
      this.child.on("exit", () => resolve());
      this.child.stdin.end();
    });
  }

  private next(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.deliver();
    });
  }

  private deliver(): void {
    if (this.waiting === undefined) return;
    const { resolve, reject } = this.waiting;
    const line = this.lines.shift();
    if (line !== undefined) {
      this.waiting = undefined;
      resolve(line.trim());
    } else if (this.gone) {
      this.waiting = undefined;
      reject(new ChipidError("card.removed", "The chip's process has ended."));
    }
  }
}
