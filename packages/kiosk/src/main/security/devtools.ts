import type { WebContents } from "electron";

/** `devTools` is off in the web preferences; what opens all the same is closed. */
export function closeDevtools(contents: WebContents): void {
  contents.on("devtools-opened", () => contents.closeDevTools());
}
