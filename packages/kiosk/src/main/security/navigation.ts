import type { WebContents } from "electron";

/** The program loads its one page itself; whoever else wants to go somewhere stays. */
export function blockNavigation(contents: WebContents): void {
  contents.on("will-navigate", (event) => event.preventDefault());
  contents.on("will-redirect", (event) => event.preventDefault());
  contents.on("will-frame-navigate", (event) => event.preventDefault());
}
