import { type BrowserWindow, clipboard } from "electron";
import { Copied } from "./copied.js";

/** Prints the page with the system's dialog: which printer is the officer's choice. */
export function print(window: BrowserWindow): Promise<boolean> {
  return new Promise((resolve) => {
    window.webContents.print({ silent: false, printBackground: true }, (success) => resolve(success));
  });
}

/** The system's clipboard, with what slips were put on it. */
export const copied = new Copied(clipboard);
