import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../bytes/bytes.js";
import { CardChannel } from "../channel/channel.js";
import { protectResponse, type SessionKeys, unprotectCommand } from "../channel/secure-messaging.js";
import { deterministicRandom } from "../crypto/random.js";
import { ChipidError } from "../errors/chipid-error.js";
import { DEFAULT_POLICY } from "../inspection/policy.js";
import type { Card } from "../iso7816/card.js";
import { readSession } from "./read-session.js";
import { recordingCard, recordingRandom } from "./record.js";
import { ReplayCard, replayRandom } from "./replay-card.js";
import type { Session, SessionExchange, SessionHeader } from "./session-types.js";
import { SessionWriter } from "./write-session.js";

const header: SessionHeader = {
  created: 0,
  tool: "test",
  limits: {},
  keys: [],
  policy: DEFAULT_POLICY,
  at: 0,
  scans: [],
};

const keys: SessionKeys = {
  cipher: "aes-128",
  enc: fromHex("000102030405060708090a0b0c0d0e0f"),
  mac: fromHex("101112131415161718191a1b1c1d1e1f"),
};

const apdu = (command: string, response: string): SessionExchange => ({
  kind: "apdu",
  command: fromHex(command),
  response: fromHex(response),
});

const made = (exchanges: readonly SessionExchange[], complete = true): Session => ({
  header,
  random: [],
  trust: [],
  exchanges,
  complete,
});

/** Answers protected commands with their own P2, two bytes at a time; `fail` throws at that exchange. */
function protectedCard(fail: ReadonlyMap<number, ChipidError> = new Map()): Card {
  let counter = 0n;
  let count = 0;
  return {
    atr: fromHex("3b00"),
    limits: { maxResponse: 258 },
    async transmit(command) {
      const error = fail.get(count++);
      if (error !== undefined) throw error;
      const opened = unprotectCommand(keys, counter, command);
      const data = Uint8Array.of(opened.command.p2, opened.command.p2);
      const answer = protectResponse(keys, opened.counter, { data, sw: 0x9000 });
      counter = answer.counter;
      return answer.bytes;
    },
    async reset() {
      counter = 0n;
    },
  };
}

const READ = { cla: 0, ins: 0xb0, p1: 0, ne: 2 };

async function record(): Promise<Session> {
  const lines: string[] = [];
  const writer = new SessionWriter((line) => lines.push(line), header);
  let now = 0;
  const card = recordingCard(protectedCard(), writer, { clock: () => (now += 2) });
  const random = recordingRandom(deterministicRandom("record"), writer);
  const channel = new CardChannel(card);
  random(8, "a");
  random(4, "b");
  random(8, "a");
  channel.secure(keys);
  card.note("files");
  for (let p2 = 0; p2 < 4; p2++) await channel.send({ ...READ, p2 });
  writer.end();
  return readSession(lines.join("\n"));
}

