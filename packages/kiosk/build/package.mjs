// node packages/kiosk/build/package.mjs [win] [linux]: the installers, with the Electron that package.json names. See
// PACKAGING.md; electron-builder downloads Electron and its own tools.
import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { build, Platform } from "electron-builder";
import { buildProgram, kiosk } from "./bundle.mjs";
import { builderConfig } from "./electron-builder.mjs";
import { fuseFaults, readFuses } from "./fuses.mjs";
import { stage } from "./stage.mjs";

const PLATFORMS = {
  win: { target: () => Platform.WINDOWS.createTarget(), executable: "win-unpacked/chipid-kiosk.exe" },
  linux: { target: () => Platform.LINUX.createTarget(), executable: "linux-unpacked/chipid-kiosk" },
};

const names = process.argv.length > 2 ? process.argv.slice(2) : [process.platform === "win32" ? "win" : "linux"];
const unknown = names.find((name) => !(name in PLATFORMS));
if (unknown !== undefined) {
  process.stderr.write(`${unknown}: win or linux\n`);
  process.exit(2);
}

const output = join(kiosk, ".build/installers");
await rm(output, { recursive: true, force: true });
const staged = await stage(await buildProgram({ output: join(output, "program") }), join(output, "staged"));
const { devDependencies } = JSON.parse(await readFile(join(kiosk, "package.json"), "utf8"));
for (const name of names) {
  const { target, executable } = PLATFORMS[name];
  await build({
    projectDir: staged,
    targets: target(),
    publish: "never",
    config: builderConfig({ output, electron: { electronVersion: devDependencies.electron } }),
  });
  const file = join(output, executable);
  const faults = existsSync(file) ? fuseFaults(readFuses(file)) : [`${executable} was not made`];
  if (faults.length > 0) throw new Error(`not to be shipped: ${faults.join("; ")}`);
}
