import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { dropStamp, filesUnder, readStamp, statFingerprint, writeStamp } from "./fingerprint.mjs";
import { install } from "./install.mjs";
import { CommandError, root, runTool } from "./run.mjs";

const STAMP = resolve(root, "node_modules/.cache/chipid-build");
const PRODUCTS = ["packages/sdk/dist/index.js", "packages/cli/dist"].map((name) => resolve(root, name));

/** TypeScript's command line, run by this Node. */
export const tsc = (args) => runTool("typescript/bin/tsc", args);
/** Vite's command line, run by this Node. */
export const vite = (args) => runTool("vite/bin/vite.js", args);

function inputs() {
  const isInput = (path) => !path.endsWith(".test.ts");
  return [
    ...filesUnder(resolve(root, "packages/sdk/src"), isInput),
    ...filesUnder(resolve(root, "packages/cli/src"), isInput),
    ...["tsconfig.base.json", "packages/sdk", "packages/cli"].flatMap((name) =>
      name.endsWith(".json")
        ? [resolve(root, name)]
        : filesUnder(
            resolve(root, name),
            (path) => /\/[^/]*\.(json|config\.ts)$/.test(path.replaceAll("\\", "/")) && isInput(path),
          ),
    ),
  ];
}

/** Installs what is missing, compiles the SDK and the CLI and bundles the CLI. */
export async function build() {
  await install();
  dropStamp(STAMP);
  const state = statFingerprint(inputs());
  const compiled = await tsc(["-b", "packages/sdk", "packages/sdk/tsconfig.node.json", "packages/cli"]);
  if (compiled.code !== 0) throw new CommandError("the build stopped: TypeScript found the errors above");
  if (existsSync(resolve(root, "packages/cli/vite.config.ts"))) {
    const bundled = await vite(["build", "packages/cli", "--logLevel", "warn"]);
    if (bundled.code !== 0) throw new CommandError("the build stopped: the command line could not be bundled");
  }
  writeStamp(STAMP, state);
}

/** As `build`, when a source file is newer than what was built. */
export async function buildWhenStale() {
  await install();
  if (PRODUCTS.every((path) => existsSync(path)) && readStamp(STAMP) === statFingerprint(inputs())) return;
  process.stderr.write("building\n");
  await build();
}
