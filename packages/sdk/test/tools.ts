import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";

interface Tool {
  /** Path of the program, or undefined when it is not on this machine. */
  readonly find: () => string | undefined;
  readonly howToGet: string;
}

/** Programs that some suites check against. None is needed to use the SDK; CI has them all. */
const TOOLS = {
  openssl: {
    find: () => runnable("openssl", ["version"], /^OpenSSL 3\./),
    howToGet: "install OpenSSL 3 (apt-get install openssl)",
  },
  chromium: {
    find: () => firstExisting([process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"]),
    howToGet: "install Chromium (apt-get install chromium) or set CHROMIUM to its path",
  },
  electron: {
    find: () => {
      const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH;
      return folder === undefined ? undefined : firstExisting([join(folder, "electron")]);
    },
    howToGet: "set ELECTRON_OVERRIDE_DIST_PATH to a folder that holds an Electron runtime",
  },
} satisfies Record<string, Tool>;

export type ToolName = keyof typeof TOOLS;

function firstExisting(paths: readonly (string | undefined)[]): string | undefined {
  return paths.find((path) => path !== undefined && path !== "" && existsSync(path));
}

function runnable(command: string, args: readonly string[], expected: RegExp): string | undefined {
  try {
    const output = execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return expected.test(output) ? command : undefined;
  } catch {
    return undefined;
  }
}

/** Path of a program, or undefined when it is not on this machine. */
export function toolPath(tool: ToolName): string | undefined {
  return TOOLS[tool].find();
}

/**
 * A suite that needs a program from outside: runs, with the program's path, when it is on this machine, else counts as
 * one skipped test that says how to get it.
 */
export function describeTool(tool: ToolName, name: string, body: (path: string) => void): void {
  const path = TOOLS[tool].find();
  if (path !== undefined) describe(`tool: ${tool}: ${name}`, () => body(path));
  else describe(`tool: ${tool}: ${name}`, () => it.skip(TOOLS[tool].howToGet, () => undefined));
}
