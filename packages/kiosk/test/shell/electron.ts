import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { _electron, type ElectronApplication, type Page } from "playwright-core";

// The program in a real Electron, for tests: where a runtime is, on a screen of its own.

const kiosk = fileURLToPath(new URL("../../", import.meta.url));
const NAME = process.platform === "win32" ? "electron.exe" : "electron";

/** Folder of an Electron runtime that is on this machine: the one that the environment names, else the installed one. */
export function runtimeFolder(): string | undefined {
  const named = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const folders = [...(named === undefined ? [] : [named]), join(kiosk, "node_modules/electron/dist")];
  return folders.find((folder) => existsSync(join(folder, NAME)));
}

export function hasDisplay(): boolean {
  return process.platform !== "linux" || process.env.DISPLAY !== undefined || existsSync("/usr/bin/Xvfb");
}

/** Why no window can be opened here; undefined when one can. */
export function withoutWindow(): string | undefined {
  if (runtimeFolder() === undefined) return "no Electron runtime (set ELECTRON_OVERRIDE_DIST_PATH)";
  return hasDisplay() ? undefined : "no display (apt-get install xvfb)";
}

/** A screen: the present one, or an Xvfb of its own. */
export async function openDisplay(): Promise<{ readonly env: Record<string, string>; close(): void }> {
  if (process.platform !== "linux" || process.env.DISPLAY !== undefined) return { env: {}, close: () => undefined };
  const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1920x1080x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const end = (): void => void server.kill();
  // Also when this process ends before it closes what it opened.
  process.once("exit", end);
  const display = await new Promise<string>((resolve, reject) => {
    server.on("error", reject);
    server.on("exit", () => reject(new Error("Xvfb ended")));
    let text = "";
    server.stdio[3]?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes("\n")) resolve(text.trim());
    });
  });
  return { env: { DISPLAY: `:${display}` }, close: end };
}

/** Chromium's sandbox does not start for root; no test is about that sandbox. */
export const ROOT_SWITCHES = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

export interface Launched {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** Folder of everything that was written. */
  readonly data: string;
  readonly child: ChildProcess;
  close(): Promise<void>;
}

export interface LaunchOptions {
  /** Folder of the built program, for a runtime that takes one. */
  readonly program?: string;
  /** An executable that has its program inside. */
  readonly executable?: string;
  readonly env: Record<string, string>;
  /** Folder for everything that is written; the station's part is `station` in it. */
  readonly data?: string;
  readonly args?: readonly string[];
}

/** Longest time for Playwright to have hold of the program, ms: a second or two is what it takes. */
const LAUNCH_WITHIN = 20_000;
const LAUNCHES = 3;

/**
 * About one start in fifty comes to a halt with both of Playwright's connections made and before the program's own first
 * line, which waits for Playwright: that is not what is tested, and the next start is free of it. Whatever else keeps the
 * program from starting keeps it each time.
 */
async function start(options: Parameters<typeof _electron.launch>[0]): Promise<ElectronApplication> {
  for (let left = LAUNCHES - 1; ; left--) {
    try {
      return await _electron.launch({ ...options, timeout: LAUNCH_WITHIN });
    } catch (error) {
      if (left === 0 || (error as Error).name !== "TimeoutError") throw error;
      process.stderr.write("Playwright had no hold of Electron in time; started once more\n");
    }
  }
}

/** Starts the program and waits for its window. */
export async function launch(options: LaunchOptions): Promise<Launched> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), "chipid-window-"));
  const { NODE_OPTIONS: _, ...inherited } = process.env as Record<string, string>;
  const app = await start({
    executablePath: options.executable ?? join(runtimeFolder() ?? "", NAME),
    args: [
      ...ROOT_SWITCHES,
      "--disable-gpu",
      ...(options.args ?? []),
      ...(options.program === undefined ? [] : [options.program]),
    ],
    env: {
      ...inherited,
      ...options.env,
      CHIPID_KIOSK_DATA: join(data, "station"),
      XDG_CONFIG_HOME: join(data, "config"),
    },
  });
  const page = await app.firstWindow();
  const child = app.process();
  return {
    app,
    page,
    data,
    child,
    async close() {
      // A window that fills the screen is closed by nothing else.
      child.kill("SIGTERM");
      await app.close().catch(() => undefined);
      if (options.data === undefined) rmSync(data, { recursive: true, force: true });
    },
  };
}
