import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface WorldRun {
  readonly status: number | null;
  /** Lines of JSON that the program wrote. */
  readonly lines: readonly Record<string, unknown>[];
  /** What it wrote beside them. */
  readonly errors: string;
}

export interface WorldOptions {
  /** The repository's root. */
  readonly root: string;
  /** Longest time, ms. */
  readonly within: number;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a bundled program in a world of its own (with-pcscd.mjs), in which it may start a PC/SC daemon with virtual readers.
 * @param args the program and what it is told
 */
export function runInWorld(args: readonly string[], options: WorldOptions): Promise<WorldRun> {
  const { root, within, env = {} } = options;
  const child = spawn(
    process.execPath,
    [
      join(root, "packages/sdk/test/pcsc/with-pcscd.mjs"),
      "--no-daemon",
      process.execPath,
      "--enable-source-maps",
      ...args,
    ],
    // A group of its own, so that all of it can be ended.
    { stdio: ["ignore", "pipe", "pipe"], detached: true, env: { ...process.env, ...env } },
  );
  const lines: Record<string, unknown>[] = [];
  let errors = "";
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line.startsWith("{")) lines.push(JSON.parse(line) as Record<string, unknown>);
    else errors += `${line}\n`;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      errors += `not done within ${within} ms\n`;
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    }, within);
    child.on("error", reject);
    child.on("close", (status) => {
      clearTimeout(timer);
      resolve({ status, lines, errors });
    });
  });
}
