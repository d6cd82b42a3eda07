import { describe, expect, it } from "vitest";
import { ok, openChip, readAt, readSfi } from "../../../test/chip-terminal.js";
import { playedCard } from "../../../test/scripted-card.js";
import { fromHex, toHex } from "../../bytes/bytes.js";
import { CardChannel } from "../../channel/channel.js";
import { deterministicRandom } from "../../crypto/random.js";
import { isChipidError } from "../../errors/chipid-error.js";
import type { Card } from "../../iso7816/card.js";
import { chipProfile } from "../chip-profiles.js";
import { type SimulatedDocument, simulateDocument } from "../simulated-document.js";
import { createChip } from "./chip.js";
import { FAULT_KINDS, parseFault, withFaults } from "./faults.js";

function documentOf(name: string): SimulatedDocument {
  const profile = chipProfile(name);
  if (profile === undefined) throw new Error(`no profile ${name}`);
  return simulateDocument(profile);
}

const document = documentOf("passport-bac");
const faulty = (...faults: string[]): Card =>
  withFaults(createChip(document.chip, { random: deterministicRandom("chip") }), faults.map(parseFault));

/** BAC takes three exchanges: SELECT, GET CHALLENGE, EXTERNAL AUTHENTICATE. */
const AFTER_BAC = 4;

async function code(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (isChipidError(error)) return error.code;
    throw error;
  }
  return "nothing";
}

describe("parseFault", () => {
  it.each([
    ["remove@7", { kind: "remove", at: 7, always: false, argument: undefined }],
    ["sw@3:6982", { kind: "sw", at: 3, always: false, argument: "6982" }],
    ["slow@1+:250", { kind: "slow", at: 1, always: true, argument: "250" }],
    ["reset@2:silent", { kind: "reset", at: 2, always: false, argument: "silent" }],
    ["plain@9:6100", { kind: "plain", at: 9, always: false, argument: "6100" }],
  ])("%s", (text, fault) => expect(parseFault(text)).toEqual(fault));

  it.each([
    "",
    "remove",
    "remove@",
    "remove@0",
    "remove@-1",
    "remove@1.5",
    "remove@1:x",
    "explode@1",
    "sw@1:9",
    "sw@1:5000",
    "sw@1:69820",
    "slow@1:fast",
    "short@1:0",
    "mac@1:1",
    "reset@1:loud",
    "plain@1:0",
    "remove@9999999999",
  ])("refuses %j", (text) => {
    expect(() => parseFault(text)).toThrowError(expect.objectContaining({ code: "usage" }));
  });

  it("knows every kind it lists", () => {
    for (const kind of FAULT_KINDS) expect(parseFault(`${kind}@1`).kind).toBe(kind);
  });
});

