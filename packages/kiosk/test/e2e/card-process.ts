import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { CardName } from "./cards.js";

/** No card is changed for another in less, ms. */
const AWAY_MS = 900;

/** The person with the cards: chip-program.ts in a process of its own. */
export class CardProcess {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting: ((answer: string) => void)[] = [];
  /** Cards that a fault took away. */
  removed = 0;

  constructor(program: string, port = 35_963) {
    this.#process = spawn(process.execPath, [program, String(port)], { stdio: ["pipe", "pipe", "inherit"] });
    createInterface({ input: this.#process.stdout }).on("line", (line) => {
      if (line === "removed") this.removed++;
      else this.#waiting.shift()?.(line.slice("done ".length));
    });
  }

  async insert(card: CardName, ...faults: readonly string[]): Promise<void> {
    await this.#tell(["insert", card, ...faults].join(" "));
  }

  async back(): Promise<void> {
    await this.#tell("back");
  }

  /** Takes the card away, and takes a person's time for it: the daemon looks every 400 ms, and misses what is faster. */
  async remove(): Promise<void> {
    await this.#tell("remove");
    await new Promise((done) => setTimeout(done, AWAY_MS));
  }

  /** DER of the anchor of this card's issuer. */
  async anchor(card: CardName): Promise<Uint8Array> {
    return new Uint8Array(Buffer.from(await this.#tell(`anchor ${card}`), "hex"));
  }

  end(): void {
    this.#process.kill("SIGKILL");
  }

  #tell(command: string): Promise<string> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#process.stdin.write(`${command}\n`);
    });
  }
}
