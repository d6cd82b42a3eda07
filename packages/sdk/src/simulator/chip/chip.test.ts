import { describe, expect, it } from "vitest";
import {
  ok,
  openChip,
  readAt,
  readFile,
  readSfi,
  SELECT_APPLICATION,
  selectFile,
} from "../../../test/chip-terminal.js";
import { concat, fromHex, toHex } from "../../bytes/bytes.js";
import { CardChannel } from "../../channel/channel.js";
import { performPace } from "../../channel/pace.js";
import { protectCommand, type SessionKeys } from "../../channel/secure-messaging.js";
import { deterministicRandom } from "../../crypto/random.js";
import { isChipidError } from "../../errors/chipid-error.js";
import { encodeCommand } from "../../iso7816/apdu.js";
import { isStatusError } from "../../iso7816/status.js";
import { readAtrInfo } from "../../lds/atr-info.js";
import { readDir } from "../../lds/dir.js";
import { elementaryFile } from "../../lds/files.js";
import { encodeTlv } from "../../tlv/tlv.js";
import { chipProfile, chipProfiles } from "../chip-profiles.js";
import { EMRTD_AID, type SimulatedDocument, simulateDocument } from "../simulated-document.js";
import { createChip } from "./chip.js";
import { type ChipLimits, type ChipPersonalisation, type ChipQuirks, SHORT_LIMITS } from "./personalisation.js";

function documentOf(name: string, options: { quirks?: ChipQuirks; limits?: ChipLimits } = {}): SimulatedDocument {
  const profile = chipProfile(name);
  if (profile === undefined) throw new Error(`no profile ${name}`);
  return simulateDocument(profile, options);
}

const random = () => deterministicRandom("chip");
const chipOf = (document: SimulatedDocument) => createChip(document.chip, { random: random() });
const file = (document: SimulatedDocument, name: Parameters<typeof elementaryFile>[0]): Uint8Array => {
  const bytes = document.files.get(name);
  if (bytes === undefined) throw new Error(`no ${name}`);
  return bytes;
};

async function status(chip: { transmit(command: Uint8Array): Promise<Uint8Array> }, hex: string): Promise<string> {
  return toHex(await chip.transmit(fromHex(hex))).slice(-4);
}

/** The status of a call that the terminal refuses because of the chip's answer. */
async function refusal(call: Promise<unknown>): Promise<number> {
  try {
    await call;
  } catch (error) {
    if (isStatusError(error)) return error.sw;
    throw error;
  }
  throw new Error("nothing was refused");
}

const PROFILES_AND_PACE = chipProfiles().flatMap((profile) => {
  const { chip } = simulateDocument(profile);
  const ways: (number | undefined)[] = chip.pace.map((_, i) => i);
  if (chip.bac) ways.push(undefined);
  return ways.map((pace) => ({ profile, pace, way: pace === undefined ? "bac" : `pace ${chip.pace[pace]?.oid}` }));
});

describe("every profile", () => {
  it.each(PROFILES_AND_PACE)("$profile.name by $way: all files as personalised", async ({ profile, pace }) => {
    const document = simulateDocument(profile);
    const channel = await openChip(chipOf(document), document.chip, pace === undefined ? {} : { pace });
    for (const [name, bytes] of document.files) {
      const { parent, sfi } = elementaryFile(name);
      if (parent === "mf") continue;
      if (name === "DG3") expect((await channel.send(readSfi(sfi, 256))).sw).toBe(0x6982);
      else expect(toHex(await readFile(channel, sfi, 60_000))).toBe(toHex(bytes));
    }
  });

  it.each(chipProfiles().filter(({ can }) => can !== undefined))("$name opens with its CAN", async (profile) => {
    const document = simulateDocument(profile);
    const password = { kind: "can", value: document.can ?? "" } as const;
    const channel = await openChip(chipOf(document), document.chip, { pace: 0, password });
    expect(channel.secured).toBe(true);
  });
});

