import { fromHex, toHex } from "../src/bytes/bytes.js";
import { ChipidError } from "../src/errors/chipid-error.js";
import type { Card, CardLimits } from "../src/iso7816/card.js";

/** Command and answer in hex; an answer that is an error is thrown. */
export type Exchange = readonly [command: string, answer: string | ChipidError];

/**
 * A card that expects exactly these commands in this order and answers as written. A command that differs, or one too
 * many, fails the test with both shown.
 */
export class ScriptedCard implements Card {
  readonly atr: Uint8Array | undefined = undefined;
  /** Exchanges done. */
  done = 0;
  resets = 0;

  constructor(
    private readonly script: readonly Exchange[],
    readonly limits: CardLimits = {},
  ) {}

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    const next = this.script[this.done];
    const got = toHex(command);
    if (next === undefined) throw new Error(`exchange ${this.done}: nothing more was expected, got ${got}`);
    const [expected, answer] = next;
    if (got !== expected.toLowerCase().replace(/\s/g, "")) {
      throw new Error(`exchange ${this.done}: expected ${expected.toLowerCase()}, got ${got}`);
    }
    this.done++;
    if (answer instanceof ChipidError) throw answer;
    return fromHex(answer);
  }

  async reset(): Promise<void> {
    this.resets++;
  }

  /** True when every exchange has been done. */
  get finished(): boolean {
    return this.done === this.script.length;
  }
}

/** Random values by purpose, in hex, each used once; anything else that is drawn fails the test. */
export function scriptedRandom(values: Readonly<Record<string, string>>) {
  const left = new Map(Object.entries(values));
  return (length: number, purpose: string): Uint8Array => {
    const value = left.get(purpose);
    if (value === undefined) throw new Error(`${purpose} was drawn, which the script does not have`);
    left.delete(purpose);
    const bytes = fromHex(value);
    if (bytes.length !== length) throw new Error(`${purpose} was drawn with ${length} bytes, not ${bytes.length}`);
    return bytes;
  };
}

/** A card that a function plays: bytes in, bytes out. */
export function playedCard(play: (command: Uint8Array) => Uint8Array, limits: CardLimits = {}): Card {
  return {
    atr: undefined,
    limits,
    transmit: async (command) => play(command),
    reset: async () => undefined,
  };
}
