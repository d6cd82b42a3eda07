import { existsSync, realpathSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { kiosk } from "./bundle.mjs";

/** Of the native module, what is needed to run it: no sources, no build files. */
const MODULE = "smartcard";
const PARTS = ["LICENSE", "dist/lib", "build/Release/smartcard_napi.node"];

/**
 * Puts together what goes into the archive: the built program and beside it the readers' library, of which packaging tools
 * would follow a link into a package manager's store.
 *
 * @param program folder of the built program
 * @param staged folder to make
 */
export async function stage(program, staged) {
  await rm(staged, { recursive: true, force: true });
  await cp(program, staged, { recursive: true });
  const from = realpathSync(join(kiosk, "node_modules", MODULE));
  if (!existsSync(join(from, PARTS[2]))) {
    throw new Error("the readers' library is not built: npm run readers");
  }
  const to = join(staged, "node_modules", MODULE);
  for (const part of PARTS) {
    await mkdir(dirname(join(to, part)), { recursive: true });
    await cp(join(from, part), join(to, part), {
      recursive: true,
      filter: (path) => !/\.(d\.ts|map|test\.js)$/.test(path),
    });
  }
  // Without its install script, which a packaging tool would run.
  const { name, version, license, main } = JSON.parse(await readFile(join(from, "package.json"), "utf8"));
  await writeFile(join(to, "package.json"), `${JSON.stringify({ name, version, license, main }, undefined, 2)}\n`);
  const app = JSON.parse(await readFile(join(staged, "package.json"), "utf8"));
  app.dependencies = { [name]: version };
  await writeFile(join(staged, "package.json"), `${JSON.stringify(app, undefined, 2)}\n`);
  return staged;
}
