import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { ChipidError } from "@chipid/sdk";
import { makeFolder, writeAtomically } from "@chipid/sdk/node";
import { hashPin, type PinHash, parsePinHash, pinMatches } from "./pin-hash.js";
import { isPin, isTrivialPin } from "./pin-rules.js";
import { FREE_TRIES, NO_TRIES, parseTries, type Tries, waitFor } from "./pin-tries.js";

export const PIN_FILE = "supervisor-pin.json";
export const TRIES_FILE = "supervisor-tries.json";
const MAX_FILE = 4096;

export type PinCheck =
  | { readonly granted: true }
  /** `wait`: not looked at, right or wrong. `unset`: there is none yet. `broken`: nobody can tell, so nobody gets in. */
  | { readonly granted: false; readonly because: "wrong" | "wait" | "unset" | "broken"; readonly seconds: number };

export type PinChange = "set" | "shape" | "trivial";

export interface SupervisorPin {
  /** `broken`: the file is there and cannot be read; whoever keeps the machine takes it away. */
  readonly state: "unset" | "set" | "broken";
  /** One try after another, however many are asked for at once. Never rejects. */
  check(pin: string): Promise<PinCheck>;
  /**
   * Sets a PIN of 6 to 12 digits; who may, the caller has decided. `trivial`: too easily guessed.
   * @throws ChipidError `files.unreadable` when the folder does not take it
   */
  set(pin: string): Promise<PinChange>;
}

/** The supervisor's PIN of a station, kept as a hash in a file that only the station's account reads. */
export function openPin(folder: string, now: () => number = Date.now): SupervisorPin {
  return new StoredPin(folder, now);
}

type Stored = PinHash | "unset" | "broken";

class StoredPin implements SupervisorPin {
  private hash: Stored;
  private tries: Tries;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly folder: string,
    private readonly now: () => number,
  ) {
    this.hash = this.readHash();
    this.tries = this.readTries();
  }

  get state(): SupervisorPin["state"] {
    return typeof this.hash === "string" ? this.hash : "set";
  }

  check(pin: string): Promise<PinCheck> {
    return this.inTurn(() => this.tried(pin));
  }

  set(pin: string): Promise<PinChange> {
    return this.inTurn(async () => {
      if (!isPin(pin)) return "shape";
      if (isTrivialPin(pin)) return "trivial";
      const hash = await hashPin(pin);
      try {
        makeFolder(this.folder);
        writeAtomically(join(this.folder, PIN_FILE), Buffer.from(`${JSON.stringify(hash)}\n`, "utf8"));
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? "unknown";
        throw new ChipidError("files.unreadable", `The PIN cannot be written (${code}).`, { cause: error });
      }
      this.hash = hash;
      this.forget();
      return "set";
    });
  }

  private async tried(pin: string): Promise<PinCheck> {
    const { hash } = this;
    if (typeof hash === "string") return { granted: false, because: hash, seconds: 0 };
    const seconds = waitFor(this.tries, this.now());
    if (seconds > 0) return { granted: false, because: "wait", seconds };
    // Counted before it is looked at: a station that is killed meanwhile has counted it.
    const kept = this.count();
    let matches = false;
    try {
      matches = isPin(pin) && (await pinMatches(pin, hash));
    } catch {
      // Not enough memory for the derivation: nobody gets in on that.
    }
    if (matches) {
      this.forget();
      return { granted: true };
    }
    // What cannot be kept over a restart must not be free.
    if (!kept) this.tries = { ...this.tries, wrong: Math.max(this.tries.wrong, FREE_TRIES) };
    return { granted: false, because: "wrong", seconds: waitFor(this.tries, this.now()) };
  }

  private count(): boolean {
    this.tries = { wrong: this.tries.wrong + 1, at: this.now() };
    try {
      writeAtomically(join(this.folder, TRIES_FILE), Buffer.from(`${JSON.stringify(this.tries)}\n`, "utf8"));
      return true;
    } catch {
      return false;
    }
  }

  private forget(): void {
    this.tries = NO_TRIES;
    try {
      rmSync(join(this.folder, TRIES_FILE), { force: true });
    } catch {
      // Counts on from there after a restart.
    }
  }

  private readHash(): Stored {
    const text = this.read(PIN_FILE);
    if (typeof text !== "string") return text === undefined ? "unset" : "broken";
    return parsePinHash(text) ?? "broken";
  }

  private readTries(): Tries {
    const text = this.read(TRIES_FILE);
    if (text === undefined) return NO_TRIES;
    // A record that cannot be read is that of somebody who used up what is free.
    return (typeof text === "string" ? parseTries(text) : undefined) ?? { wrong: FREE_TRIES, at: this.now() };
  }

  /** undefined: not there. null: not to be read. */
  private read(name: string): string | null | undefined {
    const path = join(this.folder, name);
    try {
      return statSync(path).size > MAX_FILE ? null : readFileSync(path, "utf8");
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : null;
    }
  }

  private inTurn<T>(job: () => Promise<T>): Promise<T> {
    const turn = this.turn.then(job);
    this.turn = turn.catch(() => undefined);
    return turn;
  }
}
