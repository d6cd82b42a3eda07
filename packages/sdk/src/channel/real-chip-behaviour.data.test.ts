import { describe, expect, it } from "vitest";
import { AccessChip, type AccessChipOptions } from "../../test/access-chip.js";
import { dataJson, describeData } from "../../test/data.js";
import { FileChip, fileOf } from "../../test/file-chip.js";
import { PaceChip } from "../../test/pace-chip.js";
import { playedCard, ScriptedCard } from "../../test/scripted-card.js";
import { equalBytes, fromHex } from "../bytes/bytes.js";
import { standardisedDomain } from "../crypto/domain-parameters.js";
import { deterministicRandom } from "../crypto/random.js";
import { isChipidError } from "../errors/chipid-error.js";
import { FileReader } from "../iso7816/file-reader.js";
import { PartialFile } from "../iso7816/partial-file.js";
import { readCardAccess } from "../lds/card-access.js";
import { type AccessOptions, openChip } from "./access.js";
import { performBac } from "./bac.js";
import { CardChannel } from "./channel.js";
import { performPace } from "./pace.js";
import { paceOffers } from "./pace-choice.js";
import { PACE_PROTOCOLS } from "./pace-oids.js";

interface Observations {
  readonly observations: readonly { readonly documents: string; readonly what: string }[];
  readonly efCardAccess: readonly { readonly hex: string; readonly content: string }[];
  readonly efCardAccessTruncated: { readonly hex: string };
  readonly failureMustBeVisible: { readonly scenarios: readonly { readonly id: string; readonly chip: string }[] };
}

const MRZ = "L898902C<369080619406236";
const OID = "0.4.0.127.0.7.2.2.4.2.4";
const can = { kind: "can", value: "123456" } as const;
const KEYS = { cipher: "aes-128", enc: new Uint8Array(16).fill(7), mac: new Uint8Array(16).fill(9) } as const;

function open(chip: AccessChipOptions, options: Partial<AccessOptions> = {}) {
  const secrets = { can: "123456", mrzInformation: MRZ };
  const card = new AccessChip(chip);
  const channel = new CardChannel(card);
  return { card, channel, run: openChip(channel, { secrets, random: deterministicRandom("real"), ...options }) };
}

