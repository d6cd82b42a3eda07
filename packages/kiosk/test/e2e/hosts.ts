import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium, type Page } from "playwright-core";
import { launch, openDisplay, withoutWindow } from "../shell/electron.js";
import { browserPrinter, electronPrinter, type Printer } from "./printer.js";

/** The two ways in which the kiosk runs: a page served on loopback, and a window of Electron. */
export interface Host {
  readonly name: "browser" | "electron";
  readonly page: Page;
  readonly printer: Printer;
  /** What the system's clipboard holds. */
  clipboard(): Promise<string>;
  /** Folder of the station's data, and of the window's own. */
  readonly data: string;
  /** The process that holds the station; in Electron a child of the shell. */
  readonly station: ChildProcess;
  close(): Promise<void>;
}

export interface HostOptions {
  /** Folder of the built program. */
  readonly program: string;
  readonly data: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Words for the station's Node; browser only. */
  readonly nodeOptions?: readonly string[];
}

const VIEWPORT = { width: 1366, height: 768 };
const STARTED_WITHIN = 20_000;

export async function browserHost(executablePath: string, options: HostOptions): Promise<Host> {
  const { program, data, viewport = VIEWPORT, nodeOptions = [] } = options;
  const station = spawn(
    process.execPath,
    [...nodeOptions, join(program, "serve.cjs"), "--data", join(data, "station"), "--port", "0", "--no-open"],
    { stdio: ["ignore", "pipe", "inherit"], cwd: data },
  );
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the station did not start")), STARTED_WITHIN);
    station.once("exit", (code) => reject(new Error(`the station ended at once (${code})`)));
    createInterface({ input: station.stdout }).on("line", (line) => {
      const found = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(line)?.[0];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    });
  });
  const context = await chromium.launchPersistentContext(join(data, "browser"), {
    executablePath,
    headless: true,
    viewport,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const printer = await browserPrinter(page);
  // For this suite to read it; the page itself only writes.
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(url);
  return {
    name: "browser",
    page,
    printer,
    clipboard: () => page.evaluate(() => navigator.clipboard.readText()),
    data,
    station,
    async close() {
      await context.close();
      const ended = new Promise((resolve) => station.once("exit", resolve));
      if (station.exitCode === null) {
        station.kill("SIGTERM");
        await ended;
      }
    },
  };
}

export async function electronHost(options: HostOptions): Promise<Host> {
  const { program, data, viewport = VIEWPORT } = options;
  const missing = withoutWindow();
  if (missing !== undefined) throw new Error(missing);
  const display = await openDisplay();
  const launched = await launch({ program, data, env: display.env });
  const { app, page, child } = launched;
  await app.evaluate(({ BrowserWindow }, size) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height);
  }, viewport);
  return {
    name: "electron",
    page,
    printer: await electronPrinter(app),
    clipboard: () => app.evaluate(({ clipboard }) => clipboard.readText()),
    data,
    station: child,
    async close() {
      await launched.close();
      display.close();
    },
  };
}
