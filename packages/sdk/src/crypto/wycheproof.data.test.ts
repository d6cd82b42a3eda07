import * as nodeCrypto from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { dataFolder, dataJson, dataPath, describeData } from "../../test/data.js";
import { type GroupSummary, type Host, runCases, summaryTable, wycheproofCases } from "../../test/signature-cases.js";
import { createCrypto } from "./engine.js";
import { createNativeBackend } from "./native.js";
import { createPureBackend } from "./pure.js";
import type { Crypto } from "./types.js";

// All signature files of Wycheproof on both back ends. The table of counts:
//   npx vitest run packages/sdk/src/crypto/wycheproof.data.test.ts --disable-console-intercept

interface Index {
  readonly files: readonly {
    readonly file: string;
    readonly tests: number;
    readonly results: { readonly valid?: number; readonly invalid?: number; readonly acceptable?: number };
  }[];
}

const SIGNATURE_FILE = /^(ecdsa|rsa)_.*_test\.json$/;

describeData("Wycheproof signatures", () => {
  const folder = dataFolder === undefined ? "" : dataPath("crypto/wycheproof");
  const names = readdirSync(folder).filter((name) => SIGNATURE_FILE.test(name));
  const index = dataJson<Index>("crypto/wycheproof-index.json");

  it("has every signature file of the index, and no other", () => {
    const listed = index.files.map(({ file }) => file.replace("wycheproof/", "")).filter((f) => SIGNATURE_FILE.test(f));
    expect(names.length).toBeGreaterThanOrEqual(36);
    expect([...names].sort()).toEqual(listed.sort());
  });

  const hosts: readonly [Host, () => Crypto][] = [
    ["none", () => createCrypto({ pure: createPureBackend() })],
    ["openssl", () => createCrypto({ native: createNativeBackend(nodeCrypto), pure: createPureBackend() })],
  ];
  describe.each(hosts)("over %s", (host, create) => {
    const crypto = create();
    const summaries: GroupSummary[] = [];

    it.each(names)("%s", (name) => {
      const { cases, acceptable } = wycheproofCases(name, readFileSync(dataPath(`crypto/wycheproof/${name}`), "utf8"));
      const [summary, ...others] = runCases(crypto, host, cases);
      if (summary === undefined) throw new Error("no cases");
      summaries.push(summary);
      expect(others).toEqual([]);
      expect(summary.failures).toEqual([]);

      const entry = index.files.find(({ file }) => file.endsWith(`/${name}`));
      expect(summary.cases).toBe(entry?.tests);
      expect(summary.valid).toBe(entry?.results.valid);
      expect(acceptable).toBe(entry?.results.acceptable ?? 0);
    });

    afterAll(() => {
      console.log(`Wycheproof over ${host}\n${summaryTable(summaries)}`);
    });
  });
});
