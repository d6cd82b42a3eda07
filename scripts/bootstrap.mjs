// Brings the dependencies named by the lockfile: all that any other command here needs besides Node and npm.
import { install } from "./lib/install.mjs";
import { main } from "./lib/run.mjs";

main(install);
