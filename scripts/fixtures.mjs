// npm run fixtures [-- --check]: makes fixtures/ anew, or says whether it is what the generator would make.

import { bundle } from "./lib/bundle.mjs";
import { install } from "./lib/install.mjs";
import { main, run } from "./lib/run.mjs";

main(async () => {
  await install();
  const program = await bundle("scripts/src/fixtures/main.ts", "fixtures/main.js");
  return (await run(process.execPath, ["--enable-source-maps", program, ...process.argv.slice(2)])).code;
});
