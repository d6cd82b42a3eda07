// npm run build: installs from the lockfile, builds the SDK and the CLI.
import { build } from "./lib/build.mjs";
import { main } from "./lib/run.mjs";

main(build);
