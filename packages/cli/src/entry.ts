import { run } from "./main.js";

// A reader that goes away (`chipid dump … | head`) ends the output, not the program with a stack trace.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    throw error;
  });
}

void run(process.argv.slice(2), process).then((code) => {
  process.exitCode = code;
});
