import { describe, expect, it } from "vitest";
import { AccessChip, type AccessChipOptions } from "../../test/access-chip.js";
import { fromHex } from "../bytes/bytes.js";
import { deterministicRandom } from "../crypto/random.js";
import type { ReadingHabits } from "../iso7816/command-port.js";
import { writeCardAccess } from "../lds/card-access.js";
import { readSecurityInfos } from "../lds/security-infos.js";
import { AccessError, type AccessOptions, openChip } from "./access.js";
import { CardChannel } from "./channel.js";

const GM_AES128 = "0.4.0.127.0.7.2.2.4.2.2";
const MRZ = "L898902C<369080619406236";
/** The constant of the Vietnamese card: TA, CA, PACE-ECDH-GM-AES-128 with parameters 13. */
const CARD_ACCESS = fromHex(
  "31 34 30 0d 06 08 04007f0007020202 02 01 01 30 0f 06 0a 04007f00070202030202 02 01 01 30 12 06 0a 04007f00070202040202 02 01 02 02 01 0d",
);
const can = { kind: "can", value: "123456" } as const;
const PACE = { oid: GM_AES128, id: 13, password: can };
const VN: AccessChipOptions = { cardAccess: CARD_ACCESS, pace: PACE };
const BAC = { mrzInformation: MRZ };

async function open(chip: AccessChipOptions, options: Partial<AccessOptions> = {}, habits: ReadingHabits = {}) {
  const card = new AccessChip(chip);
  const channel = new CardChannel(card, { habits });
  const secrets = { can: "123456", mrzInformation: MRZ };
  const given = { secrets, random: deterministicRandom("access"), ...options };
  try {
    return { card, channel, result: await openChip(channel, given), error: undefined };
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    return { card, channel, result: undefined, error };
  }
}

const steps = (attempts: readonly { step: string; outcome: string; path?: string; password?: string }[] | undefined) =>
  attempts?.map(({ step, outcome, path, password }) => [step, path ?? password, outcome].filter(Boolean).join(" "));