describe("access rules", () => {
  it("gives nothing of the application before BAC or PACE, and does not tell which files there are", async () => {
    const chip = chipOf(documentOf("vn-2021"));
    expect(await status(chip, "00a4040c07a0000002471001")).toBe("9000");
    for (const command of [
      "00a4020c020101",
      "00a4020c02010b",
      "00b0810000",
      "00b08b0000",
      "00b0000000",
      "00b101010354010000",
      "0088000008000000000000000000",
      "002241a60491021234",
    ]) {
      expect(["6982", "6986", "6988"], command).toContain(await status(chip, command));
    }
  });

  it("keeps fingerprints for Terminal Authentication whatever was proved", async () => {
    const document = documentOf("vn-2021");
    const channel = await openChip(chipOf(document), document.chip, { pace: 0 });
    expect((await channel.send(selectFile(0x0103))).sw).toBe(0x6982);
    expect((await channel.send(readSfi(3, 256))).sw).toBe(0x6982);
    expect((await channel.send(selectFile(0x0104))).sw).toBe(0x6a82);
  });

  it("gives EF.CardSecurity after PACE alone, and not after BAC", async () => {
    const document = documentOf("passport-pace-cam");
    const plain = chipOf(document);
    expect(await status(plain, "00a4020c02011d")).toBe("6982");
    expect(await status(plain, "00b09d0000")).toBe("6982");

    const channel = new CardChannel(chipOf(document));
    const [protocol] = document.chip.pace;
    if (protocol === undefined) throw new Error("no PACE");
    await performPace(channel, {
      protocol,
      domain: protocol.domain,
      parameterId: protocol.parameterId,
      password: { kind: "mrz", mrzInformation: document.chip.passwords.mrz ?? "" },
      random: deterministicRandom("terminal"),
    });
    expect(toHex(await readFile(channel, 0x1d, 60_000))).toBe(toHex(file(document, "EF.CardSecurity")));

    const bac = await openChip(chipOf(document), document.chip);
    await ok(bac.send({ cla: 0, ins: 0xa4, p1: 0, p2: 0x0c, data: fromHex("3f00") }));
    expect((await bac.send(readSfi(0x1d, 256))).sw).toBe(0x6982);
  });

  it("ends what was open at the first plain command", async () => {
    const document = documentOf("passport-bac");
    const chip = chipOf(document);
    const channel = await openChip(chip, document.chip);
    await ok(channel.send(readSfi(0x1e, 4)));
    expect(await status(chip, "00b09e0004")).toBe("6982");
    // The terminal does not know: its next protected command finds no keys.
    expect(await refusal(channel.send(readSfi(0x1e, 4)))).toBe(0x6988);
  });

  it("forgets everything at a reset", async () => {
    const document = documentOf("passport-bac");
    const chip = chipOf(document);
    const channel = await openChip(chip, document.chip);
    await chip.reset();
    expect(await refusal(channel.send(readSfi(0x1e, 4)))).toBe(0x6988);
    expect(await status(chip, "00a4020c02011e")).toBe("6a82");
    expect(await status(chip, `0082000028${"00".repeat(40)}28`)).toBe("6985");
  });

  it("ends the session when a MAC is wrong, and answers without protection", async () => {
    const document = documentOf("passport-bac");
    const chip = chipOf(document);
    const channel = await openChip(chip, document.chip);
    const forged: SessionKeys = { cipher: "3des", enc: new Uint8Array(16), mac: new Uint8Array(16).fill(1) };
    const { bytes } = protectCommand(forged, 0n, readSfi(0x1e, 4));
    expect(toHex(await chip.transmit(bytes))).toBe("6988");
    expect(await refusal(channel.send(readSfi(0x1e, 4)))).toBe(0x6988);
  });

  it("says 6987 when the objects of secure messaging are missing", async () => {
    const document = documentOf("passport-bac");
    const chip = chipOf(document);
    await openChip(chip, document.chip);
    expect(toHex(await chip.transmit(fromHex("0cb09e0003970104")))).toBe("6987");
  });
});

