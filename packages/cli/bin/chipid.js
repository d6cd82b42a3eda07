#!/usr/bin/env node
"use strict";
// CommonJS on purpose: Node starts it several milliseconds sooner than an ES module. Compiled code is kept beside the
// bundle (made by the build, for the Node that built it), which saves another quarter of the start; V8 refuses what
// another version made, and then simply compiles.
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script } = require("node:vm");

const bundle = join(__dirname, "..", "dist", "bundle");
/** @type {Map<string, { exports: unknown }>} */
const modules = new Map();
/** @type {[string, Script][]} */
const compiled = [];

/** @param {string} file */
function codeCache(file) {
  try {
    return readFileSync(`${file}.cache`);
  } catch {
    return undefined;
  }
}

/** @param {string} id */
function load(id) {
  if (!id.startsWith("./")) return require(id);
  const there = modules.get(id);
  if (there !== undefined) return there.exports;
  const module = { exports: {} };
  modules.set(id, module);
  const file = join(bundle, id);
  const source = `(function (exports, require, module, __filename) {${readFileSync(file, "utf8")}\n})`;
  const script = new Script(source, { filename: file, cachedData: codeCache(file) });
  compiled.push([file, script]);
  script.runInThisContext().call(module.exports, module.exports, load, module, file);
  return module.exports;
}

if (existsSync(join(bundle, "chipid.cjs"))) {
  if (process.env.CHIPID_CODE_CACHE === "write") {
    // Taken at the end, so that it holds the functions this run needed. The build's runs only.
    process.on("exit", () => {
      for (const [file, script] of compiled) {
        if (!existsSync(`${file}.cache`)) writeFileSync(`${file}.cache`, script.createCachedData());
      }
    });
  }
  load("./chipid.cjs");
} else {
  process.stderr.write("chipid: not built yet; run `npm run build` in the project's root folder, then try again.\n");
  process.exitCode = 1;
}
