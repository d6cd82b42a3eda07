import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { commandFromJson, type PortraitReply, pageFile, pageHeaders, type Reply, type View } from "../shared/index.js";
import { Access, isFromOwnPage } from "./access.js";
import { readBody } from "./body.js";
import { ViewStream } from "./events.js";

/** The part of a station that a page is served from. */
export interface Served {
  view(): View;
  send(command: unknown): Promise<Reply>;
  onView(listener: (view: View) => void): unknown;
  portrait(id: string): Promise<PortraitReply>;
}

export interface ServeOptions {
  /** Folder of the renderer's files. */
  readonly pages: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly station: Served;
  /** The station said that the program may end. */
  onQuit(): void;
}

export interface Serving {
  /** Address to open, with the token that lets one browser in. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Nobody but this machine. */
const HOST = "127.0.0.1";

type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => void | Promise<void>;

/**
 * Serves the page and the station to one browser on this machine.
 * @throws when the port is taken (EADDRINUSE) or not allowed (EACCES)
 */
export async function serve(options: ServeOptions): Promise<Serving> {
  const { pages, station } = options;
  const server = createServer({ maxHeaderSize: 8192, requestTimeout: 30_000, headersTimeout: 10_000 });
  server.maxConnections = 32;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, HOST, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const origin = `http://${HOST}:${port}`;
  const access = new Access(port);
  const views = new ViewStream();
  station.onView((view) => views.send(view));

  const start: Answer = async (request, response, url) => {
    const token = url.searchParams.get("token");
    if (token === null) return page("/browser.html", response);
    const cookie = access.exchange(token);
    if (cookie !== undefined) response.setHeader("Set-Cookie", cookie);
    // A browser that is in already may open the address again; the token does not stay in its history.
    else if (!access.allows(request)) return refuse(response, 403);
    response.writeHead(303, { Location: "/" }).end();
  };
  const page = async (pathname: string, response: ServerResponse): Promise<void> => {
    const file = pageFile(pathname);
    if (file === undefined) return refuse(response, 404);
    let bytes: Buffer;
    try {
      bytes = await readFile(join(pages, ...file.path));
    } catch {
      return refuse(response, 404);
    }
    response.writeHead(200, { "Content-Type": file.type, "Content-Length": bytes.length }).end(bytes);
  };
  const command: Answer = async (request, response) => {
    const body = await readBody(request);
    const reply: Reply =
      body === undefined ? { ok: false, refusal: "shape" } : await station.send(parsed(body)).catch(internal);
    const quit = reply.ok && reply.quit === true;
    if (quit) response.once("close", options.onQuit);
    json(response, reply);
  };
  const portrait: Answer = async (_request, response, url) => {
    const found = await station.portrait(url.pathname.slice("/api/portrait/".length)).catch(() => null);
    if (found === null) return refuse(response, 404);
    response.writeHead(200, { "Content-Type": found.mime, "Content-Length": found.bytes.length }).end(found.bytes);
  };

  const route = (request: IncomingMessage, url: URL): Answer | number => {
    const { method } = request;
    if (!isFromOwnPage(request, origin)) return 403;
    if (method === "GET" && url.pathname === "/" && url.searchParams.has("token")) return start;
    if (!access.allows(request)) return 403;
    if (url.search !== "") return 404;
    if (url.pathname === "/api/command") return method === "POST" ? command : 405;
    if (method !== "GET") return 405;
    if (url.pathname === "/") return start;
    // Asked for by every browser, whatever the page says.
    if (url.pathname === "/favicon.ico") return (_request, response) => void response.writeHead(204).end();
    if (url.pathname === "/api/events") return (_request, response) => views.open(response, station.view());
    if (/^\/api\/portrait\/[A-Za-z0-9_-]{1,64}$/.test(url.pathname)) return portrait;
    return (_request, response, { pathname }) => page(pathname, response);
  };

  server.on("request", (request, response) => {
    for (const [name, value] of Object.entries(pageHeaders("'self'"))) response.setHeader(name, value);
    // As it was sent: a path is taken apart before anything makes it a tidy one.
    const target = request.url ?? "";
    const url = /^\/[^\\#]*$/.test(target) && URL.canParse(target, origin) ? new URL(target, origin) : undefined;
    const answer = url === undefined || url.origin !== origin || !sameAs(url, target) ? 400 : route(request, url);
    if (typeof answer === "number" || url === undefined) {
      // What is still to come of a refused request is not read.
      response.setHeader("Connection", "close");
      refuse(response, typeof answer === "number" ? answer : 400);
      return;
    }
    Promise.resolve(answer(request, response, url)).catch(() => response.destroy());
  });
  server.on("clientError", (_error, socket) => socket.destroy());

  return {
    port,
    url: `${origin}/?token=${access.token ?? ""}`,
    async close() {
      views.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), 1000);
      await closed;
      clearTimeout(timer);
    },
  };
}

/** Whether reading a URL changed its path: dots taken out, characters escaped. */
function sameAs(url: URL, target: string): boolean {
  return target.split("?", 1)[0] === url.pathname;
}

function parsed(body: string): unknown {
  try {
    return commandFromJson(body);
  } catch {
    return undefined;
  }
}

const internal = (): Reply => ({ ok: false, refusal: "internal" });

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "Content-Type": "application/json; charset=utf-8" }).end(JSON.stringify(value));
}

/** For a person: the browser was closed since, or it is another one. No language is known. */
const NOT_LET_IN = `Trạm chỉ cho một trình duyệt vào: trình duyệt đã mở địa chỉ của trạm trước tiên.
Muốn dùng trình duyệt này: đóng chương trình trạm, mở lại, rồi mở địa chỉ mới.

Only the browser that opened this station's address first is let in.
To use this one: end the station's program, start it again, and open its new address.
`;

function refuse(response: ServerResponse, status: number): void {
  const text = status === 403 ? NOT_LET_IN : "";
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(text);
}
