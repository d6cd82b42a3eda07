import { spawn } from "node:child_process";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Root folder of the repository. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** A fault that is told in one line and ends the command with `exitCode`. */
export class CommandError extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

const children = new Set();
let interrupted;

// The terminal sends Ctrl-C to the whole process group; a `kill` reaches this process alone. Either way the child ends
// first, so that nothing half-written is left and the prompt does not come back under its output.
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
]) {
  process.on(signal, () => {
    interrupted = code;
    if (children.size === 0) process.exit(code);
    if (signal !== "SIGINT" || !process.stdin.isTTY) for (const child of children) child.kill(signal);
  });
}

/**
 * Runs a program to its end and gives its exit code. With `quiet` its output is kept and given back as `output`, in
 * order of arrival, else it goes to this process's own streams; `heard` is told what it writes on standard output then.
 * One that is `tied` has a channel to this process, and hears `disconnect` when this process is gone, however it ended.
 */
export function run(command, args, options = {}) {
  const { quiet = false, heard, tied = false, cwd = root, env = process.env, shell = false } = options;
  const streams = quiet ? ["ignore", "pipe", "pipe"] : ["inherit", heard === undefined ? "inherit" : "pipe", "inherit"];
  const stdio = tied ? [...streams, "ipc"] : streams;
  return new Promise((done, failed) => {
    if (interrupted !== undefined) process.exit(interrupted);
    const child = spawn(command, args, { cwd, env, shell, stdio });
    children.add(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8");
      stream?.on("data", (text) => {
        if (quiet) output += text;
        else process.stdout.write(text);
        heard?.(text);
      });
    }
    child.on("error", (error) => {
      children.delete(child);
      failed(new CommandError(`${command} cannot be started: ${error.code ?? error.message}`));
    });
    child.on("close", (code, signal) => {
      children.delete(child);
      if (interrupted !== undefined) process.exit(interrupted);
      done({ code: code ?? (signal === "SIGINT" ? 130 : 1), output });
    });
  });
}

/** Runs a JavaScript file of an installed package with this Node, as its `node_modules/.bin` entry would. */
export function runTool(file, args, options) {
  return run(process.execPath, [resolve(root, "node_modules", file), ...args], options);
}

/** Body of a command: the exit code is what `body` gives back; a CommandError is one line on standard error. */
export function main(body) {
  body().then(
    (code) => {
      process.exitCode = code ?? 0;
    },
    (error) => {
      const known = error instanceof CommandError;
      process.stderr.write(`${known ? error.message : `internal fault: ${error?.message ?? error}`}\n`);
      process.exitCode = known ? error.exitCode : 1;
    },
  );
}
