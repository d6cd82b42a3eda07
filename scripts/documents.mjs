// npm run documents: the real and published documents of the test data, one line each.
import { bundle } from "./lib/bundle.mjs";
import { install } from "./lib/install.mjs";
import { main, root, run } from "./lib/run.mjs";

main(async () => {
  await install();
  const program = await bundle("packages/sdk/test/documents/main.ts", "documents/main.js");
  return (await run(process.execPath, ["--enable-source-maps", program, root])).code;
});
