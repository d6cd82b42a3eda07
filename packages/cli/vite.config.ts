import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import manifest from "./package.json" with { type: "json" };

// One CommonJS bundle with a chunk a command: CommonJS because Node starts it several milliseconds sooner than ES
// modules, chunks so that `chipid verify` compiles nothing it does not run.
/**
 * Commander loads node:child_process for subcommands that are programs of their own. There are none here, and loading
 * it costs every start several milliseconds.
 */
const withoutChildProcess: Plugin = {
  name: "commander-without-child-process",
  enforce: "pre",
  transform(code, id) {
    if (!/commander[\\/]lib[\\/]command\.js$/.test(id)) return undefined;
    const before = "require('node:child_process')";
    if (!code.includes(before)) throw new Error("commander no longer loads node:child_process in the way it did");
    return { code: code.replace(before, "undefined"), map: null };
  },
};

interface Case {
  readonly folder: string;
  /** Files it is verified against. */
  readonly trust: readonly string[];
}

/** Documents of the fixtures, for the runs below. */
function sampleCases(): Case[] {
  const cases = fileURLToPath(new URL("../../fixtures/cases/", import.meta.url));
  if (!existsSync(cases)) return [];
  return readdirSync(cases)
    .map((name) => join(cases, name))
    .filter((folder) => existsSync(join(folder, "EF_SOD.bin")) && existsSync(join(folder, "EF_DG2.bin")))
    .slice(0, 6)
    .map((folder) => {
      const { trust = [] } = JSON.parse(readFileSync(join(folder, "case.json"), "utf8")) as { trust?: string[] };
      return { folder, trust: trust.map((file) => join(folder, file)) };
    });
}

/** Keeps compiled code beside the bundle, see bin/chipid.js: of each command, the functions that a plain run needs. */
const codeCache: Plugin = {
  name: "code-cache",
  closeBundle() {
    const program = fileURLToPath(new URL("./bin/chipid.js", import.meta.url));
    const run = (args: readonly string[], env: Readonly<Record<string, string>>): void => {
      spawnSync(process.execPath, [program, ...args], {
        env: { ...process.env, ...env },
        stdio: "ignore",
        timeout: 30_000,
      });
    };
    const keep = { CHIPID_CODE_CACHE: "write" };
    const samples = sampleCases();
    const store = mkdtempSync(join(tmpdir(), "chipid-build-"));
    try {
      run(["trust", "import", ...new Set(samples.flatMap(({ trust }) => trust)), "--store", store], {});
      run(["verify", "--json", "--store", store, "--", ...samples.map(({ folder }) => folder)], keep);
      run(["dump", ...samples.slice(0, 1).map(({ folder }) => join(folder, "EF_SOD.bin"))], keep);
      run(["mrz", "I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<"], keep);
      run(["trust", "list", "--store", store], keep);
      // Both ends at once: the chip is a process of this program's own.
      const chip = `exec:"${process.execPath}" "${program}" simulate --stdio`;
      const session = join(store, "card.session.jsonl");
      const card = ["--reader", chip, "--number", "001099123456", "--store", "none", "--json"];
      run(["read", ...card, "--record", session], keep);
      run(["replay", session], keep);
    } finally {
      rmSync(store, { recursive: true, force: true });
    }
  },
};

export default defineConfig({
  plugins: [withoutChildProcess, codeCache],
  root: fileURLToPath(new URL(".", import.meta.url)),
  logLevel: "warn",
  define: { CHIPID_VERSION: JSON.stringify(manifest.version) },
  resolve: { conditions: ["chipid-source"] },
  ssr: { noExternal: true, resolve: { conditions: ["chipid-source", "node", "import", "default"] } },
  build: {
    ssr: "src/entry.ts",
    target: "node20",
    outDir: "dist/bundle",
    emptyOutDir: true,
    minify: true,
    sourcemap: false,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        format: "cjs",
        entryFileNames: "chipid.cjs",
        chunkFileNames: "[name].cjs",
      },
    },
  },
});
