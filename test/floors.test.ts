import { describe, expect, it } from "vitest";
import { FLOORS, importsOf, importViolations } from "./import-floors.js";
import { readText, repositoryFiles } from "./repository.js";

const packages = ["sdk", "cli", "kiosk"];
const dependencies = Object.fromEntries(
  packages.map((name) => {
    const manifest: { dependencies?: object; optionalDependencies?: object; devDependencies?: object } = JSON.parse(
      readText(`packages/${name}/package.json`),
    );
    // What the kiosk is made of is bundled: at run time it depends on nothing but the readers' library.
    const bundled = name === "kiosk" ? manifest.devDependencies : {};
    return [name, Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies, ...bundled })];
  }),
);
const sourceFiles = repositoryFiles("packages").filter(
  (path) => /^packages\/[^/]+\/src\/.*\.tsx?$/.test(path) && !/\.test\.tsx?$|\.d\.ts$/.test(path),
);

describe("import floors", () => {
  it("hold in every source file", () => {
    const sources = new Map(sourceFiles.map((path) => [path, readText(path)]));
    expect(sources.size).toBeGreaterThan(20);
    expect(importViolations(sources, { dependencies })).toEqual([]);
  });

  it("know every room of the SDK", () => {
    const rooms = new Set(sourceFiles.flatMap((path) => /^packages\/sdk\/src\/([^/]+)\//.exec(path)?.[1] ?? []));
    expect([...rooms].filter((room) => !FLOORS.flat().includes(room))).toEqual([]);
  });
});

describe("the rule itself", () => {
  const judge = (files: Record<string, string>): string[] =>
    importViolations(new Map(Object.entries(files).map(([path, text]) => [`packages/${path}`, text])), {
      dependencies: { sdk: ["@noble/hashes"], cli: ["@chipid/sdk"], kiosk: ["@chipid/sdk", "electron"] },
    });

  it("lets through what is allowed", () => {
    const files = {
      "sdk/src/bytes/hex.ts": "export const a = 1;",
      "sdk/src/crypto/digest.ts":
        'import { a } from "../bytes/hex.js"; import { sha256 } from "@noble/hashes/sha2.js";',
      "sdk/src/node/files.ts": 'import { readFileSync } from "node:fs"; import type { B } from "../crypto/digest.js";',
      "sdk/src/index.ts": 'export * from "./bytes/hex.js";',
      "cli/src/main.ts": 'import { inspect } from "@chipid/sdk/node"; import "node:process";',
    };
    expect(judge(files)).toEqual([]);
  });

  const lds = { "sdk/src/lds/dg1.ts": "export const x = 1;" };
  const caught: Record<string, [files: Record<string, string>, message: RegExp]> = {
    "a floor above": [
      { ...lds, "sdk/src/pki/a.ts": 'import { x } from "../lds/dg1.js";' },
      /^packages\/sdk\/src\/pki\/a\.ts: imports \.\.\/lds\/dg1\.js: lds is not below pki$/,
    ],
    "a sibling on the same floor": [
      { "sdk/src/mrz/a.ts": "export {};", "sdk/src/pki/b.ts": 'export * from "../mrz/a.js";' },
      /mrz is not below pki/,
    ],
    "a type-only import from above": [
      { ...lds, "sdk/src/bytes/a.ts": 'import type { X } from "../lds/dg1.js";' },
      /lds is not below bytes/,
    ],
    "an import type": [{ ...lds, "sdk/src/tlv/a.ts": 'let x: import("../lds/dg1.js").X;' }, /lds is not below tlv/],
    "a dynamic import": [
      { ...lds, "sdk/src/tlv/a.ts": 'const x = await import("../lds/dg1.js");' },
      /lds is not below tlv/,
    ],
    "a computed import": [{ "sdk/src/tlv/a.ts": "await import(name);" }, /computed module name/],
    "lds on iso7816": [
      { "sdk/src/iso7816/card.ts": "export {};", "sdk/src/lds/com.ts": 'import "../iso7816/card.js";' },
      /a file does not know how it was read/,
    ],
    "inspection on pcsc": [
      { "sdk/src/pcsc/reader.ts": "export {};", "sdk/src/inspection/a.ts": 'import "../pcsc/reader.js";' },
      /no reader and no platform/,
    ],
    "Node in the core": [{ "sdk/src/pki/a.ts": 'import { readFileSync } from "node:fs";' }, /runs without Node/],
    "Node by its bare name": [{ "sdk/src/pki/a.ts": 'import { readFile } from "fs/promises";' }, /runs without Node/],
    "Node by require": [{ "sdk/src/pki/a.ts": 'const fs = require("fs");' }, /runs without Node/],
    "Node in the simulator": [{ "sdk/src/simulator/chip.ts": 'import "node:net";' }, /runs without Node/],
    "a package that is not listed": [{ "sdk/src/asn1/a.ts": 'import * as p from "pkijs";' }, /not a dependency/],
    "a room without a floor": [
      { "sdk/src/util/a.ts": "export {};", "sdk/src/node/b.ts": 'import "../util/a.js";' },
      /room util has no floor/,
    ],
    "the entry point from a room": [
      { "sdk/src/index.ts": "export {};", "sdk/src/node/b.ts": 'import "../index.js";' },
      /does not import the package's entry point/,
    ],
    "the entry point offering Node": [
      { "sdk/src/node/a.ts": "export {};", "sdk/src/index.ts": 'export * from "./node/a.js";' },
      /offers no such room/,
    ],
    "reaching into another package": [
      { ...lds, "cli/src/a.ts": 'import { x } from "../../sdk/src/lds/dg1.js";' },
      /imported by its name/,
    ],
    "the renderer on the main process": [
      { "kiosk/src/main/a.ts": "export {};", "kiosk/src/renderer/b.ts": 'import "../main/a.js";' },
      /knows only the shared contract/,
    ],
    "the station on Electron": [
      { "kiosk/src/station/a.ts": 'import { app } from "electron";' },
      /only the shell knows/,
    ],
    "the shell on the station's code": [
      { "kiosk/src/station/a.ts": "export {};", "kiosk/src/main/b.ts": 'import "../station/a.js";' },
      /main does not know station/,
    ],
    "the contract on anything": [
      { "kiosk/src/renderer/a.ts": "export {};", "kiosk/src/shared/b.ts": 'import "../renderer/a.js";' },
      /shared does not know renderer/,
    ],
    "Node in the contract": [{ "kiosk/src/shared/a.ts": 'import "node:fs";' }, /run without Node/],
    "a room of the kiosk without a floor": [
      { "kiosk/src/shared/a.ts": "export {};", "kiosk/src/extra/b.ts": 'import "../shared/a.js";' },
      /room extra of the kiosk has no floor/,
    ],
    "a circle": [
      {
        "sdk/src/pki/a.ts": 'import "./b.js";',
        "sdk/src/pki/b.ts": 'import type { C } from "./c.js";',
        "sdk/src/pki/c.ts": 'import "./a.js";',
      },
      /^circle: .*a\.ts → .*b\.ts → .*c\.ts → .*a\.ts$/,
    ],
  };
  it.each(Object.entries(caught))("catches %s", (_name, [files, message]) => {
    const violations = judge(files);
    expect(violations).toHaveLength(1);
    expect(violations[0]).toMatch(message);
  });

  it("reads no import out of a comment or a string", () => {
    expect(importsOf("a.ts", '// import "node:fs";\nconst s = \'import "node:fs"\';')).toEqual([]);
  });
});