describe("PACE", () => {
  it("runs before the application is selected, with the CAN", async () => {
    const { card, channel, result } = await open(VN);
    expect(result).toMatchObject({
      protocol: "pace",
      mapping: "gm",
      password: "can",
      oid: GM_AES128,
      parameterId: 13,
      curve: "brainpoolP256r1",
      fellBack: false,
      assumed: false,
      cardAccess: { path: "fid" },
    });
    expect(steps(result?.attempts)).toEqual(["card-access fid found", "pace can done", "select done"]);
    expect(card.seen).toEqual([
      "a4020c 011c",
      "b00000 le 65536",
      "b08100 le 65536",
      "22c1a4 800a04007f00070202040202830102",
      "860000 7c00 le 256",
      "860000 le 256",
      "860000 le 256",
      "860000 7c0a8508".concat(card.seen[7]?.slice("860000 7c0a8508".length) ?? ""),
    ]);
    expect(channel.secured).toBe(true);
    expect(channel.counts.apdus).toBe(9);
  });

  it("spends nothing the second time on what the first has shown", async () => {
    const habits: ReadingHabits = {};
    const first = await open({ ...VN, cardAccessBy: "sfi" }, {}, habits);
    expect(habits).toEqual({ atrInfo: false, cardAccess: "sfi", extended: true });
    const second = await open({ ...VN, cardAccessBy: "sfi" }, {}, habits);
    expect([first.channel.counts.apdus, second.channel.counts.apdus]).toEqual([9, 7]);
  });

  it("takes the lengths from EF.ATR/INFO", async () => {
    const { channel } = await open({ ...VN, atrInfo: fromHex("4303010203 4703000040 7F6608 020203E8 020207D0") });
    expect(channel.habits).toMatchObject({ atrInfo: true, maxCommand: 1000, maxResponse: 2000, extended: true });
    expect(channel.largestNe(true)).toBe(1967);
  });

  it("goes on without extended length, and knows it", async () => {
    const { channel, result } = await open({ ...VN, short: true });
    expect(result?.protocol).toBe("pace");
    expect(channel.habits.extended).toBe(false);
  });

  it.each(["fid", "sfi", "mf"] as const)("finds EF.CardAccess when only %s leads there (T69b)", async (path) => {
    const { result } = await open({ ...VN, cardAccessBy: path });
    expect(result).toMatchObject({ protocol: "pace", cardAccess: { path } });
  });

  it.each([0x6d00, 0x6a82, 0x6982, 0x6985, 0x6a81, 0x6a86, 0x6a87])(
    "SELECT MF answering %i is never fatal (T69b)",
    async (sw) => {
      const found = await open({ ...VN, selectMf: sw, cardAccessBy: "sfi" });
      expect(found.result?.protocol).toBe("pace");
      const none = await open({ pace: PACE, selectMf: sw, bac: BAC });
      expect(none.result).toMatchObject({ protocol: "bac", fellBack: false, cardAccess: undefined });
    },
  );

  it("does not take EF.CVCA for EF.CardAccess", async () => {
    const { result } = await open({ cardAccess: fromHex("420E44455445535465494430303030370000"), bac: BAC });
    expect(result?.protocol).toBe("bac");
    expect(steps(result?.attempts)).toContain("card-access fid read.tag");
  });

  it("says that it could not read an EF.CardAccess that is cut", async () => {
    const { result } = await open({ cardAccess: fromHex("3114301206"), bac: BAC });
    expect(steps(result?.attempts)?.slice(0, 3)).toEqual([
      "card-access fid read.truncated",
      "card-access sfi read.truncated",
      "card-access mf read.truncated",
    ]);
    expect(result?.protocol).toBe("bac");
  });

  it("tries the MRZ after a CAN that is wrong, which is no failure", async () => {
    const password = { kind: "mrz", mrzInformation: MRZ } as const;
    const { result } = await open({ ...VN, pace: { ...PACE, password } });
    expect(result).toMatchObject({ protocol: "pace", password: "mrz", fellBack: false });
    expect(steps(result?.attempts)).toEqual([
      "card-access fid found",
      "pace can access.key-wrong",
      "pace mrz done",
      "select done",
    ]);
  });

  it("ends with a wrong key when no password is right", async () => {
    const { error } = await open({ ...VN, bac: BAC }, { secrets: { can: "654321" } });
    expect(error).toMatchObject({ code: "access.key-wrong", sw: 0x6300, triesLeft: undefined });
    expect(error?.message).not.toContain("654321");
    expect(JSON.stringify(error?.attempts)).not.toContain("654321");
  });

  it("says how many tries are left", async () => {
    const { error } = await open({ ...VN, paceRefusal: { at: 4, sw: 0x63c2 } }, { secrets: { can: "123456" } });
    expect(error).toMatchObject({ code: "access.key-wrong", triesLeft: 2 });
    expect(error?.attempts).toContainEqual(expect.objectContaining({ password: "can", triesLeft: 2 }));
  });

  it.each([0x6a80, 0x6a88])("names the parameters after %i, and at once the next time (T69e)", async (sw) => {
    const habits: ReadingHabits = {};
    const first = await open({ ...VN, wantsParameters: sw }, {}, habits);
    expect(first.result?.pace?.namedParameters).toBe(true);
    expect(habits.namesParameters).toBe(true);
    const second = await open({ ...VN, wantsParameters: sw }, {}, habits);
    expect(second.card.seen.filter((line) => line.startsWith("22c1a4"))).toHaveLength(1);
  });

  it("never sends Le with SELECT and MSE (T69e)", async () => {
    const { result } = await open({ ...VN, refusesLe: true });
    expect(result?.protocol).toBe("pace");
  });

  it("names the parameters when the chip has several sets for one protocol", async () => {
    const infos = [13, 16].map((parameterId) => ({ kind: "pace", oid: GM_AES128, parameterId }) as const);
    const { card, result } = await open({ ...VN, cardAccess: writeCardAccess(infos) });
    // Both are worth 128 bits with AES-128, so the chip's own order decides.
    expect(result).toMatchObject({ parameterId: 13, curve: "brainpoolP256r1" });
    expect(card.seen).toContain("22c1a4 800a04007f0007020204020283010284010d");
  });

  it("chooses the strongest offer that it knows, the chip authentication mapping first", async () => {
    const pace = (oid: string, parameterId: number) =>
      ({ kind: "pace", oid: `0.4.0.127.0.7.2.2.4.${oid}`, parameterId }) as const;
    const infos = [pace("1.1", 0), pace("2.1", 13), pace("2.4", 17), pace("4.2", 13), pace("2.2", 31), pace("6.2", 13)];
    const cam = { oid: "0.4.0.127.0.7.2.2.4.6.2", id: 13, password: can };
    const first = await open({ cardAccess: writeCardAccess(infos), pace: cam });
    expect(first.result).toMatchObject({ mapping: "cam", curve: "brainpoolP256r1" });
    const without = writeCardAccess(infos.slice(0, 5));
    const second = await open({ cardAccess: without, pace: { ...PACE, oid: "0.4.0.127.0.7.2.2.4.2.4", id: 17 } });
    expect(second.result).toMatchObject({ mapping: "gm", curve: "brainpoolP512r1" });
  });
});

