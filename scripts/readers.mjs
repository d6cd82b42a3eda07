// npm run readers [-- --check]: compiles the native libraries for PC/SC readers, which no install does by itself. Needs a
// C++ compiler and Python, and on Linux libpcsclite-dev; everything but reading from a PC/SC reader works without.
import { existsSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { install } from "./lib/install.mjs";
import { CommandError, main, root, run } from "./lib/run.mjs";

const LIBRARIES = ["pcsclite", "smartcard"];
const NEEDS =
  "a C++ compiler and Python are needed, and on Linux libpcsclite-dev (Debian, Ubuntu: apt-get install libpcsclite-dev python3 g++ make)";

const folderOf = (library) => resolve(root, "packages/sdk/node_modules", library);

/** Whether this Node can load a library; in a process of its own, since one built for another Node can end the process. */
async function loads(library) {
  const code = `require(${JSON.stringify(folderOf(library))})`;
  return (await run(process.execPath, ["-e", code], { quiet: true })).code === 0;
}

async function build(library) {
  if (!existsSync(folderOf(library))) return `${library}: not installed on this platform`;
  if (await loads(library)) return undefined;
  process.stderr.write(`building ${library}\n`);
  // npm brings node-gyp, and runs the package's own install script with it.
  const { code, output } = await run("npm", ["run", "install", "--silent"], {
    quiet: true,
    cwd: realpathSync(folderOf(library)),
    shell: process.platform === "win32",
  });
  if (code === 0 && (await loads(library))) return undefined;
  const line = output.split("\n").find((text) => /fatal error|not found|ERR! (stack|find)/i.test(text)) ?? "";
  return `${library}: ${line.replace(/\s+/g, " ").trim().slice(0, 160) || "the build failed"}`;
}

main(async () => {
  await install();
  if (process.argv.includes("--check")) {
    const states = await Promise.all(LIBRARIES.map(async (name) => [name, await loads(name)]));
    for (const [name, loaded] of states) process.stdout.write(`${name} ${loaded ? "ready" : "not built"}\n`);
    return states.some(([, loaded]) => loaded) ? 0 : 1;
  }
  const failures = (await Promise.all(LIBRARIES.map(build))).filter((failure) => failure !== undefined);
  for (const failure of failures) process.stderr.write(`${failure}\n`);
  // One is enough to read cards.
  if (failures.length === LIBRARIES.length) throw new CommandError(NEEDS);
  return 0;
});