describe("a chip without access control", () => {
  it("gives everything but what only Terminal Authentication opens, and signs", async () => {
    const document = documentOf("vn-2021");
    const chip = createChip({ ...document.chip, bac: false, pace: [], passwords: {} }, { random: random() });
    const channel = new CardChannel(chip);
    await ok(channel.send(SELECT_APPLICATION));
    await ok(channel.send(selectFile(0x011d)));
    expect(toHex(await readFile(channel, 1, 200))).toBe(toHex(file(document, "DG1")));
    expect((await channel.send(readSfi(3, 200))).sw).toBe(0x6982);
    expect((await channel.send({ cla: 0, ins: 0x82, p1: 0, p2: 0, data: new Uint8Array(40), ne: 40 })).sw).toBe(0x6d00);
    const data = fromHex("0011223344556677");
    expect(await ok(channel.send({ cla: 0, ins: 0x88, p1: 0, p2: 0, data, ne: 256 }))).toHaveLength(256);
  });
});

describe("a chip whose own data do not fit", () => {
  it("says 6F00, and lets a random source that fails be seen", async () => {
    const document = documentOf("vn-2021");
    const active = document.chip.activeAuthentication;
    if (active === undefined || "encoding" in active) throw new Error("no RSA key");
    const key = { ...active.key, modulus: active.key.modulus >> 3n };
    const odd = { ...document.chip, bac: false, pace: [], activeAuthentication: { ...active, key } };
    const chip = createChip(odd, { random: random() });
    await status(chip, "00a4040c07a0000002471001");
    expect(await status(chip, "0088000008001122334455667700")).toBe("6f00");

    const broken = createChip(document.chip, { random: () => new Uint8Array(0) });
    await status(broken, "0022c1a40f800a04007f00070202040202830102");
    const call = broken.transmit(fromHex("10860000027c0000"));
    await expect(call).rejects.toMatchObject({ code: "crypto.random" });
  });
});

describe("BAC", () => {
  it("refuses the key of another document with 6300, and wants a new challenge", async () => {
    const document = documentOf("passport-bac");
    const other = { ...document.chip, passwords: { mrz: "L898902C<369080619406236" } };
    expect(await refusal(openChip(chipOf(document), other))).toBe(0x6300);
    const chip = chipOf(document);
    await status(chip, "00a4040c07a0000002471001");
    await status(chip, "0084000008");
    expect(await status(chip, `0082000028${"00".repeat(40)}28`)).toBe("6300");
    expect(await status(chip, `0082000028${"00".repeat(40)}28`)).toBe("6985");
  });

  it("refuses an answer to a challenge of another session", async () => {
    const document = documentOf("passport-bac");
    const chip = chipOf(document);
    const sent: string[] = [];
    const tapped = {
      atr: chip.atr,
      limits: chip.limits,
      reset: () => chip.reset(),
      transmit: (command: Uint8Array) => {
        sent.push(toHex(command));
        return chip.transmit(command);
      },
    };
    await openChip(tapped, document.chip);
    const replayed = sent.find((command) => command.startsWith("0082")) ?? "";
    await chip.reset();
    await status(chip, "00a4040c07a0000002471001");
    await status(chip, "0084000008");
    expect(await status(chip, replayed)).toBe("6300");
  });

  it("is possible again when PACE has ended, and files are hidden as before", async () => {
    const document = documentOf("passport-pace");
    const chip = chipOf(document);
    await openChip(chip, document.chip, { pace: 0 });
    expect(await status(chip, "00a4020c02010b")).toBe("6982");
    expect((await openChip(chip, document.chip)).secured).toBe(true);
  });

  it("answers a wrong key as the profile says", async () => {
    for (const bacFailure of [0x6982, 0x6988, 0x63c4]) {
      const document = documentOf("passport-bac", { quirks: { bacFailure } });
      const other = { ...document.chip, passwords: { mrz: "L898902C<369080619406236" } };
      expect(await refusal(openChip(chipOf(document), other))).toBe(bacFailure);
    }
  });

  it("is not done before the application is selected, nor after PACE", async () => {
    const chip = chipOf(documentOf("passport-bac"));
    await status(chip, "0084000008");
    expect(await status(chip, `0082000028${"00".repeat(40)}28`)).toBe("6985");
    const document = documentOf("passport-pace");
    const channel = await openChip(chipOf(document), document.chip, { pace: 0 });
    await ok(channel.send({ cla: 0, ins: 0x84, p1: 0, p2: 0, ne: 8 }));
    const answer = channel.send({ cla: 0, ins: 0x82, p1: 0, p2: 0, data: new Uint8Array(40), ne: 40 });
    expect((await answer).sw).toBe(0x6985);
  });
});

