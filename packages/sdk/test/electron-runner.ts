import * as nodeCrypto from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createCrypto } from "../src/crypto/engine.js";
import { createNativeBackend } from "../src/crypto/native.js";
import { createPureBackend } from "../src/crypto/pure.js";
import { opensslCases, runCases, wycheproofCases } from "./signature-cases.js";

// Runs the signature cases in a process of Electron (as Node), or of another Node, and writes one line of JSON. Arguments: the vector file of
// openssl, then optionally the folder of Wycheproof files. The process must live to the end: BoringSSL ends it without an
// exception when asked what it cannot do.

const [vectors, wycheproof] = process.argv.slice(2);
if (vectors === undefined) throw new Error("usage: electron-runner <vectors.json> [<wycheproof folder>]");

const crypto = createCrypto({ native: createNativeBackend(nodeCrypto), pure: createPureBackend() });
const cases = opensslCases(readFileSync(vectors, "utf8"));
if (wycheproof !== undefined) {
  for (const name of readdirSync(wycheproof).sort()) {
    if (!/^(ecdsa|rsa)_.*_test\.json$/.test(name)) continue;
    cases.push(...wycheproofCases(name, readFileSync(join(wycheproof, name), "utf8")).cases);
  }
}
const host = process.versions.electron === undefined ? "openssl" : "boringssl";
const report = {
  versions: process.versions,
  curves: nodeCrypto.getCurves(),
  summaries: runCases(crypto, host, cases),
};
process.stdout.write(`${JSON.stringify(report)}\n`);
