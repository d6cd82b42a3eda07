import { mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

// Bundles the programs of this suite.

const here = fileURLToPath(new URL(".", import.meta.url));

/** @returns path of the bundled program */
export async function bundleForWorld(entry: string): Promise<string> {
  const parent = join(here, "../../.build");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "e2e-"));
  const file = entry.replace(/\.ts$/, ".mjs");
  await build({
    configFile: false,
    logLevel: "error",
    resolve: { conditions: ["chipid-source"] },
    ssr: {
      noExternal: true,
      external: ["playwright-core", "vite"],
      target: "node",
      resolve: { conditions: ["chipid-source", "node", "import", "default"] },
    },
    build: {
      ssr: join(here, entry),
      target: "node20",
      outDir: folder,
      minify: false,
      sourcemap: "inline",
      rolldownOptions: { output: { format: "es", entryFileNames: file, codeSplitting: false } },
    },
  });
  return join(folder, file);
}