describe("PACE", () => {
  const wrong = { kind: "can", value: "000000" } as const;

  it("refuses a wrong password at the last step alone", async () => {
    const document = documentOf("passport-pace");
    expect(await refusal(openChip(chipOf(document), document.chip, { pace: 0, password: wrong }))).toBe(0x6300);
    const counting = documentOf("passport-pace", { quirks: { paceFailure: 0x63c2 } });
    expect(await refusal(openChip(chipOf(counting), counting.chip, { pace: 0, password: wrong }))).toBe(0x63c2);
  });

  it("knows PIN and PUK when it was given them, and 6A88 else", async () => {
    const document = documentOf("passport-pace");
    for (const kind of ["pin", "puk"] as const) {
      const password = { kind, value: "1234567890" };
      expect(await refusal(openChip(chipOf(document), document.chip, { pace: 0, password }))).toBe(0x6a88);
      const chip: ChipPersonalisation = { ...document.chip, passwords: { [kind]: "1234567890" } };
      const channel = await openChip(createChip(chip, { random: random() }), chip, { pace: 0, password });
      expect(channel.secured).toBe(true);
    }
  });

  it("begins again after any step that is out of turn", async () => {
    const chip = chipOf(documentOf("passport-pace"));
    const set = "0022c1a40f800a04007f00070202040202830102";
    expect(await status(chip, "10860000027c0000")).toBe("6985");
    expect(await status(chip, set)).toBe("9000");
    expect(await status(chip, "10860000067c0485021234" + "00")).toBe("6a80");
    expect(await status(chip, "10860000027c0000")).toBe("6985");
    expect(await status(chip, set)).toBe("9000");
    expect(await status(chip, "00860000027c0000")).toBe("6a80");
  });

  it("refuses points that are not on the curve", async () => {
    const chip = chipOf(documentOf("passport-pace"));
    await status(chip, "0022c1a40f800a04007f00070202040202830102");
    expect(await status(chip, "10860000027c0000")).toBe("9000");
    const bad = encodeTlv(0x7c, encodeTlv(0x81, concat(Uint8Array.of(4), new Uint8Array(64).fill(7))));
    const answer = await chip.transmit(encodeCommand({ cla: 0x10, ins: 0x86, p1: 0, p2: 0, data: bad, ne: 256 }));
    expect(toHex(answer)).toBe("6300");
  });

  it("does not take an unknown protocol or domain", async () => {
    const chip = chipOf(documentOf("passport-pace"));
    expect(await status(chip, "0022c1a40f800a04007f00070202040204830102")).toBe("6a80");
    expect(await status(chip, "0022c1a412800a04007f00070202040202830102" + "84010c")).toBe("6a88");
    expect(await status(chip, "0022c1a412800a04007f00070202040202830102" + "84010d")).toBe("9000");
    expect(await status(chip, "0022c1a40f800a04007f00070202040202830109")).toBe("6a88");
  });

  it("has the behaviours of T63 and T69e", async () => {
    const broken = documentOf("passport-pace", { quirks: { paceFails: 0x6a80 } });
    expect(await refusal(openChip(chipOf(broken), broken.chip, { pace: 0 }))).toBe(0x6a80);
    const bac = await openChip(chipOf(broken), broken.chip);
    expect(bac.secured).toBe(true);

    const wants = documentOf("passport-pace", { quirks: { needsDomainReference: 0x6a88, warnTriesLeft: 2 } });
    const chip = chipOf(wants);
    expect(await status(chip, "0022c1a40f800a04007f00070202040202830102")).toBe("6a88");
    expect(await status(chip, "0022c1a412800a04007f0007020204020283010284010d")).toBe("63c2");
    const channel = await openChip(chipOf(wants), wants.chip, { pace: 0 });
    expect(channel.secured).toBe(true);
  });
});

