import { BrowserWindow, type Session } from "electron";
import { START_PAGE } from "./origin.js";
import { leadHome } from "./security/homeward.js";
import { webPreferences } from "./security/web-preferences.js";

export interface WindowOptions {
  readonly preload: string;
  readonly session: Session;
  readonly fullScreen: boolean;
  /** Whether the window may close; asked each time something wants it closed. */
  mayClose(): boolean;
}

/** Between a page that died and the next attempt, ms. */
const RELOAD = 500;

/** The one window. A page that dies is loaded again; the station and what it does are not touched by that. */
export function openWindow(options: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    title: "chipid",
    width: 1366,
    height: 768,
    minWidth: 640,
    minHeight: 480,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: "#ffffff",
    kiosk: options.fullScreen,
    webPreferences: webPreferences(options.preload, options.session),
  });
  // Where the system can: no screen shot and no shared screen shows a citizen's data.
  window.setContentProtection(true);
  window.removeMenu();
  window.once("ready-to-show", () => window.show());
  window.on("close", (event) => {
    if (!options.mayClose()) event.preventDefault();
  });
  window.on("page-title-updated", (event) => event.preventDefault());
  const load = (): void => {
    if (!window.isDestroyed()) window.loadURL(START_PAGE).catch(() => undefined);
  };
  leadHome(window.webContents, START_PAGE);
  window.webContents.on("render-process-gone", () => setTimeout(load, RELOAD));
  load();
  return window;
}
