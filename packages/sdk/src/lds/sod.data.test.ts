import { expect, it } from "vitest";
import { dataBytes, dataFolder, dataJson, describeData } from "../../test/data.js";
import { fromHex } from "../bytes/bytes.js";
import { isChipidError } from "../errors/chipid-error.js";
import { readSod, type Sod } from "./sod.js";

function object(sod: Sod) {
  if (!sod.lds.ok) throw new Error(sod.lds.code);
  return sod.lds.object;
}

describeData("EF.SOD", () => {
  it.each([
    ["lds/bsi-tr03105-5/EF_SOD.bin", "sha-256", [1, 2, 3, 14, 4], []],
    ["lds/bsi2008/EF_SOD.bin", "sha-1", [1, 2, 3, 14], []],
    ["lds/loes2006-nl-specimen/ef011D.bin", "sha-256", [1, 2, 15], []],
    ["lds/etsi-epassport-prototype/EF_SOD.bin", "sha-256", [1, 2, 3, 14, 15, 4], []],
    ["lds/sod/NZ2013_EF_SOD.BIN", "sha-256", [1, 2, 12, 13, 15], ["indefinite-length"]],
  ] as const)("reads %s", (file, hash, groups, quirks) => {
    const bytes = dataBytes(file);
    const sod = readSod(bytes);
    expect(sod.contentType).toBe("icao");
    expect(sod.raw).toEqual(bytes);
    expect(sod.trailingBytes).toBe(0);
    expect(sod.signedData.quirks).toEqual(quirks);
    expect(sod.signedData.signerInfos).toHaveLength(1);
    const lds = object(sod);
    expect(lds).toMatchObject({ version: 0, digestAlgorithm: { hash }, trailingBytes: 0, quirks: [] });
    expect(lds.dataGroupHashes.map((entry) => entry.number)).toEqual(groups);
    expect(lds.dataGroupHashes.every((entry) => entry.fault === undefined)).toBe(true);
  });

  it("reads the EF.SOD of six countries", () => {
    const hexes = JSON.stringify(dataJson<unknown>("sod/sod-real.json")).match(/"77[0-9a-fA-F]{1000,}"/g) ?? [];
    expect(hexes).toHaveLength(6);
    for (const hex of hexes) {
      const lds = object(readSod(fromHex(hex.slice(1, -1))));
      const numbers = lds.dataGroupHashes.map((entry) => entry.number);
      expect(numbers).toEqual(expect.arrayContaining([1, 2]));
      expect(lds.dataGroupHashes.filter((entry) => entry.fault !== undefined)).toEqual([]);
    }
  });

  // What becomes of each: a fault of the reader; or, where the CMS is sound, what passive authentication has to judge.
  const outcomes = [
    { name: "tag 77 missing", code: "lds.tag" },
    { name: "one byte in tag 77", code: "cms.structure" },
    { name: "indefinite length around nothing", code: "cms.structure" },
    { name: "content type 2.23.136.2.2.2", contentType: "unknown", lds: "readable" },
    { name: "LDS security object one byte too long", contentType: "icao", lds: "asn1.truncated" },
  ];
  const cases = dataFolder === undefined ? [] : dataJson<{ cases: { sod: string }[] }>("lds/sod-invalid.json").cases;
  it("knows every malformed case", () => expect(cases).toHaveLength(outcomes.length));
  it.each(outcomes.map((outcome, i) => [outcome.name, outcome, cases[i]?.sod ?? ""] as const))(
    "%s",
    (_, outcome, hex) => {
      let sod: Sod;
      try {
        sod = readSod(fromHex(hex));
      } catch (error) {
        expect(isChipidError(error) && error.code).toBe(outcome.code);
        return;
      }
      expect(outcome.code).toBeUndefined();
      expect(sod.contentType).toBe(outcome.contentType);
      expect(sod.lds.ok ? "readable" : sod.lds.code).toBe(outcome.lds);
    },
  );
});
