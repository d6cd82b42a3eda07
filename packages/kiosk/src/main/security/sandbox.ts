import type { App } from "electron";

/**
 * Every page's process in Chromium's sandbox, whatever a window's preferences say; a `--no-sandbox` on the command line is
 * undone by it. For root alone that switch stands, since Chromium runs no sandbox for root and would not start.
 *
 * @param user the process's user, as process.getuid gives it; undefined where there is none
 */
export function enforceSandbox(app: Pick<App, "commandLine" | "enableSandbox">, user: number | undefined): void {
  if (user === 0 && app.commandLine.hasSwitch("no-sandbox")) return;
  app.enableSandbox();
}
