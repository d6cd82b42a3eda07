import { describe, expect, it } from "vitest";
import { playedCard, ScriptedCard } from "../../test/scripted-card.js";
import { concat, fromHex, toHex } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";
import { type decodeCommand, encodeCommand, encodeResponse } from "../iso7816/apdu.js";
import { CardChannel } from "./channel.js";
import {
  protectCommand,
  protectedResponseLength,
  protectResponse,
  type SessionKeys,
  unprotectCommand,
} from "./secure-messaging.js";

const KEYS: SessionKeys = { cipher: "aes-128", enc: new Uint8Array(16).fill(1), mac: new Uint8Array(16).fill(2) };
const read = { cla: 0, ins: 0xb0, p1: 0, p2: 0, ne: 256 };
const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i & 0xff);
const hex = (length: number): string => toHex(bytes(length));

describe("a plain channel", () => {
  it("fetches what 61XX announces, piece by piece", async () => {
    const card = new ScriptedCard([
      ["00B0000000", "0102 6103"],
      ["00C0000003", "030405 6100"],
      ["00C0000000", `${hex(256)} 9000`],
    ]);
    const channel = new CardChannel(card);
    const response = await channel.send(read);
    expect(response).toEqual({ data: concat(Uint8Array.of(1, 2, 3, 4, 5), bytes(256)), sw: 0x9000 });
    expect(channel.counts).toMatchObject({ apdus: 3, bytesOut: 15, bytesIn: 4 + 5 + 258 });
    expect(card.finished).toBe(true);
  });

  it("repeats a command with the Le that 6CXX names, once", async () => {
    const card = new ScriptedCard([
      ["00B0000000", "6C05"],
      ["00B0000005", "6C04"],
    ]);
    expect((await new CardChannel(card).send(read)).sw).toBe(0x6c04);
    expect(card.finished).toBe(true);
  });

  it("does not repeat a command without Le", async () => {
    const card = new ScriptedCard([["00A4020C02011C", "6C05"]]);
    const select = { cla: 0, ins: 0xa4, p1: 2, p2: 0x0c, data: fromHex("011C") };
    expect((await new CardChannel(card).send(select)).sw).toBe(0x6c05);
  });

  it("gives up on pieces without end", async () => {
    const empty = new CardChannel(playedCard(() => fromHex("6110")));
    await expect(empty.send(read)).rejects.toMatchObject({ code: "apdu.response" });
    const endless = new CardChannel(playedCard(() => fromHex("000102030405060708090a0b0c0d0e0f6110")));
    await expect(endless.send(read)).rejects.toMatchObject({ code: "apdu.response" });
    expect(endless.counts.apdus).toBeLessThan(5_000);
  });

  it("chains where the chip or the reader has no extended length", async () => {
    const data = bytes(600);
    const command = { cla: 0, ins: 0x86, p1: 0, p2: 0, data, ne: 4096 };
    const parts = [
      `10860000FF${toHex(data.subarray(0, 255))}`,
      `10860000FF${toHex(data.subarray(255, 510))}`,
      `008600005A${toHex(data.subarray(510))}00`,
    ] as const;
    const script = [
      [parts[0], "9000"],
      [parts[1], "9000"],
      [parts[2], "01029000"],
    ] as const;
    for (const setup of [{ habits: { extended: false } }, { limits: { maxCommand: 261 } }]) {
      const card = new ScriptedCard(script, "limits" in setup ? setup.limits : {});
      const channel = new CardChannel(card, "habits" in setup ? { habits: setup.habits } : {});
      expect(toHex((await channel.send(command)).data)).toBe("0102");
      expect(card.finished).toBe(true);
    }
    // A chip that does not chain says so; the rest is not sent.
    const refusing = new ScriptedCard([[parts[0], "6884"]]);
    expect((await new CardChannel(refusing, { habits: { extended: false } }).send(command)).sw).toBe(0x6884);

    const extended = new ScriptedCard([[`00860000000258${toHex(data)}1000`, "9000"]]);
    await new CardChannel(extended).send(command);
    expect(extended.finished).toBe(true);
  });

  it("counts bytes, and the card's time by the clock it is given", async () => {
    let now = 0;
    const card = playedCard(() => {
      now += 7;
      return fromHex("9000");
    });
    const channel = new CardChannel(card, { clock: () => now });
    await channel.send(read);
    now += 100;
    await channel.send({ ...read, ne: 4 });
    expect(channel.counts).toEqual({ apdus: 2, bytesIn: 4, bytesOut: 10, cardMs: 14 });
  });

  it("counts a command that failed", async () => {
    const card = new ScriptedCard([["00B0000000", new ChipidError("card.removed", "gone")]]);
    const channel = new CardChannel(card);
    await expect(channel.send(read)).rejects.toMatchObject({ code: "card.removed" });
    expect(channel.counts).toMatchObject({ apdus: 1, bytesOut: 5, bytesIn: 0 });
    expect(channel.ended).toBe(false);
  });

  it("takes one command at a time", async () => {
    const channel = new CardChannel(playedCard(() => fromHex("9000")));
    const first = channel.send(read);
    await expect(channel.send(read)).rejects.toMatchObject({ code: "channel.busy" });
    expect((await first).sw).toBe(0x9000);
    expect((await channel.send(read)).sw).toBe(0x9000);
  });

  it("passes the signal on and stops when it is aborted", async () => {
    const reason = new Error("stopped");
    const signal = { aborted: true, reason };
    const card = new ScriptedCard([]);
    await expect(new CardChannel(card, { signal }).send(read)).rejects.toBe(reason);
    await expect(new CardChannel(card).send(read, { signal })).rejects.toBe(reason);
  });

  it("learns lengths from EF.ATR/INFO, but not against experience or sense", () => {
    const channel = new CardChannel(new ScriptedCard([]));
    channel.learn({ extendedLength: true, maxCommandLength: 1000, maxResponseLength: 2000 });
    expect(channel.habits).toEqual({ extended: true, maxCommand: 1000, maxResponse: 2000 });
    expect(channel.largestNe(true)).toBe(1998);
    channel.learn({ extendedLength: false, maxCommandLength: 3, maxResponseLength: 4 });
    expect(channel.habits).toEqual({ extended: true, maxCommand: 1000, maxResponse: 2000 });
  });
});

