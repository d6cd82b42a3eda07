import type { Session } from "electron";

/** Nothing is saved from a page: the station itself writes what it exports. */
export function cancelDownloads(session: Session): void {
  session.on("will-download", (event, item) => {
    event.preventDefault();
    item.cancel();
  });
}
