import { ChipidError } from "../../errors/chipid-error.js";
import type { Card } from "../../iso7816/card.js";
import type { TransportFault } from "../session-types.js";

/** What goes wrong at an APDU: the contact, or the answer's protection. */
export type PlannedFault = TransportFault | "mac" | "plain";

/** A card whose APDUs go wrong where planned, by their number from 0, counted over power-ups. */
export class FaultCard implements Card {
  private count = 0;

  constructor(
    private card: Card,
    private readonly faults: ReadonlyMap<number, PlannedFault>,
  ) {}

  get atr(): Uint8Array | undefined {
    return this.card.atr;
  }

  get limits(): Card["limits"] {
    return this.card.limits;
  }

  /** Another card in the same place. */
  replace(card: Card): void {
    this.card = card;
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    const fault = this.faults.get(this.count++);
    if (fault === undefined) return this.card.transmit(command);
    if (fault === "plain") return Uint8Array.of(0x90, 0x00);
    if (fault === "mac") {
      const response = (await this.card.transmit(command)).slice();
      const at = response.length - 3;
      if (at >= 0) response[at] = (response[at] ?? 0) ^ 1;
      return response;
    }
    if (fault !== "timeout") await this.card.reset();
    throw new ChipidError(`card.${fault}`, "The recorded contact was lost here.");
  }

  reset(): Promise<void> {
    return this.card.reset();
  }
}
