import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { onTestFinished } from "vitest";

/** Bundles a program below this folder, by its path without `.ts`, for a process of its own, and gives its path; gone when the test is over. */
export async function program(name: string): Promise<string> {
  const file = `${basename(name)}.mjs`;
  const folder = mkdtempSync(join(tmpdir(), "chipid-program-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  await build({
    configFile: false,
    root: fileURLToPath(new URL(".", import.meta.url)),
    logLevel: "error",
    resolve: { conditions: ["chipid-source"] },
    ssr: { noExternal: true, target: "node", resolve: { conditions: ["chipid-source"] } },
    build: {
      ssr: fileURLToPath(new URL(`${name}.ts`, import.meta.url)),
      target: "node20",
      outDir: folder,
      minify: false,
      rolldownOptions: { output: { format: "es", entryFileNames: file, codeSplitting: false } },
    },
  });
  return join(folder, file);
}
