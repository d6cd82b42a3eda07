import { concat, fromHex } from "../../bytes/bytes.js";
import { ChipidError } from "../../errors/chipid-error.js";
import type { Card, TransmitOptions } from "../../iso7816/card.js";

/**
 * What goes wrong:
 * - `remove`: the card leaves the field instead of answering, and comes back with the next reset;
 * - `reset`: it loses power instead of answering. ARG `silent`: nobody says so, and the command is answered by the chip as
 *   it is after power-up;
 * - `mac`: the last bit of the answer's data is wrong, a MAC's under secure messaging; without data the status word's;
 * - `short`: ARG bytes of data are missing (default 1); without data, half the status word;
 * - `sw`: the answer is ARG (four hex digits, default 6F00) and the chip does not see the command;
 * - `slow`: the answer takes ARG milliseconds longer (default 2000);
 * - `endless`: from then on no file ends: each says it is 2 GB long and gives zeros behind its bytes (T74);
 * - `plain`: the answer is 9000 without secure messaging, with the data ARG in hex (T65);
 * - `replay`: the answer before this one once more (T67);
 * - `mute`: no answer at all (T93).
 */
export const FAULT_KINDS = [
  "remove",
  "reset",
  "mac",
  "short",
  "sw",
  "slow",
  "endless",
  "plain",
  "replay",
  "mute",
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** Number of the exchange, from 1, counted over resets. */
  readonly at: number;
  /** It happens at every exchange from `at` on. */
  readonly always: boolean;
  readonly argument: string | undefined;
}

const DEFAULT_SLOW_MS = 2_000;
const DEFAULT_STATUS = 0x6f00;

/**
 * `KIND@N[:ARG]`: the fault at exchange N, counted from 1; `KIND@N+[:ARG]` at it and all that follow.
 * @throws ChipidError `usage`
 */
export function parseFault(text: string): Fault {
  const match = /^([a-z]+)@([1-9]\d{0,8})(\+?)(?::(.+))?$/.exec(text);
  const kind = FAULT_KINDS.find((candidate) => candidate === match?.[1]);
  if (match === null || kind === undefined) {
    throw new ChipidError("usage", `A fault is KIND@N or KIND@N:ARG, KIND one of ${FAULT_KINDS.join(", ")}.`);
  }
  const fault: Fault = { kind, at: Number(match[2]), always: match[3] === "+", argument: match[4] };
  checkArgument(fault);
  return fault;
}

const ARGUMENTS: Readonly<Partial<Record<FaultKind, RegExp>>> = {
  reset: /^silent$/,
  short: /^[1-9]\d{0,4}$/,
  sw: /^(?:6[0-9A-Fa-f]|90)[0-9A-Fa-f]{2}$/,
  slow: /^\d{1,6}$/,
  plain: /^(?:[0-9A-Fa-f]{2}){1,256}$/,
};

function checkArgument({ kind, argument }: Fault): void {
  if (argument !== undefined && ARGUMENTS[kind]?.test(argument) !== true) {
    throw new ChipidError("usage", `The fault ${kind} does not take this argument.`);
  }
}

export interface FaultOptions {
  /** Waits; needed for `slow` alone. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** A reset is told by `card.reset`, as PC/SC does. False where nothing could tell it: every reset is silent. */
  readonly announceReset?: boolean;
}

/** What `endless` needs of a card. */
export interface EndlessCard extends Card {
  makeEndless(): void;
}

function isEndlessCard(card: Card): card is EndlessCard {
  return "makeEndless" in card && typeof card.makeEndless === "function";
}

/**
 * A card whose exchanges go wrong where the faults say. Where several meet, `slow` comes first and the others in their
 * order.
 * @throws ChipidError `usage` for `slow` without a way to wait, and for `endless` with a card that cannot be so
 */
export function withFaults(card: Card, faults: readonly Fault[], options: FaultOptions = {}): Card {
  if (faults.some(({ kind }) => kind === "slow") && options.sleep === undefined) {
    throw new ChipidError("usage", "A slow card needs a way to wait.");
  }
  if (faults.some(({ kind }) => kind === "endless") && !isEndlessCard(card)) {
    throw new ChipidError("usage", "Only a virtual chip can have files without an end.");
  }
  return new FaultyCard(card, faults, options);
}

class FaultyCard implements Card {
  private exchanges = 0;
  private removed = false;
  private last: Uint8Array | undefined;

  constructor(
    private readonly card: Card,
    private readonly faults: readonly Fault[],
    private readonly options: FaultOptions,
  ) {}

  get atr(): Uint8Array | undefined {
    return this.card.atr;
  }

  get limits(): Card["limits"] {
    return this.card.limits;
  }

  async reset(): Promise<void> {
    this.removed = false;
    this.last = undefined;
    await this.card.reset();
  }

  async transmit(command: Uint8Array, options?: TransmitOptions): Promise<Uint8Array> {
    if (this.removed) throw removal();
    const number = ++this.exchanges;
    const due = this.faults.filter(({ at, always }) => at === number || (always && number > at));
    for (const { kind, argument } of due) {
      if (kind === "slow") await this.options.sleep?.(Number(argument ?? DEFAULT_SLOW_MS));
      if (kind === "endless" && isEndlessCard(this.card)) this.card.makeEndless();
    }
    const before = await this.instead(due);
    if (before !== undefined) return before;
    let response = await this.card.transmit(command, options);
    const genuine = response;
    for (const fault of due) response = alter(fault, response, this.last);
    this.last = genuine;
    return response;
  }

  /** Faults at which the chip does not get to see the command. */
  private async instead(due: readonly Fault[]): Promise<Uint8Array | undefined> {
    for (const { kind, argument } of due) {
      if (kind === "remove") {
        this.removed = true;
        await this.card.reset();
        throw removal();
      }
      if (kind === "reset") {
        await this.card.reset();
        this.last = undefined;
        if (argument !== "silent" && this.options.announceReset !== false)
          throw new ChipidError("card.reset", "The card was reset.");
      }
      if (kind === "mute") throw new ChipidError("card.timeout", "The card does not answer.");
      if (kind === "sw") {
        const sw = argument === undefined ? DEFAULT_STATUS : Number.parseInt(argument, 16);
        return Uint8Array.of(sw >> 8, sw & 0xff);
      }
    }
    return undefined;
  }
}

function removal(): ChipidError {
  return new ChipidError("card.removed", "The card was removed.");
}

function alter({ kind, argument }: Fault, response: Uint8Array, last: Uint8Array | undefined): Uint8Array {
  const data = response.length - 2;
  const out = response.slice();
  switch (kind) {
    case "mac": {
      const at = data > 0 ? data - 1 : response.length - 1;
      out[at] = (out[at] ?? 0) ^ 0x01;
      return out;
    }
    case "short": {
      const missing = Number(argument ?? 1);
      if (data === 0) return response.subarray(0, 1);
      const kept = Math.max(0, data - missing);
      out.set(response.subarray(data), kept);
      return out.subarray(0, kept + 2);
    }
    case "plain":
      return concat(fromHex(argument ?? ""), Uint8Array.of(0x90, 0x00));
    case "replay":
      return last ?? response;
    default:
      return response;
  }
}
