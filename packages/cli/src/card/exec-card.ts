import { type ChildProcess, spawn } from "node:child_process";
import {
  type Card,
  type CardLimits,
  ChipidError,
  fromHex,
  isChipidError,
  type TransmitOptions,
  toHex,
} from "@chipid/sdk";
import { inert } from "../terminal/text.js";

/** 65,536 bytes and a status word in hex; blanks between bytes are allowed. */
const MAX_LINE = 3 * 65_538;
/** A program takes its time to start, however soon a card is to answer. */
const MIN_START_MS = 2_000;
/** How long a process may take to end once its input has. */
const END_MS = 2_000;
/** The same for one that has never been ready: it has nothing to put away. */
const END_UNREADY_MS = 200;

interface Waiting {
  readonly resolve: (line: string) => void;
  readonly reject: (error: Error) => void;
}

/** How a wait for a line ended without one. */
class Ended extends Error {}
class TimedOut extends Error {}
class TooLong extends Error {}

/**
 * A chip in a process of its own: it prints READY, then answers one line of hex with one line of hex, RESET with OK. The
 * command runs through the shell, in this process's folder, and writes on this process's standard error.
 */
export class ExecCard implements Card {
  readonly atr = undefined;
  readonly limits: CardLimits = {};
  private readonly lines: string[] = [];
  private waiting: Waiting | undefined;
  private rest = "";
  private over: ChipidError | undefined;
  private readonly exited: Promise<void>;

  private constructor(
    private readonly process: ChildProcess,
    private readonly timeout: number,
  ) {
    process.stdout?.setEncoding("latin1");
    process.stdout?.on("data", (text: string) => this.received(text));
    process.stdout?.on("end", () => this.ended());
    // A process that ends while it is written to is seen by its end, not by the broken pipe.
    process.stdin?.on("error", () => undefined);
    this.exited = new Promise((resolve) => {
      process.on("error", () => {
        this.ended();
        resolve();
      });
      process.on("exit", () => resolve());
    });
  }

  /**
   * Starts the process and waits until it is ready.
   * @param timeout longest wait for one answer, and for READY (two seconds at least), milliseconds
   * @throws ChipidError `reader.unknown` when it does not say READY
   */
  static async start(command: string, timeout: number): Promise<ExecCard> {
    // A group of its own, so that what the shell started ends with it.
    const detached = globalThis.process.platform !== "win32";
    const child = spawn(command, { shell: true, stdio: ["pipe", "pipe", "inherit"], detached });
    const card = new ExecCard(child, timeout);
    const start = Math.max(timeout, MIN_START_MS);
    let first: string;
    try {
      first = await card.line(start);
    } catch (error) {
      await card.close(END_UNREADY_MS);
      const why =
        error instanceof TimedOut
          ? `did not say READY within ${start / 1000} s`
          : error instanceof TooLong
            ? "said something else than READY"
            : `ended before it was ready (${exitText(child)})`;
      throw new ChipidError("reader.unknown", `The chip process ${why}.`, { cause: error });
    }
    if (first.trim().toUpperCase() === "READY") return card;
    await card.close(END_UNREADY_MS);
    throw new ChipidError("reader.unknown", `The chip process said "${inert(first.slice(0, 40))}" instead of READY.`);
  }

  async transmit(command: Uint8Array, options: TransmitOptions = {}): Promise<Uint8Array> {
    const line = await this.ask(toHex(command).toUpperCase(), options);
    let response: Uint8Array;
    try {
      response = fromHex(line.trim());
    } catch (error) {
      if (!isChipidError(error)) throw error;
      throw this.fail(new ChipidError("card.transport", "The chip process answered with something that is not hex."));
    }
    if (response.length < 2) {
      throw this.fail(new ChipidError("card.transport", "The chip process answered without a whole status word."));
    }
    return response;
  }

  async reset(): Promise<void> {
    const line = await this.ask("RESET", {});
    if (line.trim().toUpperCase() === "OK") return;
    throw this.fail(new ChipidError("card.transport", "The chip process did not answer OK to RESET."));
  }

  /** Ends the process: by the end of its input, and where that does not do it, by force. */
  async close(patienceMs = END_MS): Promise<void> {
    this.over ??= new ChipidError("card.transport", "The chip process was ended.");
    this.process.stdin?.end();
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<"late">((resolve) => {
      timer = setTimeout(() => resolve("late"), patienceMs);
    });
    if ((await Promise.race([this.exited, patience])) === "late") this.kill();
    clearTimeout(timer);
    this.process.stdout?.destroy();
    this.process.unref();
  }

  private kill(): void {
    const { pid } = this.process;
    if (pid === undefined) return;
    try {
      if (globalThis.process.platform === "win32") this.process.kill();
      else globalThis.process.kill(-pid, "SIGKILL");
    } catch {
      // It ended meanwhile.
    }
  }

  private async ask(line: string, { signal }: TransmitOptions): Promise<string> {
    if (signal?.aborted === true) throw signal.reason;
    if (this.over !== undefined) throw this.over;
    // A line that came unasked cannot be told from the answer.
    if (this.lines.length > 0) throw this.fail(new ChipidError("card.transport", "The chip process spoke unasked."));
    this.process.stdin?.write(`${line}\n`);
    try {
      return await this.line(this.timeout);
    } catch (error) {
      if (error instanceof TimedOut) {
        throw this.fail(new ChipidError("card.timeout", "The chip process did not answer in time.", { cause: error }));
      }
      if (error instanceof TooLong) {
        throw this.fail(new ChipidError("card.transport", "The chip process's answer is longer than any response."));
      }
      throw this.fail(new ChipidError("card.removed", "The chip process ended.", { cause: error }));
    }
  }

  /** What came later could be the late answer to an earlier command: after a fault there is no way on. */
  private fail(error: ChipidError): ChipidError {
    this.over ??= error;
    return error;
  }

  private line(timeout: number): Promise<string> {
    const there = this.lines.shift();
    if (there !== undefined) return Promise.resolve(there);
    if (this.process.stdout?.readableEnded === true) return Promise.reject(new Ended());
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting = undefined;
        reject(new TimedOut());
      }, timeout);
      this.waiting = {
        resolve: (line) => {
          clearTimeout(timer);
          resolve(line);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
    });
  }

  private received(text: string): void {
    this.rest += text;
    for (let end = this.rest.indexOf("\n"); end >= 0; end = this.rest.indexOf("\n")) {
      const line = this.rest.slice(0, end);
      this.rest = this.rest.slice(end + 1);
      const { waiting } = this;
      this.waiting = undefined;
      if (waiting === undefined) this.lines.push(line);
      else waiting.resolve(line);
    }
    if (this.rest.length > MAX_LINE || this.lines.length > 1) {
      this.rest = "";
      this.settle(new TooLong());
      this.process.stdout?.pause();
    }
  }

  private ended(): void {
    this.settle(new Ended());
  }

  private settle(error: Error): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.reject(error);
  }
}

function exitText({ exitCode, signalCode }: ChildProcess): string {
  if (signalCode !== null) return signalCode;
  return exitCode === null ? "it could not be started" : `exit code ${exitCode}`;
}
