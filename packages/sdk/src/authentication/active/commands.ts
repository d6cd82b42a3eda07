import type { Command } from "../../iso7816/apdu.js";

/** INTERNAL AUTHENTICATE over the terminal's challenge (ICAO 9303-11 §6.1.1). */
export function internalAuthenticate(challenge: Uint8Array, ne: number): Command {
  return { cla: 0x00, ins: 0x88, p1: 0x00, p2: 0x00, data: challenge, ne };
}
