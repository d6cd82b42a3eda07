import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dataFolder, dataPath } from "./data.js";
import { type GroupSummary, summaryTable } from "./signature-cases.js";

// The signature cases in Electron's own Node, whose node:crypto is BoringSSL. Needs an Electron runtime: set
// ELECTRON_OVERRIDE_DIST_PATH to the folder that holds the `electron` executable.

const runtime = process.env.ELECTRON_OVERRIDE_DIST_PATH;
const executable =
  runtime === undefined ? undefined : join(runtime, process.platform === "win32" ? "electron.exe" : "electron");
const present = executable !== undefined && existsSync(executable);

interface Report {
  readonly versions: Readonly<Record<string, string>>;
  readonly curves: readonly string[];
  readonly summaries: readonly GroupSummary[];
}

if (!present) {
  describe("signatures over BoringSSL", () => {
    it.skip("no Electron runtime (set ELECTRON_OVERRIDE_DIST_PATH)", () => undefined);
  });
} else {
  describe("signatures over BoringSSL", () => {
    const folder = mkdtempSync(join(tmpdir(), "chipid-boringssl-"));
    let report: Report | undefined;

    beforeAll(async () => {
      await build({
        configFile: false,
        logLevel: "error",
        build: {
          ssr: fileURLToPath(new URL("electron-runner.ts", import.meta.url)),
          target: "node18",
          outDir: folder,
          minify: false,
          rolldownOptions: { output: { format: "cjs", entryFileNames: "runner.cjs" } },
        },
        ssr: { noExternal: true, target: "node" },
      });
      const args = [
        join(folder, "runner.cjs"),
        fileURLToPath(new URL("../src/crypto/vectors/openssl-signatures.json", import.meta.url)),
        ...(dataFolder === undefined ? [] : [dataPath("crypto/wycheproof")]),
      ];
      const child = spawnSync(executable, args, {
        env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
        encoding: "utf8",
        maxBuffer: 64 * 1024 * 1024,
        timeout: 240_000,
      });
      // An abort shows here as a signal, not as a failed case.
      expect({ signal: child.signal, status: child.status, stderr: child.stderr }).toMatchObject({
        signal: null,
        status: 0,
      });
      report = JSON.parse(child.stdout) as Report;
      console.log(`Electron ${report.versions.electron}\n${summaryTable(report.summaries)}`);
    }, 300_000);

    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    const summaries = (): readonly GroupSummary[] => report?.summaries ?? [];
    const group = (name: string): GroupSummary | undefined => summaries().find((summary) => summary.group === name);

    it("runs in Electron, on a library without Brainpool", () => {
      expect(report?.versions.electron).toBeDefined();
      expect(report?.curves).not.toContain("brainpoolP256r1");
    });

    it("answers every case as it should", () => {
      const cases = summaries().reduce((sum, summary) => sum + summary.cases, 0);
      expect(cases).toBeGreaterThanOrEqual(dataFolder === undefined ? 1900 : 13_800);
      expect(summaries().flatMap(({ failures }) => failures)).toEqual([]);
    });

    it.each(["P-224", "P-256", "P-384", "P-521"])("answers %s natively", (curve) => {
      expect(group(`openssl ${curve}`)).toMatchObject({ pure: 0 });
      expect(group(`openssl ${curve}`)?.native).toBeGreaterThan(20);
    });

    it.each(["P-192", "brainpoolP256r1", "brainpoolP384t1", "brainpoolP512r1"])(
      "answers %s in the pure back end",
      (curve) => {
        expect(group(`openssl ${curve}`)).toMatchObject({ native: 0 });
        expect(group(`openssl ${curve}`)?.pure).toBeGreaterThan(20);
      },
    );

    it.each([1024, 2041])("answers RSA of %i bits natively but for mixed PSS hashes", (bits) => {
      expect(group(`openssl RSA-${bits}`)?.native).toBeGreaterThan(20);
      expect(group(`openssl RSA-${bits}`)?.pure).toBeGreaterThan(0);
    });
  });
}
