import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import manifest from "./package.json" with { type: "json" };

// One CommonJS bundle with a chunk a command: CommonJS because Node starts it several milliseconds sooner than ES
// modules, chunks so that `chipid verify` compiles nothing it does not run.
export default defineConfig({
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
