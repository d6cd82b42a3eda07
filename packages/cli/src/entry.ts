import { run } from "./main.js";
import { standardStream } from "./terminal/standard-stream.js";

const output = standardStream(1, () => process.stdout);
const errors = standardStream(2, () => process.stderr);

void run(process.argv.slice(2), { output, errors, env: process.env }).then((code) => {
  process.exitCode = code;
});
