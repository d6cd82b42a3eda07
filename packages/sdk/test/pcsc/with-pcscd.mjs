#!/usr/bin/env node
// with-pcscd.mjs [--no-daemon] COMMAND …: runs a command in a world of its own in which a PC/SC daemon serves virtual
// readers (vsmartcard-vpcd), so that tests meet neither the machine's readers nor each other: a private /run and a private
// network by Linux namespaces, as root or, where user namespaces are allowed, as anyone. With --no-daemon the command
// starts the daemon itself. Needs pcscd, vsmartcard-vpcd and iproute2; nothing outside is reachable from inside.
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { startDaemon } from "./daemon.mjs";

const args = process.argv.slice(2);
const inside = args[0] === "--inside";
if (inside) args.shift();
const withDaemon = args[0] !== "--no-daemon";
if (!withDaemon) args.shift();
const [command, ...rest] = args;
if (command === undefined) {
  process.stderr.write("usage: with-pcscd.mjs [--no-daemon] COMMAND …\n");
  process.exit(2);
}

if (!inside) {
  const flags = process.getuid?.() === 0 ? "-nm" : "-rnm";
  const self = [process.execPath, fileURLToPath(import.meta.url), "--inside", ...(withDaemon ? [] : ["--no-daemon"])];
  await end(spawn("unshare", [flags, ...self, command, ...rest], { stdio: "inherit" }));
} else {
  must("mount", ["-t", "tmpfs", "tmpfs", "/run"]);
  must("ip", ["link", "set", "lo", "up"]);
  // vpcd sends each message in two pieces; without immediate acknowledgement every exchange takes 44 ms.
  must(
    "ip",
    "route change local 127.0.0.1 dev lo table local proto kernel scope host src 127.0.0.1 quickack 1".split(" "),
  );
  const daemon = withDaemon ? await startDaemon() : undefined;
  const child = spawn(command, rest, { stdio: "inherit" });
  child.on("exit", () => void daemon?.stop());
  await end(child);
}

function must(program, programArgs) {
  const { status, stderr, error } = spawnSync(program, programArgs, { encoding: "utf8" });
  if (status === 0) return;
  process.stderr.write(`with-pcscd: ${program} failed: ${(error?.message ?? stderr).trim()}\n`);
  process.exit(125);
}

/** Ends as the child ends. */
function end(child) {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on("error", (error) => {
      process.stderr.write(`with-pcscd: ${error.message}\n`);
      process.exitCode = 125;
      resolve();
    });
    child.on("exit", (code, signal) => {
      process.exitCode = code ?? (signal === null ? 1 : 128);
      resolve();
    });
  });
}
