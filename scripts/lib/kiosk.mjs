import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { dropStamp, filesUnder, readStamp, statFingerprint, writeStamp } from "./fingerprint.mjs";
import { CommandError, root } from "./run.mjs";

const STAMP = resolve(root, "node_modules/.cache/chipid-kiosk");
export const PROGRAM = resolve(root, "packages/kiosk/dist/program");

function inputs() {
  const isInput = (path) => !/\.test\.tsx?$/.test(path);
  return [
    ...["packages/sdk/src", "packages/kiosk/src", "packages/kiosk/build"].flatMap((name) =>
      filesUnder(resolve(root, name), isInput),
    ),
    ...filesUnder(resolve(root, "fixtures/sessions")),
    ...["packages/sdk/package.json", "packages/kiosk/package.json", "pnpm-lock.yaml"].map((name) =>
      resolve(root, name),
    ),
  ];
}

/** Builds the kiosk when a source is newer than what was built; what it needs has to be installed. */
export async function buildKioskWhenStale() {
  const state = statFingerprint(inputs());
  if (existsSync(PROGRAM) && readStamp(STAMP) === state) return;
  process.stderr.write("building the kiosk\n");
  dropStamp(STAMP);
  const { buildProgram } = await import(pathToFileURL(resolve(root, "packages/kiosk/build/bundle.mjs")).href);
  try {
    await buildProgram({ output: PROGRAM });
  } catch (error) {
    throw new CommandError(`the kiosk cannot be built: ${String(error.message).split("\n")[0]}`);
  }
  writeStamp(STAMP, state);
}

/**
 * Electron, where it is on this machine already: nothing is downloaded to find out, as the package's own entry would.
 * @returns the executable and where it was found, or why there is none
 */
export function findElectron(environment = process.env, platform = process.platform) {
  const name = { win32: "electron.exe", darwin: "Electron.app/Contents/MacOS/Electron" }[platform] ?? "electron";
  const named = environment.ELECTRON_OVERRIDE_DIST_PATH;
  if (named !== undefined && named !== "") {
    const executable = resolve(named, name);
    return existsSync(executable)
      ? { executable, where: "from ELECTRON_OVERRIDE_DIST_PATH" }
      : { missing: `ELECTRON_OVERRIDE_DIST_PATH holds no ${name}` };
  }
  const executable = resolve(root, "packages/kiosk/node_modules/electron/dist", name);
  if (existsSync(executable)) return { executable, where: "as it is installed" };
  return {
    missing: "Electron's runtime is not on this machine (cd packages/kiosk && npx install-electron fetches it)",
  };
}

/** Whether a window can be opened from here. */
export function hasDisplay(environment = process.env, platform = process.platform) {
  if (platform !== "linux") return true;
  return [environment.DISPLAY, environment.WAYLAND_DISPLAY].some((display) => display !== undefined && display !== "");
}

/** The system's own way to open an address; undefined where there is nobody to see it. */
export function opener(environment = process.env, platform = process.platform) {
  if (environment.CI || !hasDisplay(environment, platform)) return undefined;
  if (platform === "win32") return { command: "cmd", args: ["/c", "start", ""] };
  return { command: platform === "darwin" ? "open" : "xdg-open", args: [] };
}
