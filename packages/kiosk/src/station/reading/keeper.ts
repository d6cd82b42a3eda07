import type { CardInspection } from "@chipid/sdk";

/**
 * The bytes that a reading brought: held for as long as the result is shown, then overwritten. What the engine made of them
 * as strings is dropped with the case and goes with the next collections.
 */
export class ReadingKeeper {
  #portrait: Uint8Array | undefined;

  get portrait(): Uint8Array | undefined {
    return this.#portrait;
  }

  /** Takes over a reading whose contents have been read out: only its portrait is needed any longer. */
  keep({ inspection, reading }: CardInspection): void {
    this.drop();
    this.#portrait = inspection.portrait?.image?.slice();
    overwrite(reading);
  }

  drop(): void {
    this.#portrait?.fill(0);
    this.#portrait = undefined;
  }
}

/** Overwrites everything that was read. */
export function overwrite(reading: CardInspection["reading"]): void {
  for (const bytes of reading.files.values()) bytes.fill(0);
  reading.files.clear();
}

/** The engine keeps the last text that matched a pattern, and its groups, for the page's oldest habits: not this one. */
export function forgetMatches(): void {
  /^(.)(.)(.)(.)(.)(.)(.)(.)(.)$/.exec("---------");
}
