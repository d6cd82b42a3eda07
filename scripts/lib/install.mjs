import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { contentFingerprint, dropStamp, readStamp, writeStamp } from "./fingerprint.mjs";
import { CommandError, root, run } from "./run.mjs";

const STAMP = resolve(root, "node_modules/.cache/chipid-install");
const MANIFESTS = [
  "package.json",
  "pnpm-workspace.yaml",
  "pnpm-lock.yaml",
  "packages/sdk/package.json",
  "packages/cli/package.json",
  "packages/kiosk/package.json",
].map((name) => resolve(root, name));

const NETWORK =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|ERR_PNPM_META_FETCH_FAIL|ERR_PNPM_FETCH|network/i;

/** `pnpm@10.34.9`, as package.json pins it: read, so that it is written down once. */
function pinnedPnpm() {
  const { packageManager } = JSON.parse(readFileSync(resolve(root, "package.json"), "utf8"));
  const name = /^pnpm@\d+\.\d+\.\d+/.exec(packageManager ?? "")?.[0];
  if (name === undefined) throw new CommandError("package.json: packageManager must pin pnpm as pnpm@x.y.z");
  return name;
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new CommandError(`Node 20.19 or newer is needed, this is ${process.versions.node}: see https://nodejs.org`);
  }
}

/**
 * Brings the dependencies named by the lockfile into node_modules with the pinned pnpm, fetched by npx and never
 * installed globally. Does nothing when neither the lockfile, a manifest nor the platform changed since the last time.
 */
export async function install() {
  requireNode();
  const state = contentFingerprint(MANIFESTS, process.platform, process.arch);
  if (readStamp(STAMP) === state && existsSync(resolve(root, "node_modules/.modules.yaml"))) return;
  const pnpm = pinnedPnpm();
  process.stderr.write(`installing dependencies from the lockfile (${pnpm})\n`);
  dropStamp(STAMP);
  const args = [
    "-y",
    pnpm,
    "install",
    "--frozen-lockfile",
    "--config.confirm-modules-purge=false",
    "--reporter=append-only",
  ];
  const { code, output } = await run("npx", args, { quiet: true, shell: process.platform === "win32" });
  if (code !== 0) throw new CommandError(explain(pnpm, output));
  writeStamp(STAMP, state);
}

function explain(pnpm, output) {
  if (/ERR_PNPM_OUTDATED_LOCKFILE/.test(output)) {
    return `pnpm-lock.yaml does not agree with a package.json: run "npx -y ${pnpm} install" and commit the lockfile`;
  }
  const line =
    output.split("\n").find((text) => /ERR_|npm error|ERROR/.test(text)) ?? output.trim().split("\n").at(-1) ?? "";
  const said = line.replace(/\s+/g, " ").trim().slice(0, 200);
  if (NETWORK.test(output)) {
    return `the npm registry cannot be reached (${said}): connect to the network, or set the proxy npm is to use, and run the command again`;
  }
  return `installing dependencies failed: ${said}`;
}
