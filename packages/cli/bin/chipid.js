#!/usr/bin/env node
"use strict";
// CommonJS on purpose: Node starts it several milliseconds sooner than an ES module.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const bundle = join(__dirname, "..", "dist", "bundle", "chipid.cjs");
if (existsSync(bundle)) {
  require(bundle);
} else {
  process.stderr.write("chipid: not built yet; run `npm run build` in the project's root folder, then try again.\n");
  process.exitCode = 1;
}
