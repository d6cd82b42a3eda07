// npm run soak -- NAME …: the long runs that npm test only samples.
import { bundle } from "./lib/bundle.mjs";
import { install } from "./lib/install.mjs";
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
  kiosk: { does: "a day at the counter (not built yet)" },
};

main(async () => {
  const [name, ...args] = process.argv.slice(2);
  const list = Object.entries(SOAKS).map(([key, { does }]) => `  ${key.padEnd(11)}${does}`);
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
  const { program } = SOAKS[name];
  if (program === undefined) throw new CommandError(`the ${name} soak is not built yet; see npm run soak -- --help`, 2);
  await install();
  const file = await bundle(program, `soak/${name}.js`);
  return (await run(process.execPath, ["--enable-source-maps", "--expose-gc", file, root, ...args])).code;
});