describe("SELECT", () => {
  it("has the behaviours of T69b", async () => {
    for (const selectMf of [0x6d00, 0x6a82, 0x6982]) {
      const chip = chipOf(documentOf("passport-pace", { quirks: { selectMf } }));
      expect(await status(chip, "00a4000c023f00")).toBe(selectMf.toString(16));
      expect(await status(chip, "00a4020c02011c")).toBe("9000");
    }
    const sfi = chipOf(documentOf("passport-pace", { quirks: { cardAccessBy: ["sfi"] } }));
    expect(await status(sfi, "00a4020c02011c")).toBe("6a82");
    expect(await status(sfi, "00b09c0000")).toBe("9000");
    const after = chipOf(documentOf("passport-pace", { quirks: { cardAccessBy: ["after-mf"] } }));
    expect(await status(after, "00a4020c02011c")).toBe("6a82");
    expect(await status(after, "00b09c0000")).toBe("6a82");
    expect(await status(after, "00a4000c023f00")).toBe("9000");
    expect(await status(after, "00a4020c02011c")).toBe("9000");
    const early = documentOf("passport-pace", { quirks: { selectApplicationBeforePace: 0x6982 } });
    expect(await status(chipOf(early), "00a4040c07a0000002471001")).toBe("6982");
    expect((await openChip(chipOf(early), early.chip, { pace: 0 })).secured).toBe(true);
    const preselected = chipOf(documentOf("passport-pace", { quirks: { applicationPreselected: true } }));
    expect(await status(preselected, "00b09c0000")).toBe("6982");
    expect(await status(preselected, "0084000008")).toBe("9000");
  });

  it("finds EF.CVCA where EF.CardAccess was, once the application is selected", async () => {
    const document = documentOf("vn-2021");
    const chip = chipOf(document);
    const cardAccess = await chip.transmit(fromHex("00b09c0000"));
    expect(toHex(cardAccess)).toBe(`${toHex(file(document, "EF.CardAccess"))}9000`);
    const channel = await openChip(chipOf(document), document.chip, { pace: 0 });
    expect((await ok(channel.send(readSfi(0x1c, 256))))[0]).toBe(0x42);
  });

  it("refuses Le where the chip is such (T69e), and other applications", async () => {
    const chip = chipOf(documentOf("passport-bac", { quirks: { selectWithLe: 0x6700, mseWithLe: 0x6700 } }));
    expect(await status(chip, "00a4040c07a000000247100100")).toBe("6700");
    expect(await status(chip, "00a4040c07a0000002471001")).toBe("9000");
    expect(await status(chip, "00a4040c07a0000002472001")).toBe("6a82");
    expect(await status(chip, "0022c1a40f800a04007f0007020204020283010200")).toBe("6700");
  });

  it("gives file control information when it is asked for", async () => {
    const chip = chipOf(documentOf("passport-bac"));
    expect(toHex(await chip.transmit(fromHex("00a4040007a000000247100100")))).toBe("6f098407a00000024710019000");
    expect(toHex(await chip.transmit(fromHex("00a40004023f0000")))).toBe("620483023f009000");
  });

  it("gives EF.DIR and an EF.ATR/INFO that says what it takes", async () => {
    const chip = chipOf(documentOf("passport-bac"));
    await status(chip, "00a4020c022f00");
    const dir = readDir((await chip.transmit(fromHex("00b0000000"))).slice(0, -2));
    expect(toHex(dir.applications[0]?.aid ?? new Uint8Array())).toBe(toHex(EMRTD_AID));
    const info = readAtrInfo((await chip.transmit(fromHex("00b0810000"))).slice(0, -2));
    expect(info).toMatchObject({ extendedLength: true, maxCommandLength: 65535, maxResponseLength: 65535 });
    const short = chipOf(documentOf("passport-bac", { limits: SHORT_LIMITS }));
    const shortInfo = readAtrInfo((await short.transmit(fromHex("00b0810000"))).slice(0, -2));
    expect(shortInfo).toMatchObject({ extendedLength: false, maxResponseLength: undefined });
  });

  it("has an ATR with a right check byte", () => {
    const { atr } = chipOf(documentOf("passport-bac"));
    expect(toHex(atr ?? new Uint8Array())).toMatch(/^3b8880010073[0-9a-f]{14}$/);
    expect((atr ?? new Uint8Array()).slice(1).reduce((sum, byte) => sum ^ byte, 0)).toBe(0);
  });
});

