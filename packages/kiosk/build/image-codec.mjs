import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { resolve } = createRequire(import.meta.url);

/**
 * Vite plugin for the bundle that holds the station: in place of the module that reads the JPEG 2000 codec from
 * node_modules stands one that has it inside, so that the bundle needs no file beside it and runs from an archive. A
 * build in which that module did not come by fails: its station would not start.
 */
export function imageCodec() {
  let inlined = false;
  return {
    name: "chipid-image-codec",
    enforce: "pre",
    load(id) {
      if (!/[\\/]station[\\/]images[\\/]codec-files\.(ts|js)$/.test(id.split("?", 1)[0])) return undefined;
      inlined = true;
      const script = readFileSync(resolve("@cornerstonejs/codec-openjpeg/decodewasmjs"), "utf8");
      const wasm = readFileSync(resolve("@cornerstonejs/codec-openjpeg/decodewasm")).toString("base64");
      return {
        code: [
          `const script = ${JSON.stringify(script)};`,
          `const wasm = ${JSON.stringify(wasm)};`,
          'export function codecFiles() { return { script, wasm: Buffer.from(wasm, "base64") }; }',
        ].join("\n"),
        moduleType: "js",
        map: null,
      };
    },
    generateBundle() {
      if (!inlined) this.error("The station's image decoder is not part of this bundle.");
    },
  };
}
