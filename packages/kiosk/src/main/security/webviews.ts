import type { WebContents } from "electron";

/** `webviewTag` is off; a tag that comes alive all the same is not attached. */
export function blockWebviews(contents: WebContents): void {
  contents.on("will-attach-webview", (event) => event.preventDefault());
}