describe("READ BINARY", () => {
  it("reads by offset, short identifier and odd INS", async () => {
    const document = documentOf("vn-2021");
    const dg2 = file(document, "DG2");
    const channel = await openChip(chipOf(document), document.chip, { pace: 0 });
    await ok(channel.send(selectFile(0x0102)));
    expect(toHex(await ok(channel.send(readAt(100, 50))))).toBe(toHex(dg2.slice(100, 150)));
    expect(toHex(await ok(channel.send(readSfi(2, 40, 200))))).toBe(toHex(dg2.slice(200, 240)));
    const odd = { cla: 0, ins: 0xb1, p1: 0, p2: 0, data: fromHex("54020123"), ne: 60 } as const;
    expect(toHex(await ok(channel.send(odd)))).toBe(toHex(encodeTlv(0x53, dg2.slice(0x123, 0x123 + 58))));
    const byFid = { ...odd, p1: 0x01, p2: 0x02, data: fromHex("540105") };
    expect(toHex(await ok(channel.send(byFid)))).toBe(toHex(encodeTlv(0x53, dg2.slice(5, 5 + 58))));
    const bySfi = { ...odd, p2: 0x01, data: fromHex("540100"), ne: 12 };
    expect(toHex(await ok(channel.send(bySfi)))).toBe(toHex(encodeTlv(0x53, file(document, "DG1").slice(0, 10))));
  });

  it("has the ends of files that chips have", async () => {
    const end = async (quirks: ChipQuirks) => {
      const document = documentOf("passport-bac", { quirks });
      const dg1 = file(document, "DG1");
      const channel = await openChip(chipOf(document), document.chip);
      return { channel, dg1, answer: await channel.send(readSfi(1, 256)) };
    };
    const cut = await end({});
    expect(cut.answer.sw).toBe(0x9000);
    expect(cut.answer.data).toHaveLength(cut.dg1.length);
    const warned = await end({ endOfFile: "warning" });
    expect(warned.answer.sw).toBe(0x6282);
    expect(warned.answer.data).toHaveLength(warned.dg1.length);
    expect((await warned.channel.send(readAt(warned.dg1.length, 1))).sw).toBe(0x6b00);
    expect((await warned.channel.send(readAt(warned.dg1.length + 1, 1))).sw).toBe(0x6b00);
    expect((await end({ readRefusal: { above: 128, sw: 0x6700 } })).answer.sw).toBe(0x6700);
    expect((await end({ readCap: 16 })).answer.data).toHaveLength(16);
    expect((await end({ noShortIdentifiers: true })).answer.sw).toBe(0x6a82);
  });

  it("says 6CXX in plain reads", async () => {
    const chip = chipOf(documentOf("passport-pace", { quirks: { endOfFile: "wrong-le" } }));
    await status(chip, "00a4020c02011c");
    const { length } = file(documentOf("passport-pace"), "EF.CardAccess");
    expect(await status(chip, "00b0000000")).toBe(`6c${length.toString(16)}`);
    expect(await status(chip, `00b00000${length.toString(16)}`)).toBe("9000");
  });

  it("gives more than asked for when told so (T79)", async () => {
    const document = documentOf("passport-bac", { quirks: { readExcess: 3 } });
    const channel = await openChip(chipOf(document), document.chip);
    expect(await ok(channel.send(readSfi(1, 10)))).toHaveLength(13);
  });

  it("never ends when it is made endless (T74)", async () => {
    const document = documentOf("passport-bac");
    const chip = chipOf(document);
    chip.makeEndless();
    const channel = await openChip(chip, document.chip);
    expect(toHex((await ok(channel.send(readSfi(1, 200)))).slice(0, 6))).toBe("61847fffffff");
    expect(await ok(channel.send(readAt(0x7fff, 200)))).toEqual(new Uint8Array(200));
    const far = { cla: 0, ins: 0xb1, p1: 0, p2: 0, data: fromHex("54047fffff00"), ne: 64 } as const;
    expect(await ok(channel.send(far))).toEqual(encodeTlv(0x53, new Uint8Array(62)));
  });
});

