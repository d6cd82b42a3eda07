import { type BrowserWindow, clipboard } from "electron";

/** Prints the page with the system's dialog: which printer is the officer's choice. */
export function print(window: BrowserWindow): Promise<boolean> {
  return new Promise((resolve) => {
    window.webContents.print({ silent: false, printBackground: true }, (success) => resolve(success));
  });
}

/** @returns whether the clipboard has it */
export async function copy(text: string): Promise<boolean> {
  // Answered at once in older Electrons, and by a promise in newer ones.
  await clipboard.writeText(text);
  return (await clipboard.readText()) === text;
}
