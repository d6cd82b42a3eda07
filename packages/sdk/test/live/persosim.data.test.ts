import { expect, it } from "vitest";
import { equalBytes, fromHex } from "../../src/bytes/bytes.js";
import { openChip } from "../../src/channel/access.js";
import { CardChannel } from "../../src/channel/channel.js";
import { deterministicRandom } from "../../src/crypto/random.js";
import { FileReader } from "../../src/iso7816/file-reader.js";
import { readCardAccess } from "../../src/lds/card-access.js";
import { readDg1 } from "../../src/lds/dg1.js";
import { readDg2 } from "../../src/lds/dg2.js";
import { type ElementaryFileName, elementaryFile } from "../../src/lds/files.js";
import { mrzInformation } from "../../src/mrz/mrz-information.js";
import { parseMrz } from "../../src/mrz/parse.js";
import type { ChipPersonalisation } from "../../src/simulator/chip/personalisation.js";
import { EXTENDED_LIMITS } from "../../src/simulator/chip/personalisation.js";
import { chipFiles, paceProtocols } from "../../src/simulator/simulated-document.js";
import { dataBytes, dataJson, describeData } from "../data.js";
import { chipOf, documentOf, findingsOf, inspectAs } from "./kit.js";

interface Chips {
  readonly common: { readonly EF_DIR: string; readonly EF_CardAccess: string };
  readonly profiles: readonly {
    readonly name: string;
    readonly mrz: readonly string[];
    readonly CAN: string;
    readonly EF_DG1: string;
    readonly EF_CardSecurity?: string;
  }[];
}

describeData("chips of the PersoSim simulator, read live", () => {
  const { common, profiles } = dataJson<Chips>("virtual-chips/persosim.json");
  const dg2 = dataBytes("virtual-chips/persosim-DG2.bin");

  function build(profile: Chips["profiles"][number]) {
    const cardAccess = fromHex(common.EF_CardAccess);
    const parsed = parseMrz([...profile.mrz]);
    if (!parsed.ok) throw new Error(`${profile.name}: MRZ`);
    const files = new Map<ElementaryFileName, Uint8Array>([
      ["EF.CardAccess", cardAccess],
      ["EF.DIR", fromHex(common.EF_DIR)],
      ["DG1", fromHex(profile.EF_DG1)],
      ["DG2", dg2],
      ...(profile.EF_CardSecurity === undefined
        ? []
        : ([["EF.CardSecurity", fromHex(profile.EF_CardSecurity)]] as const)),
    ]);
    const chip: ChipPersonalisation = {
      ...chipFiles(files, EXTENDED_LIMITS),
      passwords: { mrz: mrzInformation(parsed.mrz), can: profile.CAN },
      bac: false,
      pace: paceProtocols(readCardAccess(cardAccess).securityInfos.infos),
      chipAuthentication: [],
      chipKeys: [],
      limits: EXTENDED_LIMITS,
      quirks: {},
    };
    return { chip, files };
  }

  it.each(profiles.map((profile) => [profile.name, profile] as const))(
    "%s: PACE by CAN and by MRZ, every file byte for byte",
    async (name, profile) => {
      const { chip, files } = build(profile);
      const { mrz, can } = chip.passwords;
      for (const [kind, secrets] of [
        ["can", { can }],
        ["mrz", { mrzInformation: mrz }],
      ] as const) {
        const channel = new CardChannel(chipOf(chip, `${name} ${kind}`));
        const read = async (file: ElementaryFileName): Promise<void> => {
          const expected = files.get(file);
          if (expected === undefined) return;
          const { fid, sfi } = elementaryFile(file);
          const bytes = await new FileReader(channel).read({ fid, sfi });
          expect(equalBytes(bytes, expected), file).toBe(true);
        };
        const access = await openChip(channel, {
          secrets,
          random: deterministicRandom(`${name} ${kind}`),
          // As EF.CardSecurity may be read: in the master file, under PACE.
          beforeApplication: () => read("EF.CardSecurity"),
        });
        expect(access).toMatchObject({ protocol: "pace", password: kind, mapping: "gm", parameterId: 13 });
        expect(access.cardAccess?.bytes).toEqual(files.get("EF.CardAccess"));
        await read("DG1");
        await read("DG2");
      }
      expect(readDg1(fromHex(profile.EF_DG1)).mrzText).toBe(profile.mrz.join(""));
      expect(readDg2(dg2).faces).toHaveLength(1);
    },
  );

  it("without its EF.SOD a document is never green", async () => {
    const [profile] = profiles;
    if (profile === undefined) throw new Error("no profile");
    const { chip } = build(profile);
    const { can, mrz } = chip.passwords;
    const result = await inspectAs(documentOf("passport-pace"), chipOf(chip, "no SOD"), {
      secrets: { can, mrzInformation: mrz },
    });
    expect(result.inspection.verdict, findingsOf(result).join("\n")).toBe("not-genuine");
    expect(findingsOf(result)).toContain("sod.file.empty not-genuine");
  });
});
