import type { Session } from "electron";
import { isOwnResource } from "../origin.js";

/** Every request that is not for the program's own files is cancelled, whatever made it. */
export function blockNetwork(session: Session): void {
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isOwnResource(details.url) }));
  session.setCertificateVerifyProc((_request, answer) => answer(-2));
  // Resolves to nothing of interest: a proxy that cannot be reached, for requests made past webRequest.
  void session.setProxy({ mode: "fixed_servers", proxyRules: "127.0.0.1:9" });
}
