// node packages/kiosk/build/package-linux.mjs: the program as a folder for Linux, with the Electron runtime that
// ELECTRON_OVERRIDE_DIST_PATH names. Two folders out of one archive: the shipping one, and one that tests may drive, whose
// inspector is left on.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, rename, rm } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { buildProgram, kiosk } from "./bundle.mjs";
import { builderConfig } from "./electron-builder.mjs";
import { fuseFaults, readFuses, setFuses } from "./fuses.mjs";
import { stage } from "./stage.mjs";

const NAME = "chipid-kiosk";

function electronVersion(runtime) {
  const { stdout, status } = spawnSync(join(runtime, "electron"), ["-p", "process.versions.electron"], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
    encoding: "utf8",
  });
  const version = stdout?.trim() ?? "";
  if (status !== 0 || !/^\d+\.\d+\.\d+/.test(version)) throw new Error(`${runtime} holds no Electron that runs`);
  return version;
}

/**
 * @param options.runtime folder of an Electron runtime for Linux
 * @param options.output folder to make both in
 * @param options.program folder of a program that is built already
 * @returns the executables: what ships, and what tests drive
 */
export async function packageLinux({ runtime, output = join(kiosk, ".build/package"), program }) {
  const version = electronVersion(runtime);
  await rm(output, { recursive: true, force: true });
  const staged = await stage(
    program ?? (await buildProgram({ output: join(output, "program") })),
    join(output, "staged"),
  );
  // A program that lies in the runtime as a folder would win over the archive.
  const bare = join(output, "runtime");
  await cp(runtime, bare, { recursive: true, filter: (path) => !relative(runtime, path).startsWith("resources/app") });

  const { build, Platform } = await import("electron-builder");
  await build({
    projectDir: staged,
    targets: Platform.LINUX.createTarget("dir"),
    publish: "never",
    config: builderConfig({
      output,
      fuses: readFuses(join(bare, "electron")),
      electron: { electronDist: bare, electronVersion: version },
    }),
  });
  const shipping = join(output, "shipping");
  await rename(join(output, "linux-unpacked"), shipping);
  const driven = join(output, "driven");
  await cp(shipping, driven, { recursive: true });
  setFuses(join(driven, NAME), { EnableNodeCliInspectArguments: "on" });
  await Promise.all([staged, bare].map((folder) => rm(folder, { recursive: true, force: true })));

  const faults = fuseFaults(readFuses(join(shipping, NAME)));
  if (faults.length > 0) throw new Error(`the fuses are not as they have to be: ${faults.join("; ")}`);
  if (existsSync(join(shipping, "resources/app"))) throw new Error("the runtime holds a program of its own");
  return { shipping: join(shipping, NAME), driven: join(driven, NAME), version };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  const runtime = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(kiosk, "node_modules/electron/dist");
  if (!existsSync(join(runtime, "electron"))) {
    process.stderr.write("no Electron runtime for Linux: set ELECTRON_OVERRIDE_DIST_PATH\n");
    process.exit(2);
  }
  const made = await packageLinux({ runtime });
  process.stdout.write(
    `${relative(dirname(dirname(kiosk)), dirname(made.shipping))}: Electron ${made.version}, every fuse set\n`,
  );
  process.stdout.write(
    `${relative(dirname(dirname(kiosk)), dirname(made.driven))}: the same, its inspector left on for tests\n`,
  );
}