describe("lengths", () => {
  it("takes extended length or refuses it with 6700", async () => {
    const document = documentOf("passport-bac", { limits: SHORT_LIMITS });
    const chip = chipOf(document);
    expect(await status(chip, "00b0810000" + "0400")).toBe("6700");
    expect(await status(chip, "00a4040c" + "000007" + "a0000002471001")).toBe("6700");
    const channel = await openChip(chip, document.chip);
    const data = await ok(channel.send(readSfi(2, 231)));
    expect(toHex(data)).toBe(toHex(file(document, "DG2").slice(0, 231)));
    // Everything protected in one short answer: 231 bytes are the most with 3DES.
    expect(await ok(channel.send(readSfi(2, 256)))).toHaveLength(231);
  });

  it("limits a short AES answer to 223 bytes", async () => {
    const document = documentOf("passport-pace", { limits: SHORT_LIMITS });
    const channel = await openChip(chipOf(document), document.chip, { pace: 0 });
    expect(await ok(channel.send(readSfi(2, 256)))).toHaveLength(223);
  });

  it("sends a long answer by 61XX and GET RESPONSE, secure messaging included", async () => {
    const document = documentOf("passport-aa", { limits: SHORT_LIMITS });
    const chip = chipOf(document);
    const channel = await openChip(chip, document.chip);
    const { apdus } = channel.counts;
    const answer = await ok(
      channel.send({ cla: 0, ins: 0x88, p1: 0, p2: 0, data: fromHex("0102030405060708"), ne: 256 }),
    );
    expect(answer).toHaveLength(256);
    expect(channel.counts.apdus - apdus).toBe(2);
    expect(await status(chip, "00c0000000")).toBe("6985");
  });

  it("uses GET RESPONSE always when told so", async () => {
    const document = documentOf("passport-pace", { quirks: { alwaysGetResponse: true } });
    const channel = await openChip(chipOf(document), document.chip, { pace: 0 });
    expect(toHex(await readFile(channel, 2, 200))).toBe(toHex(file(document, "DG2")));
  });

  it("collects chained commands, and refuses a chain that breaks off", async () => {
    const document = documentOf("passport-ca-dh", { limits: SHORT_LIMITS });
    // Keys of 2048 bits do not fit a short command: the terminal has to chain them.
    const channel = await openChip(chipOf(document), document.chip, { pace: 0 });
    expect(toHex(await readFile(channel, 1, 223))).toBe(toHex(file(document, "DG1")));

    const chip = chipOf(document);
    expect(await status(chip, "10a4040c03a00000")).toBe("9000");
    expect(await status(chip, "00b0810000")).toBe("6883");
    expect(await status(chip, "10a4040c03a00000")).toBe("9000");
    expect(await status(chip, "00a4040c0402471001")).toBe("9000");
  });
});

describe("classes and instructions", () => {
  it.each([
    ["80a4040c07a0000002471001", "6e00"],
    ["ffa4040c07a0000002471001", "6e00"],
    ["01a4040c07a0000002471001", "6881"],
    ["04a4040c07a0000002471001", "6882"],
    ["0ca4040c07a0000002471001", "6988"],
    ["0020000000", "6d00"],
    ["00a4040c08a0000002471001", "6700"],
    ["00a4", "6700"],
    ["", "6700"],
    ["00a4070c023f00", "6a86"],
    ["0022f3010100", "6a86"],
    ["0086010000", "6a86"],
    ["0084000004", "6700"],
    ["00840000", "6700"],
    ["0084010008", "6a86"],
    ["0084000000", "9000"],
    ["00840000000000", "9000"],
    ["00b1000000", "6a80"],
    ["0088000000", "6d00"],
  ])("%s is answered %s", async (command, expected) => {
    expect(await status(chipOf(documentOf("passport-pace")), command)).toBe(expected);
  });

  it("throws nothing of its own", async () => {
    const call = chipOf(documentOf("passport-pace")).transmit(new Uint8Array(0));
    await expect(call).resolves.toEqual(fromHex("6700"));
    await expect(call.catch((error: unknown) => isChipidError(error))).resolves.not.toBe(true);
  });
});

it("SELECT_APPLICATION of the test terminal is the application's", () => {
  expect(toHex(SELECT_APPLICATION.data)).toBe("a0000002471001");
});
