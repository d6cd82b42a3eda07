import { describe, expect, it } from "vitest";
import { openChip, readFile } from "../../test/chip-terminal.js";
import { fromHex, toHex } from "../bytes/bytes.js";
import { deterministicRandom } from "../crypto/random.js";
import { writeDg1 } from "../lds/dg1.js";
import { elementaryFile } from "../lds/files.js";
import { createChip } from "./chip/chip.js";
import { chipProfile, chipProfiles } from "./chip-profiles.js";
import { simulateDocument } from "./simulated-document.js";
import { simulateFiles } from "./simulated-folder.js";

function documentOf(name: string) {
  const profile = chipProfile(name);
  if (profile === undefined) throw new Error(`no profile ${name}`);
  return simulateDocument(profile);
}

describe("simulateFiles", () => {
  it.each(chipProfiles())("$name: the same chip out of its files", async (profile) => {
    const document = simulateDocument(profile);
    const options = document.can === undefined ? {} : { can: document.can };
    const { chip, missingKeys, can, mrz } = simulateFiles(document.files, options);
    expect(missingKeys).toEqual([]);
    expect(can).toBe(document.can);
    expect(mrz).toEqual(document.data.mrz);
    expect(chip.chipKeys).toEqual(document.chip.chipKeys);
    expect(chip.activeAuthentication).toEqual(document.chip.activeAuthentication);
    expect(chip.mappingKey?.secret).toBe(document.chip.mappingKey?.secret);
    expect(chip.pace).toEqual(document.chip.pace);
    const channel = await openChip(
      createChip(chip, { random: deterministicRandom("chip") }),
      chip,
      chip.pace.length > 0 ? { pace: 0 } : {},
    );
    const dg2 = document.files.get("DG2") ?? new Uint8Array();
    expect(toHex(await readFile(channel, elementaryFile("DG2").sfi, 4_000))).toBe(toHex(dg2));
  });

  it("tells the CAN of a Vietnamese card from its DG1", () => {
    expect(simulateFiles(documentOf("vn-2021").files).can).toBe("123456");
    expect(simulateFiles(documentOf("passport-pace").files).can).toBeUndefined();
    expect(simulateFiles(documentOf("passport-pace").files, { can: "111111" }).can).toBe("111111");
  });

  it("is a copy without keys where the files are nobody's that it knows", async () => {
    const { files } = documentOf("vn-2021");
    const lines = [
      "IDVNM0991234581001099123458<<2",
      "9901155M3901153VNM<<<<<<<<<<<8",
      "NGUYEN<<VAN<MAU<<<<<<<<<<<<<<<",
    ];
    const foreign = new Map(files).set("DG1", writeDg1(lines.join("")));
    const { chip, missingKeys } = simulateFiles(foreign);
    // Its RSA key is one of the published test keys, its chip key belongs to another number.
    expect(missingKeys).toEqual(["chip-authentication"]);
    const channel = await openChip(createChip(chip, { random: deterministicRandom("chip") }), chip, { pace: 0 });
    const data = fromHex("800a04007f00070202030202");
    expect((await channel.send({ cla: 0, ins: 0x22, p1: 0x41, p2: 0xa4, data })).sw).toBe(0x6a88);
  });

  it("lets files that cannot be read announce nothing", () => {
    const { files } = documentOf("passport-pace-cam");
    const broken = new Map(files)
      .set("EF.CardAccess", fromHex("3103020100"))
      .set("EF.CardSecurity", fromHex("3000"))
      .set("DG14", fromHex("6e00"))
      .set("DG15", fromHex("6f00"));
    const { chip, missingKeys } = simulateFiles(broken);
    expect(chip.pace).toEqual([]);
    expect(missingKeys).toEqual(["active-authentication"]);
    expect(chip.masterFile.find(({ fid }) => fid === 0x011c)?.bytes).toEqual(fromHex("3103020100"));
  });

  it("needs DG1 or a zone to open it", () => {
    const without = new Map(documentOf("passport-bac").files);
    without.delete("DG1");
    expect(() => simulateFiles(without)).toThrowError(expect.objectContaining({ code: "files.empty" }));
    const { mrz } = documentOf("passport-bac").data;
    expect(simulateFiles(without, { mrz }).chip.passwords.mrz).toMatch(/^CFX000001/);
    expect(() => simulateFiles(without, { mrz: ["no zone"] })).toThrowError(
      expect.objectContaining({ code: "mrz.unreadable" }),
    );
  });
});