describe("withFaults", () => {
  it("removes the card at its exchange and until the next reset", async () => {
    const card = faulty("remove@2");
    await card.transmit(fromHex("00a4040c07a0000002471001"));
    expect(await code(card.transmit(fromHex("0084000008")))).toBe("card.removed");
    expect(await code(card.transmit(fromHex("0084000008")))).toBe("card.removed");
    await card.reset();
    const answer = await card.transmit(fromHex("0084000008"));
    expect(answer).toHaveLength(10);
  });

  it("loses what the chip knew when it is removed or reset", async () => {
    for (const kind of ["remove", "reset"]) {
      const card = faulty(`${kind}@${AFTER_BAC}`);
      const channel = await openChip(card, document.chip);
      expect(await code(channel.send(readSfi(0x1e, 4)))).toBe(kind === "remove" ? "card.removed" : "card.reset");
      await card.reset();
      expect(toHex(await card.transmit(fromHex("00a4020c02011e")))).toBe("6a82");
      expect((await openChip(card, document.chip)).secured).toBe(true);
    }
  });

  it("resets in silence when told so, or where nothing could tell it", async () => {
    const card = faulty(`reset@${AFTER_BAC}:silent`);
    const channel = await openChip(card, document.chip);
    expect(await code(channel.send(readSfi(0x1e, 4)))).toBe("channel.lost");

    const chip = createChip(document.chip, { random: deterministicRandom("chip") });
    const wired = withFaults(chip, [parseFault("reset@2")], { announceReset: false });
    await wired.transmit(fromHex("00a4040c07a0000002471001"));
    expect(toHex(await wired.transmit(fromHex("00a4020c02011e")))).toBe("6a82");
  });

  it.each([
    ["mac", "channel.mac"],
    ["short", "channel.structure"],
    ["sw", "channel.lost"],
    ["plain", "channel.plain"],
    ["plain@4:61040102", "channel.plain"],
    ["replay", "channel.mac"],
    ["mute", "card.timeout"],
  ])("%s under secure messaging ends in %s", async (kind, expected) => {
    const card = faulty(kind.includes("@") ? kind : `${kind}@${kind === "replay" ? AFTER_BAC + 1 : AFTER_BAC}`);
    const channel = await openChip(card, document.chip);
    const answer = code(channel.send(readSfi(0x1e, 4)).then(() => channel.send(readAt(0, 4))));
    expect(await answer).toBe(expected);
  });

  it("changes plain answers too", async () => {
    expect(toHex(await faulty("mac@1").transmit(fromHex("00b08a0000")))).not.toBe("6a82");
    expect(await faulty("short@1").transmit(fromHex("0084000008"))).toHaveLength(9);
    expect(await faulty("short@1:20").transmit(fromHex("0084000008"))).toEqual(fromHex("9000"));
    expect(await faulty("short@1").transmit(fromHex("00a4020c02beef"))).toHaveLength(1);
    expect(toHex(await faulty("sw@1:6982").transmit(fromHex("0084000008")))).toBe("6982");
    expect(toHex(await faulty("sw@1").transmit(fromHex("0084000008")))).toBe("6f00");
    expect(toHex(await faulty("plain@1").transmit(fromHex("0084000008")))).toBe("9000");
  });

  it("happens once, or from then on", async () => {
    const once = faulty("sw@2:6f00");
    const always = faulty("sw@2+:6f00");
    const run = async (card: Card): Promise<string[]> => {
      const list: string[] = [];
      for (let i = 0; i < 4; i++) list.push(toHex(await card.transmit(fromHex("0084000008"))).slice(-4));
      return list;
    };
    expect(await run(once)).toEqual(["9000", "6f00", "9000", "9000"]);
    expect(await run(always)).toEqual(["9000", "6f00", "6f00", "6f00"]);
  });

  it("waits", async () => {
    const waited: number[] = [];
    const chip = createChip(document.chip, { random: deterministicRandom("chip") });
    const sleep = async (milliseconds: number): Promise<void> => {
      waited.push(milliseconds);
    };
    const card = withFaults(chip, [parseFault("slow@1:40"), parseFault("slow@3")], { sleep });
    for (let i = 0; i < 3; i++) expect(await card.transmit(fromHex("0084000008"))).toHaveLength(10);
    expect(waited).toEqual([40, 2000]);
    expect(() => withFaults(chip, [parseFault("slow@1")])).toThrowError(expect.objectContaining({ code: "usage" }));
  });

  it("makes files endless, of a virtual chip alone", async () => {
    const channel = await openChip(faulty("endless@1"), document.chip);
    expect((await ok(channel.send(readSfi(1, 8)))).slice(1, 6)).toEqual(fromHex("847fffffff"));
    const other = playedCard(() => fromHex("9000"));
    expect(() => withFaults(other, [parseFault("endless@1")])).toThrowError(expect.objectContaining({ code: "usage" }));
  });

  it("passes everything on where no fault is due", async () => {
    const card = faulty("remove@400");
    const chip = createChip(document.chip, { random: deterministicRandom("chip") });
    expect(card.atr).toEqual(chip.atr);
    expect(card.limits).toEqual(chip.limits);
    const one = new CardChannel(card);
    const two = new CardChannel(chip);
    expect(await one.send({ cla: 0, ins: 0x84, p1: 0, p2: 0, ne: 8 })).toEqual(
      await two.send({ cla: 0, ins: 0x84, p1: 0, p2: 0, ne: 8 }),
    );
  });
});
