import type { App } from "electron";

/**
 * One station on one machine: two would fight over the reader and the log.
 * @returns false in the second one, which has to end
 */
export function takeSingleInstance(app: App, onSecond: () => void): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on("second-instance", onSecond);
  return true;
}
