import type { WebContents } from "electron";

/** There is one window, and no page opens another, neither here nor in the system's browser. */
export function blockWindows(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: "deny" }));
}
