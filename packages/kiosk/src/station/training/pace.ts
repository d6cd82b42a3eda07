import type { Card, TransmitOptions } from "@chipid/sdk";

/** A card that takes the time a real one does: an officer shall see the steps of a reading. */
export function pacedCard(card: Card, pause: () => Promise<void>): Card {
  return {
    get atr() {
      return card.atr;
    },
    limits: card.limits,
    async transmit(command: Uint8Array, options?: TransmitOptions) {
      await pause();
      return card.transmit(command, options);
    },
    reset: () => card.reset(),
  };
}
