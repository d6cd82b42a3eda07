// npm run soak -- NAME …: the long runs that npm test only samples.
import { bundle } from "./lib/bundle.mjs";
import { install } from "./lib/install.mjs";
import { CommandError, main, root, run } from "./lib/run.mjs";

const SOAKS = {
  fuzz: {
    program: "packages/sdk/test/fuzz/soak.ts",
    does: "mutated inputs into every parser: [--count N] [--parser NAME] [--seed N]",
  },
  pace: { does: "PACE, over and over, on every curve (needs a chip: not built yet)" },
  peer: { does: "this terminal against other chips (not built yet)" },
  faults: { does: "a fault at every exchange of a session (not built yet)" },
  pcsc: { does: "PC/SC readers coming and going (not built yet)" },
  kiosk: { does: "a day at the counter (not built yet)" },
};

main(async () => {
  const [name, ...args] = process.argv.slice(2);
  const list = Object.entries(SOAKS).map(([key, { does }]) => `  ${key.padEnd(8)}${does}`);
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
  if (program === undefined) throw new CommandError(`the ${name} soak is not built yet; there is: fuzz`, 2);
  await install();
  const file = await bundle(program, `soak/${name}.js`);
  return (await run(process.execPath, ["--enable-source-maps", "--expose-gc", file, root, ...args])).code;
});
