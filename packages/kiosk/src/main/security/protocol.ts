import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { protocol, type Session } from "electron";
import { pageFile, pageHeaders } from "../../shared/index.js";
import { HOST, SCHEME } from "../origin.js";

/** To be called before the program is ready. Standard, so that 'self' and relative addresses have a meaning. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }]);
}

/** Answers the scheme with the files of one folder, and with nothing else. */
export function servePages(session: Session, folder: string): void {
  session.protocol.handle(SCHEME, (request) => answerPage(request, folder));
}

/** @internal for tests */
export async function answerPage(request: Pick<Request, "method" | "url">, folder: string): Promise<Response> {
  const headers = pageHeaders("'none'");
  const url = new URL(request.url);
  const page = request.method === "GET" && url.host === HOST && url.search === "" ? pageFile(url.pathname) : undefined;
  if (page === undefined) return new Response(null, { status: 404, headers });
  try {
    const bytes = await readFile(join(folder, ...page.path));
    return new Response(bytes, { headers: { ...headers, "Content-Type": page.type } });
  } catch {
    return new Response(null, { status: 404, headers });
  }
}
