import type { App, Session } from "electron";
import { refuseCredentials } from "./credentials.js";
import { closeDevtools } from "./devtools.js";
import { cancelDownloads } from "./downloads.js";
import { blockNavigation } from "./navigation.js";
import { blockNetwork } from "./network.js";
import { denyPermissions } from "./permissions.js";
import { servePages } from "./protocol.js";
import { blockWebviews } from "./webviews.js";
import { blockWindows } from "./windows.js";

/** Rules for every page there will ever be; to be called before there is one. */
export function guardContents(app: App): void {
  refuseCredentials(app);
  app.on("web-contents-created", (_event, contents) => {
    blockNavigation(contents);
    blockWindows(contents);
    blockWebviews(contents);
    closeDevtools(contents);
  });
}

/** Rules for one session: the window's own and, so that nothing hides in it, the default one. */
export function guardSession(session: Session, pages: string): void {
  denyPermissions(session);
  blockNetwork(session);
  cancelDownloads(session);
  servePages(session, pages);
}
