import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MAX_BODY } from "../../src/server/body.js";
import { type Serving, serve } from "../../src/server/serve.js";
import { commandToJson, MAX_IMPORT, type Reply, type View } from "../../src/shared/index.js";
import { fakeView } from "./fake-view.js";

const PLAIN = "http://";

interface Answered {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

describe("browser mode", () => {
  let folder: string;
  let served: Serving;
  let commands: unknown[];
  let listener: (view: View) => void;
  let reply: Reply;
  let quits: number;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "chipid-serve-"));
    writeFileSync(join(folder, "browser.html"), "<!doctype html>page");
    writeFileSync(join(folder, "secret.txt"), "not a page");
    writeFileSync(join(folder, "..", "outside.js"), "outside");
    commands = [];
    reply = { ok: true };
    quits = 0;
    served = await serve({
      pages: folder,
      port: 0,
      onQuit: () => quits++,
      station: {
        view: () => fakeView(1),
        onView: (next) => {
          listener = next;
        },
        async send(command) {
          commands.push(command);
          return reply;
        },
        portrait: async (id) => (id === "p1" ? { mime: "image/png", bytes: new Uint8Array([137, 80, 78, 71]) } : null),
      },
    });
  });
  afterEach(async () => {
    await served.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const authority = (): string => `127.0.0.1:${served.port}`;
  const origin = (): string => `http://${authority()}`;

  const ask = (
    path: string,
    options: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
  ): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const { method = "GET", headers = {}, body } = options;
      const call = request(
        { host: "127.0.0.1", port: served.port, path, method, headers, agent: false },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks).toString("utf8"),
            }),
          );
        },
      );
      call.on("error", reject);
      call.end(body);
    });

  /** Opens the address as a browser does, and gives the cookie it gets. */
  const enter = async (): Promise<string> => {
    const { pathname, search } = new URL(served.url);
    const { status, headers } = await ask(pathname + search);
    expect(status).toBe(303);
    expect(headers.location).toBe("/");
    const [cookie = ""] = headers["set-cookie"] ?? [];
    expect(cookie).toMatch(/^chipid-kiosk-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
    return cookie.split(";")[0] ?? "";
  };
  const post = (cookie: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Answered> =>
    ask("/api/command", {
      method: "POST",
      headers: {
        cookie,
        origin: origin(),
        "content-type": "application/json",
        "content-length": String(Buffer.byteLength(body)),
        ...headers,
      },
      body,
    });

  it("binds this machine alone", () => {
    expect(served.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
  });

  it("lets one browser in, once", async () => {
    const { pathname, search } = new URL(served.url);
    const cookie = await enter();
    expect((await ask("/", { headers: { cookie } })).body).toBe("<!doctype html>page");
    const second = await ask(pathname + search);
    expect(second.status).toBe(403);
    expect(second.headers["set-cookie"]).toBeUndefined();
    // The browser that is in may open its address again.
    const again = await ask(pathname + search, { headers: { cookie } });
    expect(again).toMatchObject({ status: 303 });
    expect(again.headers["set-cookie"]).toBeUndefined();
    expect((await ask("/", { headers: { cookie } })).status).toBe(200);
  });

  it.each([
    ["no token", ""],
    ["a wrong token", "?token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"],
    ["an empty token", "?token="],
  ])("lets nobody in with %s, and keeps the right one good", async (_name, search) => {
    expect((await ask(`/${search}`)).status).toBe(403);
    expect(await enter()).not.toBe("");
  });

  it("gives nothing without the cookie, and nothing for a wrong one", async () => {
    const cookie = await enter();
    const [name] = cookie.split("=");
    for (const wrong of [undefined, `${name}=`, `${name}=x`, `x${cookie}`, `${cookie}x`, `${name}=x; ${cookie}`]) {
      const headers = wrong === undefined ? {} : { cookie: wrong };
      for (const path of ["/", "/browser.html", "/api/events", "/api/portrait/p1"]) {
        expect((await ask(path, { headers })).status).toBe(403);
      }
      expect((await post(wrong ?? "", commandToJson({ type: "lock" }))).status).toBe(403);
    }
    expect(commands).toEqual([]);
  });

  it("answers under its own name only", async () => {
    const cookie = await enter();
    for (const host of [
      "localhost",
      `localhost:${served.port}`,
      "example.org",
      `example.org:${served.port}`,
      "127.0.0.1",
    ]) {
      expect((await ask("/", { headers: { cookie, host } })).status).toBe(403);
    }
    expect((await ask("/", { headers: { cookie, host: authority() } })).status).toBe(200);
  });

  it("takes nothing from another page", async () => {
    const cookie = await enter();
    const body = commandToJson({ type: "lock" });
    for (const from of [
      "null",
      "https://example.org",
      `${PLAIN}localhost:${served.port}`,
      `${PLAIN}127.0.0.1`,
      `${origin()}/`,
    ]) {
      expect((await post(cookie, body, { origin: from })).status).toBe(403);
      expect((await ask("/api/events", { headers: { cookie, origin: from } })).status).toBe(403);
    }
    for (const site of ["cross-site", "same-site"]) {
      expect((await post(cookie, body, { "sec-fetch-site": site })).status).toBe(403);
    }
    const without = await ask("/api/command", {
      method: "POST",
      headers: { cookie, "content-type": "application/json", "content-length": String(body.length) },
      body,
    });
    expect(without.status).toBe(403);
    expect(commands).toEqual([]);
    expect(JSON.parse((await post(cookie, body)).body)).toEqual({ ok: true });
    expect(commands).toEqual([{ type: "lock" }]);
  });

  it("gives no file but the page's own", async () => {
    const cookie = await enter();
    for (const path of [
      "/../outside.js",
      "/..%2foutside.js",
      "/%2e%2e/outside.js",
      "/a/../../outside.js",
      "/a/../browser.html",
      "//browser.html",
      "/\\..\\outside.js",
      "/secret.txt",
      "/browser.html/",
      "/browser.html?x",
      "/missing.js",
      "/.",
      "/api",
      "/api/portrait/../../outside.js",
      "/api/portrait/p1%00",
      `/${"a".repeat(3000)}.js`,
    ]) {
      const { status, body } = await ask(path, { headers: { cookie } });
      expect([400, 404], path).toContain(status);
      expect(body, path).not.toMatch(/outside|not a page|doctype/);
    }
    // A target that names another host, as a proxy would be asked.
    expect((await ask("http://example.org/browser.html", { headers: { cookie } })).status).toBe(400);
  });

  it("knows no other methods", async () => {
    const cookie = await enter();
    for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS", "POST", "HEAD"]) {
      expect((await ask("/", { method, headers: { cookie, origin: origin() } })).status).toBe(405);
    }
    expect((await ask("/api/command", { headers: { cookie } })).status).toBe(405);
  });

  it("sends the security headers with every answer", async () => {
    const cookie = await enter();
    for (const answer of [
      await ask("/", { headers: { cookie } }),
      await ask("/"),
      await ask("/x", { headers: { cookie } }),
    ]) {
      expect(answer.headers["content-security-policy"]).toMatch(
        /^default-src 'none'; script-src 'self'; .*connect-src 'self'/,
      );
      expect(answer.headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
      });
    }
  });

  it("takes a trust file of the largest size, as bytes", async () => {
    const cookie = await enter();
    const bytes = new Uint8Array(MAX_IMPORT).fill(0xa5);
    const command = { type: "trust-import", name: "a.ml", bytes, signerSha256: null } as const;
    expect((await post(cookie, commandToJson(command))).status).toBe(200);
    const [taken] = commands as [{ bytes: Uint8Array }];
    expect(Buffer.compare(taken.bytes, bytes)).toBe(0);
  });

  it("refuses a body that is too long, of another type, or no JSON", async () => {
    const cookie = await enter();
    const refused = { ok: false, refusal: "shape" };
    const long = await ask("/api/command", {
      method: "POST",
      headers: {
        cookie,
        origin: origin(),
        "content-type": "application/json",
        "content-length": String(MAX_BODY + 1),
        expect: "100-continue",
      },
    }).catch(() => undefined);
    if (long !== undefined) expect(JSON.parse(long.body)).toEqual(refused);
    expect(JSON.parse((await post(cookie, "{}", { "content-type": "text/plain" })).body)).toEqual(refused);
    expect(JSON.parse((await post(cookie, Buffer.from([0x22, 0xff, 0x22]))).body)).toEqual(refused);
    expect(commands).toEqual([]);
    // What is no JSON is none of the contract: the station says so.
    await post(cookie, "{");
    expect(commands).toEqual([undefined]);
  });

  it("gives the portrait of a result, and nothing for another", async () => {
    const cookie = await enter();
    const found = await ask("/api/portrait/p1", { headers: { cookie } });
    expect(found).toMatchObject({ status: 200, headers: { "content-type": "image/png", "cache-control": "no-store" } });
    expect((await ask("/api/portrait/p2", { headers: { cookie } })).status).toBe(404);
  });

  it("sends the present view and every later one to one page; a newer page takes over", async () => {
    const cookie = await enter();
    const listen = () => {
      let text = "";
      let waiting: (() => void) | undefined;
      const call = request(
        { host: "127.0.0.1", port: served.port, path: "/api/events", headers: { cookie }, agent: false },
        (response) => {
          response.setEncoding("utf8");
          response.on("data", (chunk: string) => {
            text += chunk;
            waiting?.();
          });
          response.on("close", () => waiting?.());
        },
      );
      call.end();
      return {
        async until(pattern: RegExp) {
          while (!pattern.test(text)) {
            await new Promise<void>((resolve) => {
              waiting = resolve;
            });
          }
          return text;
        },
        text: () => text,
        end: () => call.destroy(),
      };
    };
    const first = listen();
    expect(await first.until(/\n\n/)).toBe(`event: view\ndata: ${JSON.stringify(fakeView(1))}\n\n`);
    listener(fakeView(2));
    await first.until(/"revision":2/);
    const second = listen();
    await second.until(/"revision":1/);
    await first.until(/event: taken/);
    listener(fakeView(3));
    await second.until(/"revision":3/);
    expect(first.text()).not.toContain('"revision":3');
    await served.close();
    await second.until(/event: closed/);
  });

  it("says when the station may end, after the answer", async () => {
    const cookie = await enter();
    await post(cookie, commandToJson({ type: "quit", pin: "000000" }));
    expect(quits).toBe(0);
    reply = { ok: true, quit: true };
    expect(JSON.parse((await post(cookie, commandToJson({ type: "quit", pin: "123456" }))).body)).toEqual(reply);
    await expect.poll(() => quits).toBe(1);
  });

  it("closes while a connection is held open and half a request is there", async () => {
    const socket = connect(served.port, "127.0.0.1");
    await new Promise<void>((resolve) => socket.once("connect", () => resolve()));
    socket.write("GET / HTTP/1.1\r\nHost: x\r\n");
    const gone = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    socket.on("error", () => undefined);
    await served.close();
    await gone;
  });
});
