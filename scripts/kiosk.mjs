// npm run kiosk [-- options]: opens the station, in a window of its own where Electron is on this machine, else for a
// browser on loopback.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { install } from "./lib/install.mjs";
import { buildKioskWhenStale, findElectron, hasDisplay, opener, PROGRAM } from "./lib/kiosk.mjs";
import { CommandError, main, root, run } from "./lib/run.mjs";

const HELP = `Usage: npm run kiosk [-- options]

Opens the station at the counter. With Electron on this machine it has a window of its own, else it is served to one
browser on this machine. Without a PC/SC reader there is training with recorded and virtual cards.

  --browser      serve it for a browser, also where Electron is
  --port N       with --browser: the port; default: any that is free
  --no-open      do not open the browser
  --data DIR     where settings, trust data and log are kept; default: the platform's data folder
  --help         this text

ELECTRON_OVERRIDE_DIST_PATH names a folder that holds an Electron runtime.
`;

function readOptions() {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        browser: { type: "boolean" },
        port: { type: "string" },
        "no-open": { type: "boolean" },
        open: { type: "boolean" },
        data: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }));
  } catch (error) {
    throw new CommandError(`${error.message.split(". ")[0]}; npm run kiosk -- --help`, 2);
  }
  const { port } = values;
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535)) {
    throw new CommandError(`--port ${port}: a number from 0 to 65535`, 2);
  }
  if (port !== undefined && !values.browser) throw new CommandError("--port goes with --browser", 2);
  if (values.data?.trim() === "") throw new CommandError("--data names no folder", 2);
  // Relative to where the command was given, not to the repository.
  const folder = process.env.INIT_CWD ?? process.cwd();
  return { ...values, data: values.data === undefined ? undefined : resolve(folder, values.data) };
}

/**
 * What there is to read cards with, in a process of its own, since a library built for another Node can end the process.
 * @returns what to say about it; undefined when a reader is there
 */
function missingReaders() {
  const library = JSON.stringify(resolve(root, "packages/kiosk/node_modules/smartcard"));
  const code = `const { Context } = require(${library});
    let readers = -1;
    try { readers = new Context().listReaders().length; } catch {}
    process.stdout.write(String(readers));`;
  const { status, stdout } = spawnSync(process.execPath, ["-e", code], { encoding: "utf8", timeout: 20_000 });
  const training = "training with recorded and virtual cards works without one";
  if (status !== 0) return `the card readers' library is not built (npm run readers builds it); ${training}`;
  if (stdout === "-1") return `the system's smart card service does not run; ${training}`;
  return stdout === "0" ? `there is no card reader; ${training}` : undefined;
}

const WHY = {
  EEXIST: "it is a file",
  ENOTDIR: "a part of it is a file",
  ENOENT: "the folder above it takes no folders",
  EACCES: "this account may not write there",
  EROFS: "nothing can be written there",
};

/** Not by mkdir's own `recursive`: it goes round for ever where a name is not there and cannot be made, as in /proc. */
function makeFolder(folder) {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  const above = dirname(folder);
  if (above !== folder && !existsSync(above)) makeFolder(above);
  mkdirSync(folder);
}

function makeDataFolder(folder) {
  try {
    makeFolder(folder);
  } catch (error) {
    const why = WHY[error.code] ?? `${error.code}`;
    throw new CommandError(`--data ${folder} cannot be made: ${why}. Name a folder that you may write.`);
  }
}

/** In a window, or why not. */
function choose(browser) {
  const electron = findElectron();
  if (browser) return { why: "as asked" };
  if (electron.executable === undefined) return { why: electron.missing };
  if (!hasDisplay()) return { why: "there is no display for a window" };
  return electron;
}

function say(text) {
  process.stderr.write(`chipid kiosk: ${text}\n`);
}

async function inWindow({ executable, where }, data) {
  say(`in a window, with Electron ${where}`);
  // Chromium runs no sandbox for root, and without this switch it does not start.
  const args = [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), PROGRAM];
  const env = { ...process.env, ...(data === undefined ? {} : { CHIPID_KIOSK_DATA: data }) };
  delete env.ELECTRON_RUN_AS_NODE;
  return (await run(executable, args, { env })).code;
}

/** The server's first line of output is its address. */
async function inBrowser({ port, data, open }) {
  const args = [resolve(PROGRAM, "serve.cjs"), ...(port === undefined ? [] : ["--port", port])];
  if (data !== undefined) args.push("--data", data);
  let first = "";
  const heard = (text) => {
    if (first.includes("\n")) return;
    first += text;
    const how = open && first.includes("\n") ? opener() : undefined;
    if (how === undefined) return;
    spawn(how.command, [...how.args, first.split("\n", 1)[0]], { stdio: "ignore", detached: true })
      .on("error", () => undefined)
      .unref();
  };
  return (await run(process.execPath, args, { heard, tied: true })).code;
}

main(async () => {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  // Before anything is built: who mistyped it is told at once.
  if (options.data !== undefined) makeDataFolder(options.data);
  await install();
  await buildKioskWhenStale();
  const choice = choose(options.browser);
  const missing = missingReaders();
  if (missing !== undefined) say(missing);
  if (choice.executable !== undefined) return inWindow(choice, options.data);
  say(`served for a browser, ${choice.why}; Ctrl-C ends it. It lets in the browser that opens this address first:`);
  return inBrowser({ ...options, open: !options["no-open"] });
});