/** A chip with session keys that answers each protected command as `answer` says, and can alter what goes out. */
function securedChip(
  answer: (command: ReturnType<typeof decodeCommand>, index: number) => { data: Uint8Array; sw: number },
  alter: (sent: Uint8Array, index: number, command: Uint8Array) => Uint8Array = (sent) => sent,
) {
  let counter = 0n;
  let index = 0;
  return playedCard((wire) => {
    const i = index++;
    if ((wire[0] ?? 0) !== 0x0c && (wire[0] ?? 0) !== 0x1c) return alter(new Uint8Array(0), i, wire);
    const taken = unprotectCommand(KEYS, counter, wire);
    const sent = protectResponse(KEYS, taken.counter, answer(taken.command, i), taken.command.ins);
    counter = sent.counter;
    return alter(sent.bytes, i, wire);
  });
}

function secured(card: ReturnType<typeof playedCard>): CardChannel {
  const channel = new CardChannel(card);
  channel.secure(KEYS);
  return channel;
}

describe("a protected channel", () => {
  it("protects every command and counts on", async () => {
    const channel = secured(securedChip(({ p2 }) => ({ data: bytes(p2), sw: 0x9000 })));
    for (let p2 = 0; p2 < 40; p2++) {
      expect((await channel.send({ ...read, p2, ne: 100 })).data).toEqual(bytes(p2));
    }
    expect(channel.secured).toBe(true);
  });

  it("asks for no more than fits a short response", () => {
    const channel = new CardChannel(new ScriptedCard([]));
    expect([channel.largestNe(false), channel.largestNe(true)]).toEqual([256, 65_536]);
    channel.secure(KEYS);
    expect(channel.largestNe(false)).toBe(223);
    channel.secure({ ...KEYS, cipher: "3des" });
    expect(channel.largestNe(false)).toBe(231);
    const narrow = new CardChannel(new ScriptedCard([], { maxResponse: 258 }));
    expect(narrow.extendedLength).toBe(false);
  });

  it("chains protected commands, each part protected by itself", async () => {
    const data = bytes(500);
    const parts: string[] = [];
    const channel = secured(
      securedChip((command) => {
        parts.push(`${command.cla.toString(16)}:${toHex(command.data ?? new Uint8Array(0))}`);
        return { data: new Uint8Array(0), sw: 0x9000 };
      }),
    );
    channel.habits.extended = false;
    expect((await channel.send({ cla: 0, ins: 0x22, p1: 0x41, p2: 0xa6, data })).sw).toBe(0x9000);
    expect(parts).toEqual([
      `10:${toHex(data.subarray(0, 223))}`,
      `10:${toHex(data.subarray(223, 446))}`,
      `0:${toHex(data.subarray(446))}`,
    ]);
  });

  it("keeps every part of a chain within a short command", async () => {
    for (const cipher of ["3des", "aes-128", "aes-192", "aes-256"] as const) {
      const length = cipher === "aes-192" ? 24 : cipher === "aes-256" ? 32 : 16;
      const keys = { cipher, enc: new Uint8Array(length), mac: new Uint8Array(length) };
      const lengths: number[] = [];
      let counter = 0n;
      const card = playedCard((wire) => {
        lengths.push(wire.length);
        const taken = unprotectCommand(keys, counter, wire);
        const sent = protectResponse(keys, taken.counter, { data: new Uint8Array(0), sw: 0x9000 });
        counter = sent.counter;
        return sent.bytes;
      });
      const channel = new CardChannel(card, { habits: { extended: false } });
      channel.secure(keys);
      await channel.send({ cla: 0, ins: 0x86, p1: 0, p2: 0, data: bytes(462), ne: 256 });
      expect(Math.max(...lengths)).toBeLessThanOrEqual(261);
      expect(lengths.length).toBe(cipher === "3des" ? 2 : 3);
    }
  });

  it("takes 61XX inside secure messaging as a command of the dialogue", async () => {
    const channel = secured(
      securedChip(({ ins, ne }) =>
        ins === 0xc0 ? { data: bytes(ne ?? 0), sw: 0x9000 } : { data: bytes(10), sw: 0x6114 },
      ),
    );
    const response = await channel.send(read);
    expect(response).toEqual({ data: concat(bytes(10), bytes(20)), sw: 0x9000 });
    expect(channel.counts.apdus).toBe(2);
  });

  it("takes a bare 61XX as transport, and the pieces together as the protected response", async () => {
    let held = new Uint8Array(0);
    const chip = securedChip(
      () => ({ data: bytes(100), sw: 0x9000 }),
      (sent, _, wire) => {
        if (wire[1] !== 0xc0) {
          held = sent.slice();
          return fromHex("6100");
        }
        const piece = held.subarray(0, 50);
        held = held.slice(50);
        return held.length > 0 ? concat(piece, Uint8Array.of(0x61, Math.min(255, held.length))) : piece;
      },
    );
    const channel = secured(chip);
    expect((await channel.send({ ...read, ne: 100 })).data).toEqual(bytes(100));
    expect(channel.counts.apdus).toBe(1 + Math.ceil((protectedResponseLength("aes-128", 100) + 2) / 50));
    expect((await channel.send({ ...read, ne: 100 })).data).toEqual(bytes(100));
  });

  it("repeats the same bytes with another outer Le after a bare 6CXX", async () => {
    const commands: string[] = [];
    let answer = new Uint8Array(0);
    const sent = protectCommand(KEYS, 0n, { ...read, ne: 16 });
    const card = playedCard((wire) => {
      commands.push(toHex(wire));
      if (commands.length === 1) {
        answer = protectResponse(KEYS, sent.counter, { data: bytes(16), sw: 0x9000 }).bytes.slice();
        return fromHex("6C31");
      }
      return answer;
    });
    const channel = secured(card);
    expect((await channel.send({ ...read, ne: 16 })).data).toEqual(bytes(16));
    expect(commands[1]).toBe(`${commands[0]?.slice(0, -2)}31`);
  });

  it("asks again, protected anew, after a protected 6CXX", async () => {
    const channel = secured(
      securedChip(({ ne }) => (ne === 5 ? { data: bytes(5), sw: 0x9000 } : { data: new Uint8Array(0), sw: 0x6c05 })),
    );
    expect((await channel.send({ ...read, ne: 16 })).data).toEqual(bytes(5));
  });

  const refusals: readonly (readonly [string, string, (sent: Uint8Array) => Uint8Array])[] = [
    ["T65: plain 9000", "channel.plain", () => fromHex("9000")],
    ["T65: plain data", "channel.plain", () => fromHex("0102030405069000")],
    [
      "T65: a plain file that is TLV",
      "channel.plain",
      () => fromHex("60145F010430313037 5F36063034303030305C020175 9000"),
    ],
    ["T65: a plain piece and 61XX that yields plain data", "channel.plain", () => fromHex("611061029000")],
    ["T66: a wrong MAC", "channel.mac", (sent) => sent.map((byte, i) => (i === sent.length - 3 ? byte ^ 1 : byte))],
    ["a bare error status", "channel.lost", () => fromHex("6988")],
    ["another outer status", "channel.status", (sent) => concat(sent.subarray(0, -2), fromHex("6282"))],
    ["an empty answer", "apdu.response", () => new Uint8Array(0)],
    ["a cut answer", "channel.structure", (sent) => concat(sent.subarray(0, 20), fromHex("9000"))],
  ];

  it.each(refusals)("%s ends the session: nothing goes out in plain", async (_, code, alter) => {
    const chip = securedChip(
      () => ({ data: bytes(30), sw: 0x9000 }),
      (sent, i) => (i === 1 ? alter(sent) : sent),
    );
    const channel = secured(chip);
    await channel.send({ ...read, ne: 30 });
    await expect(channel.send({ ...read, ne: 30 })).rejects.toMatchObject({ code });
    expect([channel.secured, channel.ended]).toEqual([false, true]);
    const { apdus } = channel.counts;
    await expect(channel.send(read)).rejects.toMatchObject({ code: "channel.lost" });
    expect(channel.counts.apdus).toBe(apdus);
    channel.clear();
    expect(channel.ended).toBe(false);
  });

  it("T67: refuses a frame that is played again", async () => {
    let first = new Uint8Array(0);
    const chip = securedChip(
      () => ({ data: bytes(30), sw: 0x9000 }),
      (sent, i) => {
        if (i === 0) first = sent.slice();
        return first;
      },
    );
    const channel = secured(chip);
    await channel.send({ ...read, ne: 30 });
    await expect(channel.send({ ...read, ne: 30 })).rejects.toMatchObject({ code: "channel.mac" });
  });

  it("ends with a fault of the transport", async () => {
    const card = playedCard(() => {
      throw new ChipidError("card.reset", "reset");
    });
    const channel = secured(card);
    await expect(channel.send(read)).rejects.toMatchObject({ code: "card.reset" });
    expect(channel.ended).toBe(true);
    await channel.reset();
    expect([channel.ended, channel.secured]).toEqual([false, false]);
  });

  it("keeps the session over a command that cannot be encoded", async () => {
    const channel = secured(securedChip(() => ({ data: bytes(3), sw: 0x9000 })));
    await expect(channel.send({ ...read, ne: 70_000 })).rejects.toMatchObject({ code: "apdu.command" });
    expect((await channel.send({ ...read, ne: 3 })).data).toEqual(bytes(3));
  });
});

describe("what is measured", () => {
  it("is the wire, secure messaging included", async () => {
    const channel = secured(securedChip(() => ({ data: bytes(4), sw: 0x9000 })));
    await channel.send({ ...read, ne: 4 });
    const out = protectCommand(KEYS, 0n, { ...read, ne: 4 }).bytes.length;
    const back = encodeResponse({ data: new Uint8Array(protectedResponseLength("aes-128", 4)), sw: 0x9000 }).length;
    expect(channel.counts).toMatchObject({ apdus: 1, bytesOut: out, bytesIn: back });
    expect(encodeCommand(read)).toHaveLength(5);
  });
});
