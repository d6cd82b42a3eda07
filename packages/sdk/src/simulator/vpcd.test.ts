import { connect as connectSocket, createServer, type Server, type Socket } from "node:net";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { playedCard } from "../../test/scripted-card.js";
import { concat, fromHex, toHex } from "../bytes/bytes.js";
import { deterministicRandom } from "../crypto/random.js";
import { ChipidError } from "../errors/chipid-error.js";
import type { Card } from "../iso7816/card.js";
import { createChip } from "./chip/chip.js";
import { parseFault, withFaults } from "./chip/faults.js";
import { chipProfile } from "./chip-profiles.js";
import { simulateDocument } from "./simulated-document.js";
import { presentOverVpcd, VpcdSession } from "./vpcd.js";

function chip(): Card {
  const profile = chipProfile("passport-bac");
  if (profile === undefined) throw new Error("no profile");
  return createChip(simulateDocument(profile).chip, { random: deterministicRandom("chip") });
}

const message = (hex: string): Uint8Array => {
  const bytes = fromHex(hex);
  return concat(Uint8Array.of(bytes.length >> 8, bytes.length & 0xff), bytes);
};

describe("VpcdSession", () => {
  it("answers the ATR and commands, and power commands not at all", async () => {
    const card = chip();
    const session = new VpcdSession(card);
    expect(toHex(await session.receive(message("01")))).toBe("");
    expect(toHex(await session.receive(message("04")))).toBe(toHex(message(toHex(card.atr ?? new Uint8Array()))));
    expect(toHex(await session.receive(message("00a4040c07a0000002471001")))).toBe("00029000");
    expect(toHex(await session.receive(message("00a4020c02011e")))).toBe("00026982");
    expect(toHex(await session.receive(message("02")))).toBe("");
    expect(toHex(await session.receive(message("00a4020c02011e")))).toBe("00026a82");
    expect(toHex(await session.receive(message("00")))).toBe("");
    expect(toHex(await session.receive(message("03")))).toBe("");
    expect(toHex(await session.receive(fromHex("0000")))).toBe("");
  });

  it("takes its messages in pieces of any size", async () => {
    const stream = concat(message("01"), message("04"), message("00a4040c07a0000002471001"), message("0084000008"));
    const whole = await new VpcdSession(chip()).receive(stream);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 20, maxLength: 60 }), async (sizes) => {
        const session = new VpcdSession(chip());
        const answers: Uint8Array[] = [];
        let at = 0;
        for (const size of [...sizes, stream.length]) {
          answers.push(await session.receive(stream.subarray(at, at + size)));
          at = Math.min(stream.length, at + size);
        }
        expect(toHex(concat(...answers))).toBe(toHex(whole));
      }),
      { seed: 3, numRuns: 30 },
    );
  });

  it("never sends an answer that the reader could not take", async () => {
    const atr = fromHex("3b00");
    const long = { ...playedCard(() => new Uint8Array(65_536)), atr };
    expect(toHex(await new VpcdSession(long).receive(message("00b0000000")))).toBe("00026700");
    const longest = { ...playedCard(() => new Uint8Array(65_535)), atr };
    expect(await new VpcdSession(longest).receive(message("00b0000000"))).toHaveLength(65_537);
  });

  it("answers out of a chip that has just lost its power, since nothing could tell the reader", async () => {
    const session = new VpcdSession(withFaults(chip(), [parseFault("reset@2")]));
    expect(toHex(await session.receive(message("00a4040c07a0000002471001")))).toBe("00029000");
    expect(toHex(await session.receive(message("00a4020c02011e")))).toBe("00026a82");
  });

  it("wants a card with an ATR", () => {
    const none = playedCard(() => fromHex("9000"));
    expect(() => new VpcdSession(none)).toThrowError(ChipidError);
    expect(() => new VpcdSession({ ...none, atr: new Uint8Array(34) })).toThrowError(ChipidError);
  });
});

describe("presentOverVpcd", () => {
  const open: { close(): unknown }[] = [];
  afterEach(() => {
    for (const one of open.splice(0)) one.close();
  });

  /** A reader that listens, as pcscd's driver does, and the card's socket. */
  async function reader(): Promise<{ socket: Socket; ask: (hex: string) => Promise<string>; hangUp: () => void }> {
    const server: Server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    open.push(server);
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const accepted = new Promise<Socket>((resolve) => server.once("connection", resolve));
    const socket = connectSocket({ host: "127.0.0.1", port: address.port, noDelay: true });
    const slot = await accepted;
    const ask = (hex: string): Promise<string> =>
      new Promise((resolve) => {
        slot.once("data", (data) => resolve(toHex(new Uint8Array(data))));
        slot.once("close", () => resolve("closed"));
        slot.write(message(hex));
      });
    return { socket, ask, hangUp: () => slot.destroy() };
  }

  it("presents a card until the reader hangs up", async () => {
    const { socket, ask, hangUp } = await reader();
    const end = presentOverVpcd(chip(), socket);
    expect(await ask("04")).toMatch(/^000d3b88/);
    expect(await ask("00a4040c07a0000002471001")).toBe("00029000");
    hangUp();
    expect(await end).toBe("closed");
  });

  it("hangs up when the card is removed", async () => {
    const { socket, ask } = await reader();
    const end = presentOverVpcd(withFaults(chip(), [parseFault("remove@2")]), socket);
    expect(await ask("00a4040c07a0000002471001")).toBe("00029000");
    expect(await ask("0084000008")).toBe("closed");
    expect(await end).toBe("removed");
  });

  it("says that there is no reader", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    await new Promise((resolve) => server.close(resolve));
    const socket = connectSocket({ host: "127.0.0.1", port: address.port });
    await expect(presentOverVpcd(chip(), socket)).rejects.toMatchObject({ code: "reader.service" });
  });
});
