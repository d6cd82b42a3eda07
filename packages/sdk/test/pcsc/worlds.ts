import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

export const BINDINGS = ["pcsclite", "smartcard"] as const;

/** @param root the repository's root folder */
const place = (root: string, name: string): string => join(root, "packages/sdk/test/pcsc", name);

/** Why no PC/SC daemon can be had here, with what to do; undefined when one can. */
export function noDaemon(root: string): string | undefined {
  if (process.platform !== "linux") return "virtual readers for a real PC/SC service exist on Linux only";
  const { status, stderr } = spawnSync(process.execPath, [place(root, "with-pcscd.mjs"), process.execPath, "-e", ""], {
    encoding: "utf8",
    timeout: 30_000,
  });
  if (status === 0) return undefined;
  const said = stderr.trim().split("\n").at(-1) ?? "";
  return `no PC/SC daemon of one's own (apt-get install pcscd vsmartcard-vpcd iproute2; needs root or user namespaces): ${said}`;
}

/** Why a native library cannot be used here; undefined when it can. In a process of its own: it may end that. */
export function notBuilt(root: string, binding: string): string | undefined {
  const module = JSON.stringify(join(root, "packages/sdk/node_modules", binding));
  const { status } = spawnSync(process.execPath, ["-e", `require(${module})`], { stdio: "ignore", timeout: 30_000 });
  return status === 0 ? undefined : `${binding} is not built for this Node (npm run readers)`;
}

export interface WorldRun {
  /** Exit code; null: a signal ended it. */
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
    [place(root, "with-pcscd.mjs"), "--no-daemon", process.execPath, "--enable-source-maps", ...args],
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

export interface ScenarioReport {
  readonly scenario: string;
  readonly ms: number;
  readonly result?: unknown;
}

/**
 * Runs a scenario of scenarios.ts in a world of its own.
 * @param program the bundled scenario-main.ts, with what its arguments begin with
 * @throws Error with what it wrote when it fails or takes longer than `within` ms
 */
export async function runScenario(
  root: string,
  program: readonly string[],
  options: { readonly scenario: string; readonly binding: string; readonly argument?: string; readonly within: number },
): Promise<ScenarioReport> {
  const { scenario, binding, argument, within } = options;
  const places = [place(root, "vpcd-card.mjs"), join(root, "packages/sdk/package.json")];
  const { status, lines, errors } = await runInWorld(
    [...program, scenario, binding, ...places, ...(argument === undefined ? [] : [argument])],
    { root, within },
  );
  const report = lines.at(-1) as ScenarioReport | undefined;
  if (status === 0 && report !== undefined) return report;
  const output = lines.map((line) => JSON.stringify(line)).join("\n");
  throw new Error(`${scenario} over ${binding} failed (${status ?? "ended"}):\n${errors}${output}`);
}
