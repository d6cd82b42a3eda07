import type { WebContents } from "electron";
import { isOwnPage } from "../origin.js";

/**
 * Some pages are reached without anyone being asked, about:blank for one: whoever got to a foreign page all the same is
 * taken back.
 */
export function leadHome(contents: WebContents, home: string): void {
  contents.on("did-navigate", (_event, url) => {
    if (!isOwnPage(url)) contents.loadURL(home).catch(() => undefined);
  });
}