describe("PACE that was announced and failed (T63)", () => {
  const swords = [0x6fff, 0x6300, 0x6982, 0x6a80, 0x6a88];
  const cases = swords.flatMap((sw) => [0, 1].map((at): readonly [number, number] => [sw, at]));

  it.each(cases)("status %i at command %i: stops", async (sw, at) => {
    const { card, error } = await open({ ...VN, paceRefusal: { at, sw }, bac: BAC });
    expect(error).toMatchObject({ code: "access.refused", sw });
    expect(card.seen.some((line) => line.startsWith("84"))).toBe(false);
    expect(steps(error?.attempts)).toEqual(["card-access fid found", "pace can access.refused"]);
  });

  it.each(cases)("status %i at command %i: BAC by policy, and it is said", async (sw, at) => {
    const { result, channel } = await open({ ...VN, paceRefusal: { at, sw }, bac: BAC }, { paceFailed: "allow-bac" });
    expect(result).toMatchObject({ protocol: "bac", password: "mrz", fellBack: true, mapping: undefined });
    expect(result?.attempts).toContainEqual({
      step: "pace",
      outcome: "access.refused",
      password: "can",
      oid: GM_AES128,
      sw,
    });
    expect(channel.secured).toBe(true);
  });

  it.each(["card.timeout", "card.removed", "card.transport"] as const)("%s is no refusal", async (code) => {
    for (const at of [0, 1, 2, 3, 4]) {
      const run = open({ ...VN, paceFault: { at, code }, bac: BAC }, { paceFailed: "allow-bac" });
      await expect(run).rejects.toMatchObject({ code });
    }
  });

  it("an offer that nobody knows stops too, or falls back by policy", async () => {
    const infos = [{ kind: "pace", oid: GM_AES128, parameterId: 30 }] as const;
    const chip = { cardAccess: writeCardAccess(infos), bac: BAC };
    expect((await open(chip)).error?.code).toBe("access.parameters");
    const { result } = await open(chip, { paceFailed: "allow-bac" });
    expect(result).toMatchObject({ protocol: "bac", fellBack: true, paceUnknown: true });
  });
});

describe("BAC", () => {
  it("runs after the application is selected, where there is no PACE", async () => {
    const { card, result } = await open({ bac: BAC });
    expect(result).toMatchObject({
      protocol: "bac",
      password: "mrz",
      fellBack: false,
      oid: undefined,
      curve: undefined,
    });
    expect(card.seen.slice(-3)).toEqual(["a4040c a0000002471001", "840000 le 8", "820000 le 40"]);
  });

  it.each([
    [0x6300, undefined],
    [0x63c4, 4],
    [0x6982, undefined],
    [0x6988, undefined],
  ])("status %i to EXTERNAL AUTHENTICATE is a wrong key (T69c)", async (sw, triesLeft) => {
    const { error } = await open({ bac: { ...BAC, refusal: sw } });
    expect(error).toMatchObject({ code: "access.key-wrong", sw, triesLeft });
  });

  it.each([0x6985, 0x6a80])("status %i is another refusal", async (sw) => {
    expect((await open({ bac: { ...BAC, refusal: sw } })).error).toMatchObject({ code: "access.refused", sw });
  });

  it("with another MRZ is a wrong key", async () => {
    const { error } = await open({ bac: { mrzInformation: MRZ.replace("L", "M") } });
    expect(error?.code).toBe("access.key-wrong");
  });

  it("needs the MRZ", async () => {
    expect((await open({ bac: BAC }, { secrets: { can: "123456" } })).error?.code).toBe("access.no-key");
    expect((await open(VN, { secrets: {} })).error?.code).toBe("access.no-key");
  });

  it("is not there on a chip without access control", async () => {
    expect((await open({})).result).toMatchObject({ protocol: "none", fellBack: false });
    expect((await open({ bac: { challenge: 0x6985 } })).error).toMatchObject({ code: "access.refused", sw: 0x6985 });
  });
});

describe("the application", () => {
  it("is missing (T92)", async () => {
    const { error } = await open({ selectAid: 0x6a82 });
    expect(error).toMatchObject({ code: "access.no-application", sw: 0x6a82 });
    expect(error?.cardAccess).toBeUndefined();
  });

  it.each([0x6982, 0x6985, 0x6d00, 0x6999])("answers %i: refused, not missing", async (sw) => {
    expect((await open({ selectAid: sw })).error).toMatchObject({ code: "access.refused", sw });
  });
});

describe("assumed SecurityInfos", () => {
  const assumed = readSecurityInfos(CARD_ACCESS).infos;

  it("open a chip that shows no EF.CardAccess, and are marked", async () => {
    const { result } = await open({ pace: PACE, bac: BAC }, { assumed });
    expect(result).toMatchObject({ protocol: "pace", assumed: true, cardAccess: undefined, parameterId: 13 });
  });

  it("that do not hold are no failure of PACE", async () => {
    const { result } = await open({ paceRefusal: { at: 0, sw: 0x6a88 }, bac: BAC }, { assumed });
    expect(result).toMatchObject({ protocol: "bac", assumed: false, fellBack: false });
    expect(steps(result?.attempts)).toContain("pace can access.refused");
  });

  it("give way to what the chip shows", async () => {
    const other = readSecurityInfos(writeCardAccess([{ kind: "pace", oid: GM_AES128, parameterId: 16 }])).infos;
    expect((await open(VN, { assumed: other })).result).toMatchObject({ parameterId: 13, assumed: false });
  });
});