describe("recording and replaying a card", () => {
  it("plays the terminal the same bytes, random values and all", async () => {
    const session = await record();
    expect(session.exchanges).toHaveLength(4);
    expect(session.exchanges[0]).toMatchObject({ ms: 2, note: "files" });
    expect(session.exchanges[1]?.note).toBeUndefined();

    const card = new ReplayCard(session);
    const random = replayRandom(session, card);
    const original = deterministicRandom("record");
    // Draws are kept by purpose, so another order between purposes changes nothing.
    expect([random(4, "b"), random(8, "a"), random(8, "a")].map(toHex)).toEqual(
      [original(4, "b"), original(8, "a"), original(8, "a")].map(toHex),
    );
    const channel = new CardChannel(card);
    channel.secure(keys);
    for (let p2 = 0; p2 < 4; p2++) {
      expect((await channel.send({ ...READ, p2 })).data).toEqual(Uint8Array.of(p2, p2));
    }
    expect(card.played).toBe(4);
    expect(card.finish()).toBeUndefined();
  });

  it("reports another command with its index, both decoded and decrypted", async () => {
    const session = await record();
    const card = new ReplayCard(session);
    const channel = new CardChannel(card);
    channel.secure(keys);
    card.learnKeys(keys, 0n);
    await channel.send({ ...READ, p2: 0 });
    await channel.send({ ...READ, p2: 1 });
    await expect(channel.send({ ...READ, p2: 9 })).rejects.toMatchObject({ code: "session.mismatch" });
    expect(card.mismatch).toMatchObject({ kind: "command", index: 2 });
    expect(card.mismatch?.expected).toMatchObject({
      text: expect.stringMatching(/^READ BINARY.*secure messaging$/),
      plain: { bytes: fromHex("00b0000202"), text: "READ BINARY, P1-P2 0002, from 2, Ne 2" },
    });
    expect(card.mismatch?.came).toMatchObject({ plain: { bytes: fromHex("00b0000902") } });
    // The same again, whatever is sent next.
    await expect(card.transmit(fromHex("00b0000202"))).rejects.toMatchObject({ code: "session.mismatch" });
    await expect(card.reset()).rejects.toMatchObject({ code: "session.mismatch" });
    expect(card.mismatch?.index).toBe(2);
  });

  it("without the keys shows what is on the wire", async () => {
    const card = new ReplayCard(await record());
    await expect(card.transmit(fromHex("00a4040c07a0000002471001"))).rejects.toMatchObject({
      code: "session.mismatch",
    });
    expect(card.mismatch?.came).toEqual({
      bytes: fromHex("00a4040c07a0000002471001"),
      text: "SELECT, P1-P2 040c, application, data a0000002471001",
    });
    expect(card.mismatch?.expected).not.toHaveProperty("plain");
  });

  it("tells a terminal that goes on, one that stops early, and a recording that was cut", async () => {
    const one = [apdu("0084000008", "9000")];
    const on = new ReplayCard(made(one));
    await on.transmit(fromHex("0084000008"));
    await expect(on.transmit(fromHex("0084000008"))).rejects.toMatchObject({ code: "session.mismatch" });
    expect(on.mismatch).toMatchObject({ kind: "beyond-end", index: 1, expected: undefined });

    expect(new ReplayCard(made(one)).finish()).toMatchObject({ kind: "stopped-early", index: 0, came: undefined });

    const cut = new ReplayCard(made(one, false));
    await cut.transmit(fromHex("0084000008"));
    await expect(cut.transmit(fromHex("0084000008"))).rejects.toMatchObject({ code: "session.cut" });
  });

  it("tells a power-up from a command, both ways", async () => {
    const card = new ReplayCard(made([{ kind: "reset" }, apdu("0084000008", "9000")]));
    await card.reset();
    await expect(card.reset()).rejects.toMatchObject({ code: "session.mismatch" });
    expect(card.mismatch).toMatchObject({ came: "reset", expected: { text: "GET CHALLENGE, P1-P2 0000, Ne 8" } });
    const other = new ReplayCard(made([{ kind: "reset" }]));
    await expect(other.transmit(fromHex("0084000008"))).rejects.toMatchObject({ code: "session.mismatch" });
    expect(other.mismatch?.expected).toBe("reset");
  });

  it.each(["removed", "reset", "timeout", "transport"] as const)("records and replays %s", async (fault) => {
    const lines: string[] = [];
    const writer = new SessionWriter((line) => lines.push(line), header);
    const error = new ChipidError(`card.${fault}`, "It happened.");
    const card = recordingCard(protectedCard(new Map([[0, error]])), writer);
    await expect(card.transmit(fromHex("0cb0000000"))).rejects.toBe(error);
    await card.reset();
    const session = readSession(lines.join("\n"));
    expect(session.exchanges).toEqual([{ kind: "apdu", command: fromHex("0cb0000000"), fault }, { kind: "reset" }]);
    const replay = new ReplayCard(session);
    await expect(replay.transmit(fromHex("0cb0000000"))).rejects.toMatchObject({ code: `card.${fault}` });
    await replay.reset();
    expect(replay.finish()).toBeUndefined();
  });

  it("refuses random values that were not drawn then", async () => {
    const session = await record();
    const card = new ReplayCard(session);
    const random = replayRandom(session, card);
    expect(() => random(5, "b")).toThrow(expect.objectContaining({ code: "session.random" }));
    expect(card.mismatch).toMatchObject({ kind: "random", index: 0 });
    expect(() => random(4, "c")).toThrow(expect.objectContaining({ code: "session.random" }));
    expect(card.mismatch?.message).toMatch(/ for b /);
  });

  it("writes nothing for a caller that gave up", async () => {
    const lines: string[] = [];
    const writer = new SessionWriter((line) => lines.push(line), header);
    const gaveUp = new Error("enough");
    const card = recordingCard({ ...protectedCard(), transmit: () => Promise.reject(gaveUp) }, writer);
    await expect(card.transmit(fromHex("00b0000000"))).rejects.toBe(gaveUp);
    expect(lines).toHaveLength(1);
  });
});
