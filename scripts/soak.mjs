// npm run soak -- NAME …: the long runs that npm test only samples.
import { existsSync } from "node:fs";
import { bundle } from "./lib/bundle.mjs";
import { install } from "./lib/install.mjs";
import { buildKioskWhenStale, PROGRAM } from "./lib/kiosk.mjs";
import { CommandError, main, root, run } from "./lib/run.mjs";

const SOAKS = {
  fuzz: {
    program: "packages/sdk/test/fuzz/soak.ts",
    does: "mutated inputs into every parser: [--count N] [--parser NAME] [--seed N]",
  },
  pace: {
    program: "packages/sdk/test/live/soak-pace.ts",
    does: "PACE and Chip Authentication with new keys: [--runs N] [--family nist|brainpool|dh] [--crypto native]",
  },
  peer: {
    program: "packages/sdk/test/live/soak-peer.ts",
    does: "against a chip on OpenPACE, built with cc and libeac-dev: [--sessions N] [--crypto native]",
  },
  faults: {
    program: "packages/sdk/test/live/soak-faults.ts",
    does: "a fault at every exchange of every profile: [--profile NAME] [--kind KIND]",
  },
  exchanges: {
    program: "packages/sdk/test/live/soak-exchanges.ts",
    does: "APDUs and bytes of an inspection against the least that the protocol needs",
  },
  memory: {
    program: "packages/sdk/test/live/soak-memory.ts",
    does: "the heap over thousands of inspections in one process: [--runs N]",
  },
  pcsc: {
    program: "packages/sdk/test/pcsc/soak.ts",
    does: "cards coming and going in virtual PC/SC readers: [--count N]",
  },
  kiosk: {
    parts: {
      cycles: {
        program: "packages/kiosk/test/station/soak-cycles.ts",
        does: "citizens in one process, the heap weighed: [--cycles N]",
      },
      log: {
        program: "packages/kiosk/test/log/soak-kill.ts",
        does: "the log's writer under kill -9: [--kills N] [--seed N]",
      },
      kills: {
        program: "packages/kiosk/test/station/soak-kill.ts",
        does: "a whole station at work under kill -9: [--kills N] [--seed N]",
      },
      counter: {
        program: "packages/kiosk/test/e2e/soak.ts",
        prepare: counterPrograms,
        does: "citizens through a PC/SC daemon, times and memory: [--cycles N] [--host browser|electron]",
      },
    },
    does: "a day at the counter: [PART], else every part one after the other",
  },
};

/** What the counter's soak runs besides itself: the kiosk, the officer, the person with the cards, and a browser. */
async function counterPrograms() {
  await buildKioskWhenStale();
  const found = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) => existsSync(path));
  return [
    PROGRAM,
    await bundle("packages/kiosk/test/e2e/cycles.ts", "soak/kiosk-officer.js", ["playwright-core"]),
    await bundle("packages/kiosk/test/e2e/chip-program.ts", "soak/kiosk-cards.js"),
    process.env.CHROMIUM ?? found ?? "",
  ];
}

async function soak(name, { program, prepare }, args) {
  const file = await bundle(program, `soak/${name}.js`);
  const more = prepare === undefined ? [] : await prepare();
  return (await run(process.execPath, ["--enable-source-maps", "--expose-gc", file, root, ...more, ...args])).code;
}

/** The part that is named, or all of them; the first that fails ends it. */
async function soakParts(name, parts, [part, ...args]) {
  if (part !== undefined && !part.startsWith("-") && !Object.hasOwn(parts, part)) {
    throw new CommandError(
      `no part of the ${name} soak is called ${part}; there are: ${Object.keys(parts).join(", ")}`,
      2,
    );
  }
  const named = part !== undefined && Object.hasOwn(parts, part);
  if (!named && part !== undefined)
    throw new CommandError(`options go with a part: ${Object.keys(parts).join(", ")}`, 2);
  for (const [each, description] of named ? [[part, parts[part]]] : Object.entries(parts)) {
    process.stderr.write(`${name} ${each}\n`);
    const code = await soak(`${name}-${each}`, description, named ? args : []);
    if (code !== 0) return code;
  }
  return 0;
}

main(async () => {
  const [name, ...args] = process.argv.slice(2);
  const list = Object.entries(SOAKS).flatMap(([key, { does, parts = {} }]) => [
    `  ${key.padEnd(11)}${does}`,
    ...Object.entries(parts).map(([part, description]) => `    ${part.padEnd(9)}${description.does}`),
  ]);
  if (name === "--help" || name === "-h") {
    process.stdout.write(`npm run soak -- NAME [options]\n\n${list.join("\n")}\n`);
    return 0;
  }
  const names = Object.keys(SOAKS).join(", ");
  if (name === undefined || !Object.hasOwn(SOAKS, name)) {
    throw new CommandError(
      `${name === undefined ? "no soak named" : `no soak is called ${name}`}; there are: ${names}`,
      2,
    );
  }
  await install();
  const { parts } = SOAKS[name];
  return parts === undefined ? soak(name, SOAKS[name], args) : soakParts(name, parts, args);
});