describeData("how real chips answer", () => {
  const file = dataJson<Observations>("apdu-traces/real-chip-behaviour.json");
  const cardAccess = fromHex(
    file.efCardAccess.find(({ content }) => content.includes("ECDH-GM-AES-CBC-CMAC-256"))?.hex ?? "",
  );
  const pace = { oid: OID, id: 13, password: can };

  it("has the observations that are looked at here", () => {
    expect(file.observations.map(({ documents }) => documents)).toHaveLength(11);
  });

  it("German documents refuse Le with SELECT and MSE", async () => {
    const { run } = open({ cardAccess, pace, refusesLe: true });
    expect((await run).protocol).toBe("pace");
  });

  it("a Spanish card punishes a read beyond the end with a bare 6282: the next session does not", async () => {
    const content = fileOf(150, 0x61);
    const chip = new FileChip(new Map([[0x0101, content]]), { beyondEnd: "6282 empty", bareErrors: true });
    const channel = new CardChannel(chip);
    const reader = new FileReader(channel);
    chip.secure(KEYS);
    channel.secure(KEYS);
    const target = { fid: 0x0101, sfi: 1, tags: [0x61] };
    await expect(reader.read(target)).rejects.toMatchObject({ code: "channel.lost", sw: 0x6282 });
    chip.secure(KEYS);
    channel.secure(KEYS);
    expect(equalBytes(await reader.read(target), content)).toBe(true);
    expect(equalBytes(await reader.read(target), content)).toBe(true);
    expect(channel.habits.readsBeyondEnd).toBe(false);
  });

  it("a Russian passport answers a bare 6B00 and has lost the session: nothing more goes out until it is opened again", async () => {
    const content = fileOf(700, 0x61);
    const chip = new FileChip(new Map([[0x0101, content]]), { takes: 200, refusal: 0x6b00, bareErrors: true });
    const channel = new CardChannel(chip);
    const reader = new FileReader(channel);
    const partial = new PartialFile(0x0101);
    chip.secure(KEYS);
    channel.secure(KEYS);
    await expect(reader.read({ fid: 0x0101 }, { partial })).rejects.toMatchObject({ code: "channel.lost", sw: 0x6b00 });
    const { apdus } = channel.counts;
    await expect(reader.read({ fid: 0x0101 }, { partial })).rejects.toMatchObject({ code: "channel.lost" });
    expect(channel.counts.apdus).toBe(apdus);
    chip.secure(KEYS);
    channel.secure(KEYS);
    expect(equalBytes(await reader.read({ fid: 0x0101 }, { partial }), content)).toBe(true);
    expect(channel.habits.mostProtected).toBe(128);
  });

  it("a Portuguese passport wants the application before BAC, and EF.CardAccess before that", async () => {
    const { card, run } = open({ bac: { mrzInformation: MRZ } });
    await run;
    const application = card.seen.findIndex((line) => line.startsWith("a4040c"));
    expect(card.seen.findIndex((line) => line.startsWith("84"))).toBeGreaterThan(application);
    expect(card.seen.slice(application).some((line) => line.startsWith("a4020c"))).toBe(false);
  });

  it.each([0x6985, 0x6982, 0x6a81, 0x6a86, 0x6a87])("SELECT MF answers %i: not fatal", async (selectMf) => {
    expect((await open({ selectMf, bac: { mrzInformation: MRZ } }).run).protocol).toBe("bac");
    expect((await open({ selectMf, cardAccess, pace, cardAccessBy: "sfi" }).run).protocol).toBe("pace");
  });

  it.each([0, 1, 2, 3])(
    "GENERAL AUTHENTICATE %i answers 6700 to one form of Le: repeated once with the other",
    async (at) => {
      const protocol = PACE_PROTOCOLS.find(({ oid }) => oid === OID);
      const domain = standardisedDomain(13);
      if (protocol === undefined || domain === undefined) throw new Error("no protocol");
      const chip = new PaceChip(protocol, domain, can, deterministicRandom("chip"));
      let step = -1;
      let refused = 0;
      const card = playedCard(() => new Uint8Array(0));
      card.transmit = async (wire) => {
        if (wire[1] === 0x86) step++;
        if (step === at && refused === 0) {
          refused++;
          return fromHex("6700");
        }
        return chip.transmit(wire);
      };
      const random = deterministicRandom("terminal");
      expect((await performPace(new CardChannel(card), { protocol, domain, password: can, random })).mapping).toBe(
        "gm",
      );
      expect(refused).toBe(1);
    },
  );

  it("a German identity card answers 6982 to DG3 inside the session, which goes on", async () => {
    const chip = new FileChip(new Map([[0x0101, fileOf(90, 0x61)]]), { sfi: 0x6982 });
    const channel = new CardChannel(chip);
    chip.secure(KEYS);
    channel.secure(KEYS);
    const reader = new FileReader(channel);
    await expect(reader.read({ fid: 0x0103, sfi: 3 })).rejects.toMatchObject({ code: "read.denied", sw: 0x6982 });
    expect((await reader.read({ fid: 0x0101 })).length).toBe(90);
  });

  describe("EF.CardAccess seen in the field", () => {
    const expected: Readonly<Record<number, readonly [string, string, string | number]>> = {
      0: ["0.4.0.127.0.7.2.2.4.4.4", "im", "P-521"],
      1: ["0.4.0.127.0.7.2.2.4.1.1", "gm", 2],
      2: ["0.4.0.127.0.7.2.2.4.2.4", "gm", "brainpoolP256r1"],
      3: ["0.4.0.127.0.7.2.2.4.2.2", "gm", "brainpoolP256r1"],
    };
    it.each(file.efCardAccess.map((entry, i) => [entry.content, i] as const))("%s", (_, i) => {
      const infos = readCardAccess(fromHex(file.efCardAccess[i]?.hex ?? "")).securityInfos.infos;
      const [offer, ...others] = paceOffers(infos);
      expect(others).toEqual([]);
      const group = offer?.domain.family === "ecdh" ? offer.domain.curve.name : offer?.domain.id;
      expect([offer?.info.oid, offer?.info.mapping, group]).toEqual(expected[i]);
    });

    it("cut: refused as malformed, and said so", async () => {
      const bytes = fromHex(file.efCardAccessTruncated.hex);
      expect(() => readCardAccess(bytes)).toThrow(expect.objectContaining({ code: "asn1.truncated" }));
      const { attempts, protocol } = await open({ cardAccess: bytes, bac: { mrzInformation: MRZ } }).run;
      expect(protocol).toBe("bac");
      expect(attempts.filter(({ step }) => step === "card-access").map(({ outcome }) => outcome)).toEqual(
        Array.from({ length: 3 }, () => "read.truncated"),
      );
    });
  });

  describe("failure must be visible", () => {
    it("has the scenarios that are looked at here", () => {
      expect(file.failureMustBeVisible.scenarios.map(({ id }) => id).slice(0, 2)).toEqual([
        "TC-AC-01",
        "TC-AC-timeout",
      ]);
    });

    const words = [0x6fff, 0x6300, 0x6982, 0x6a80, 0x6a88];
    it.each(words.flatMap((sw) => [0, 1, 2, 3, 4].map((at) => [sw, at] as const)))(
      "TC-AC-01: %i to command %i of PACE",
      async (sw, at) => {
        const chip = { cardAccess, pace, bac: { mrzInformation: MRZ }, paceRefusal: { at, sw } };
        const code = await open(chip).run.then(
          () => "opened",
          (error: unknown) => (isChipidError(error) ? error.code : "not ours"),
        );
        expect(code).toBe(at === 4 && sw === 0x6300 ? "access.key-wrong" : "access.refused");
        const fallen = await open(chip, { paceFailed: "allow-bac" }).run;
        expect(fallen).toMatchObject({ protocol: "bac", fellBack: true });
        expect(fallen.attempts.filter(({ step }) => step === "pace").length).toBeGreaterThan(0);
      },
    );

    it.each(["card.timeout", "card.transport"] as const)("TC-AC-timeout: %s", async (code) => {
      for (const at of [0, 1, 2, 3, 4]) {
        const chip = { cardAccess, pace, bac: { mrzInformation: MRZ }, paceFault: { at, code } };
        await expect(open(chip, { paceFailed: "allow-bac" }).run).rejects.toMatchObject({ code });
      }
    });
  });
});

describeData("BAC of the worked example, refused", () => {
  const bac = dataJson<{
    readonly mrzInformation: string;
    readonly apdus: readonly { readonly command: string; readonly response: string }[];
  }>("icao9303-11/bac.json");

  it("GET CHALLENGE that gives no eight bytes", async () => {
    const card = new ScriptedCard([[bac.apdus[0]?.command ?? "", "4608F9199000"]]);
    const run = performBac(new CardChannel(card), bac.mrzInformation, { random: deterministicRandom("x") });
    await expect(run).rejects.toMatchObject({ code: "access.protocol" });
  });
});
