import { createConnection, type Socket } from "node:net";
import { type Card, ChipidError } from "@chipid/sdk";
import { presentOverVpcd, VPCD_PORT } from "@chipid/sdk/simulator";
import { usageError } from "../errors.js";
import type { Terminal } from "../terminal/terminal.js";

/** Time that a removed card stays away before it is put back. */
const AWAY_MS = 1500;
/** Pause before the service is looked for again once it was there. */
const RETRY_MS = 500;

export interface VpcdAddress {
  readonly host: string;
  readonly port: number;
}

/** `HOST:PORT`, `HOST` or `:PORT`. @throws ChipidError `usage` */
export function vpcdAddress(text: string | undefined): VpcdAddress {
  const match = /^(\[[0-9a-fA-F:]+\]|[^:\s]*)(?::(\d{1,5}))?$/.exec(text ?? "");
  const port = match?.[2] === undefined ? VPCD_PORT : Number(match[2]);
  if (match === null || port < 1 || port > 65_535) {
    throw usageError(`--vpcd does not take "${text}": give HOST:PORT, such as localhost:${VPCD_PORT}`);
  }
  return { host: (match[1] || "localhost").replace(/^\[|\]$/g, ""), port };
}

/**
 * Presents the card in a virtual reader until the process ends: a card that was removed is put back after a moment, a
 * service that was restarted is looked for again.
 * @throws ChipidError `reader.service` when nothing listens there at first
 */
export async function presentInReader(card: Card, address: VpcdAddress, terminal: Terminal): Promise<never> {
  const place = `${address.host}:${address.port}`;
  let presented = false;
  for (;;) {
    let socket: Socket;
    try {
      socket = await connect(address);
    } catch (cause) {
      if (!presented) {
        throw new ChipidError("reader.service", `No virtual reader listens at ${place}.`, { cause });
      }
      await sleep(RETRY_MS);
      continue;
    }
    terminal.note(`chipid: the card is in the virtual reader at ${place}; end with Ctrl-C.`);
    presented = true;
    const end = await presentOverVpcd(card, socket).catch((error: unknown) => {
      if (error instanceof ChipidError) return "closed" as const;
      throw error;
    });
    terminal.note(end === "removed" ? "chipid: the card was removed." : "chipid: the virtual reader went away.");
    await sleep(end === "removed" ? AWAY_MS : RETRY_MS);
    // What a person puts back has lost its power.
    await card.reset();
  }
}

function connect({ host, port }: VpcdAddress): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host, port, noDelay: true });
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.removeListener("error", reject);
      resolve(socket);
    });
  });
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
