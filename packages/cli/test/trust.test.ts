import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { casesFolder, chipid, complaints, temporaryFolder, trustFolder } from "./chipid.js";

const temporary = temporaryFolder(afterAll);
const de = join(trustFolder, "de-csca.cer");
const vn = join(trustFolder, "vn-csca.cer");
const caseFile = (id: string, name: string): string => join(trustFolder, id, name);
const older = caseFile("T90-1", "older.ml");
const newer = caseFile("T90-1", "newer.ml");

let stores = 0;
function store(): { folder: string; trust(...args: readonly string[]): ReturnType<typeof chipid> } {
  const folder = join(temporary, `store ${stores++}`);
  return { folder, trust: (...args) => chipid(["trust", ...args], { env: { CHIPID_TRUST: folder } }) };
}

function json(outcome: ReturnType<typeof chipid>): Record<string, unknown> {
  expect([outcome.stderr, outcome.status]).toEqual(["", 0]);
  return JSON.parse(outcome.stdout) as Record<string, unknown>;
}

describe("chipid trust", () => {
  it("imports a list with the certificate that vouches for it, and lists what is there", () => {
    const { trust, folder } = store();
    const done = json(trust("import", newer, de, "--json"));
    expect(done).toMatchObject({
      store: folder,
      certificates: 4,
      files: [
        {
          name: "newer.ml",
          certificates: 4,
          verified: true,
          date: "2026-04-01T00:00:00.000Z",
          refused: [],
          error: null,
        },
        { name: "de-csca.cer", certificates: 1, countries: 1, verified: null },
      ],
    });
    const listed = json(trust("list", "--json"));
    expect(listed).toMatchObject({ certificates: 4, countries: 3, countryCodes: ["DE", "FR", "VN"] });
    expect(listed.sources).toMatchObject([
      { name: "de-csca.cer", status: "given" },
      { name: "newer.ml", status: "verified", signer: expect.stringContaining("CN=List Signer"), certificates: 4 },
    ]);
    const text = trust("list");
    expect(text.stdout).toContain("4 certificates, 3 countries");
    expect(text.stdout).toContain("newer.ml");
  });

  it("takes folders, and --signer-sha256 in place of a certificate", () => {
    const { trust } = store();
    const fingerprint = json(trust("show", de, "--json")).entries;
    expect(fingerprint).toMatchObject([{ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    const [{ sha256 }] = fingerprint as [{ sha256: string }];
    expect(json(trust("import", caseFile("T89-1", ""), "--json"))).toMatchObject({ files: [{ verified: false }] });
    const named = json(trust("import", caseFile("T89-1", ""), "--signer-sha256", sha256, "--json"));
    expect(named).toMatchObject({ files: [{ verified: true, known: 3 }] });
  });

  it.each([
    ["T88", [caseFile("T88", "broken.ml")], "signature is false"],
    ["T90", [older], "--force"],
    ["T91b", [caseFile("T91b-1", "test.cer")], "--force"],
    ["T91d", [caseFile("T91d-1", "list.ml")], "extended key usage"],
    ["a fixture's EF.SOD", [join(casesFolder, "T10-1", "EF_SOD.bin")], "EF.SOD"],
    ["a missing file", [join(temporary, "missing.ml")], "not there"],
    ["one good and one bad", [vn, join(casesFolder, "T10-1", "EF_DG1.bin")], "EF_DG1.bin"],
  ])("%s: one line, exit code 2, nothing written", (_, files, word) => {
    const { trust, folder } = store();
    json(trust("import", newer, de, "--json"));
    const before = readdirSync(folder, { recursive: true });
    const manifest = readFileSync(join(folder, "manifest.json"), "utf8");
    const outcome = trust("import", ...files);
    expect(outcome.status).toBe(2);
    expect(outcome.stdout).toBe("");
    expect(complaints(outcome)).toHaveLength(1);
    expect(outcome.stderr).toContain(word);
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
    expect(readFileSync(join(folder, "manifest.json"), "utf8")).toBe(manifest);
  });

  it("show tells of a file that would be refused, and exits 2", () => {
    const { trust } = store();
    const outcome = trust("show", caseFile("T88", "broken.ml"), "--json");
    expect(outcome.status).toBe(2);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ certificates: 3, error: { code: "ml.signature" } });
    const test = trust("show", caseFile("T91b-1", "test.cer"));
    expect(test.status).toBe(0);
    expect(test.stdout).toContain("has the name of a test certificate");
  });

  it("show counts a large list, its keys and what is flagged", () => {
    const { trust } = store();
    const shown = json(trust("show", caseFile("T91", "large.ml"), "--json"));
    expect(shown).toMatchObject({
      certificates: 601,
      audit: { certificates: 601, usable: 601, signatureFalse: 0, unreadable: 0 },
    });
    const flagged = (shown.flagged as { why: string }[]).map(({ why }) => why);
    expect(flagged).toContain("has no CA flag");
    expect(flagged).toContain("expired more than 5 years ago");
  });

  it("why names the anchor, and the missing one with its key", () => {
    const { trust } = store();
    json(trust("import", de, "--json"));
    const document = join(casesFolder, "T29");
    expect(json(trust("why", document, "--json"))).toMatchObject({
      outcome: "no-anchor",
      why: "country",
      anchor: null,
    });
    expect(trust("why", document).stdout).toMatch(/needed +the CSCA certificate .*key identifier [0-9a-f]{40}/);
    json(trust("import", vn, "--json"));
    expect(json(trust("why", join(casesFolder, "vn-2021"), "--json"))).toMatchObject({
      outcome: "trusted",
      anchor: { sources: [{ source: "vn-csca.cer", status: "given" }] },
    });
    expect(json(trust("why", vn, "--json"))).toMatchObject({ outcome: "trusted" });
  });

  it("removes by name, and says when nothing is called so", () => {
    const { trust } = store();
    json(trust("import", newer, de, "--json"));
    expect(json(trust("remove", "de-csca.cer", "--json"))).toMatchObject({ removed: [{ name: "de-csca.cer" }] });
    expect(json(trust("list", "--json")).sources).toMatchObject([{ name: "newer.ml", status: "unverified" }]);
    expect(trust("remove", "de-csca.cer").status).toBe(2);
  });

  it("exports what is trusted, and nothing unverified unless asked", () => {
    const { trust } = store();
    json(trust("import", newer, vn, "--json"));
    expect(trust("export").stdout.match(/BEGIN CERTIFICATE/g)).toHaveLength(1);
    expect(trust("export", "--all").stdout.match(/BEGIN CERTIFICATE/g)).toHaveLength(4);
    const path = join(temporary, "exported.pem");
    expect(trust("export", "--out", path).status).toBe(0);
    expect(json(store().trust("import", path, "--json"))).toMatchObject({ certificates: 1 });
    // An existing file is not overwritten.
    expect(trust("export", "--out", path).status).toBe(2);
    expect(store().trust("export").status).toBe(2);
  });

  it("makes a broken snapshot again", () => {
    const { trust, folder } = store();
    json(trust("import", newer, de, "--json"));
    const before = json(trust("list", "--json"));
    writeFileSync(join(folder, "snapshot.bin"), "broken");
    expect(json(trust("list", "--json"))).toEqual(before);
  });

  it("needs a store for what it keeps, and none for what it tells", () => {
    for (const args of [["import", de], ["list"], ["remove", "x"]]) {
      const outcome = chipid(["trust", ...args, "--store", "none"]);
      expect([outcome.status, complaints(outcome)]).toEqual([2, [expect.stringContaining("trust store")]]);
    }
    expect(chipid(["trust", "show", de, "--store", "none"]).status).toBe(0);
    expect(chipid(["trust", "why", de, "--store", "none"]).status).toBe(0);
  });
});
