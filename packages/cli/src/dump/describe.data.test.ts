import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { isChipidError } from "@chipid/sdk";
import picocolors from "picocolors";
import { expect, it } from "vitest";
import { dataFolder, dataPath, describeData } from "../../../sdk/test/data.js";
import { describeFile } from "./describe.js";
import { renderTree } from "./render.js";

const PLAIN = { full: false, bare: false };

function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesIn(path) : [path]));
}

function kindOf(name: string): string {
  return describeFile(basename(name), new Uint8Array(readFileSync(dataPath(name))), PLAIN).dump.kind;
}

describeData("chipid dump", () => {
  it("describes every specimen, real SOD and list, and refuses by typed errors alone", () => {
    const refused: string[] = [];
    let described = 0;
    for (const folder of ["lds", "pki", "sod", "face", "virtual-chips"]) {
      for (const path of filesIn(dataPath(folder))) {
        if (path.endsWith(".json")) continue;
        const bytes = new Uint8Array(readFileSync(path));
        for (const options of [PLAIN, { full: true, bare: false }, { full: false, bare: true }]) {
          try {
            const { dump, fault } = describeFile(basename(path), bytes, options);
            expect(dump.nodes.length, path).toBeGreaterThan(0);
            if (options === PLAIN && fault !== undefined) refused.push(relative(dataFolder ?? "", path));
            if (options === PLAIN) described++;
          } catch (error) {
            expect(isChipidError(error), `${path}: ${String(error)}`).toBe(true);
            if (options === PLAIN) refused.push(relative(dataFolder ?? "", path));
          }
        }
      }
    }
    expect(described).toBeGreaterThan(50);
    // Broken in their source or damaged on purpose: see the data's catalogue.
    expect(refused.sort()).toMatchInlineSnapshot(`
      [
        "face/iso19794-5/gmrtd_Test1.bin",
        "face/iso19794-5/gmrtd_Test1_Face.jpg",
        "face/iso19794-5/gmrtd_Test2_InvalidImage.bin",
        "face/iso39794-5/ICAO_Face.jp2",
        "face/iso39794-5/sample-39794-5-ed-1-v1.der",
        "lds/etsi-epassport-prototype/EF_DG15_EAC_LDS_I01.bin",
        "pki/test-pki-de-eid-testbed/CERT_ECARD_DS_1_A.DER",
      ]
    `);
  });

  it("tells the kinds apart", () => {
    expect(kindOf("pki/masterlists/DE_ML_2025-10-14.ml")).toBe("master-list");
    expect(kindOf("pki/masterlists/TEST_BC_masterlist-content.der")).toBe("bare-master-list");
    expect(kindOf("pki/crl/CO_COL_2020-05-08.crl")).toBe("crl");
    expect(kindOf("pki/csca/VN_CSCA_2021_CCCD.crt")).toBe("certificate");
    expect(kindOf("lds/sod/NZ2013_EF_SOD.BIN")).toBe("sod");
  });

  it("counts the certificates of the German list as its catalogue does", () => {
    const bytes = new Uint8Array(readFileSync(dataPath("pki/masterlists/DE_ML_2025-10-14.ml")));
    const { dump } = describeFile("list", bytes, PLAIN);
    const list = dump.nodes.find((node) => node.label === "certificates");
    expect(list?.value).toMatch(/^570 of 112 countries/);
    const lines = renderTree(dump.nodes, { style: plainStyle(), width: 100 });
    expect(lines.length).toBeGreaterThan(1000);
  });
});

function plainStyle() {
  return picocolors.createColors(false);
}
