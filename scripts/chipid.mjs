// npm run chipid -- …: the chipid command from the sources. Paths are the caller's: npm changes the folder, so it is changed back.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { buildWhenStale } from "./lib/build.mjs";
import { CommandError, main, root, run } from "./lib/run.mjs";

main(async () => {
  const caller = process.env.INIT_CWD ?? process.cwd();
  await buildWhenStale();
  const program = resolve(root, "packages/cli/bin/chipid.js");
  if (!existsSync(program)) throw new CommandError("packages/cli/bin/chipid.js is not there");
  return (await run(process.execPath, [program, ...process.argv.slice(2)], { cwd: existsSync(caller) ? caller : root }))
    .code;
});
