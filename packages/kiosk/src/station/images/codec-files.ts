import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** OpenJPEG's decoder: its script and its WebAssembly. */
export interface CodecFiles {
  readonly script: string;
  readonly wasm: Uint8Array;
}

/**
 * Reads the decoder from where its package is installed. A bundle has none: there, `build/image-codec.mjs` puts a module
 * with the files' contents in this one's place.
 * @throws when the package is not installed
 */
export function codecFiles(): CodecFiles {
  const { resolve } = createRequire(import.meta.url);
  return {
    script: readFileSync(resolve("@cornerstonejs/codec-openjpeg/decodewasmjs"), "utf8"),
    wasm: readFileSync(resolve("@cornerstonejs/codec-openjpeg/decodewasm")),
  };
}
