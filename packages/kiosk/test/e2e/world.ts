import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "vite";

// Bundles a program of this suite and runs it in a world in which a PC/SC daemon serves virtual readers.

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("../../../../", import.meta.url));

/** @returns path of the bundled program */
export async function bundleForWorld(entry: string): Promise<string> {
  const parent = join(here, "../../.build");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "e2e-"));
  const file = entry.replace(/\.ts$/, ".mjs");
  await build({
    configFile: false,
    logLevel: "error",
    resolve: { conditions: ["chipid-source"] },
    ssr: {
      noExternal: true,
      external: ["playwright-core", "vite"],
      target: "node",
      resolve: { conditions: ["chipid-source", "node", "import", "default"] },
    },
    build: {
      ssr: join(here, entry),
      target: "node20",
      outDir: folder,
      minify: false,
      sourcemap: "inline",
      rolldownOptions: { output: { format: "es", entryFileNames: file, codeSplitting: false } },
    },
  });
  return join(folder, file);
}

export interface WorldRun {
  readonly status: number | null;
  /** Lines of JSON that the program wrote. */
  readonly lines: readonly Record<string, unknown>[];
  /** What it wrote beside them. */
  readonly errors: string;
}

/** Runs a bundled program with the daemon's world around it, the daemon not started yet. */
export function runInWorld(
  args: readonly string[],
  within: number,
  onLine?: (line: string) => void,
): Promise<WorldRun> {
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
    { stdio: ["ignore", "pipe", "pipe"], detached: true },
  );
  const lines: Record<string, unknown>[] = [];
  let errors = "";
  createInterface({ input: child.stdout }).on("line", (line) => {
    onLine?.(line);
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
