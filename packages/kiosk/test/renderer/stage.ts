import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { build } from "vite";
import type { Command, Reply, View } from "../../src/shared/index.js";
import { contentSecurityPolicy } from "../../src/shared/pages.js";
import { portraitPng } from "./portrait.js";

// The real renderer, built as it ships and under the policy it ships with, in front of an api that shows what a test
// gives it and records what the page asks for.

const ORIGIN = "https://kiosk.test";
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".ttf": "font/ttf",
};

/** The api's other side within the page. */
interface FakeStation {
  readonly commands: Command[];
  readonly copied: string[];
  readonly portraits: string[];
  printed: number;
  replies: Record<string, Reply>;
  prints: boolean;
  show(view: View): void;
}

export interface StagePage {
  readonly page: Page;
  /** Loads the page anew: nothing of it or of the api's other side stays. Takes a quarter of the time of another page. */
  renew(): Promise<void>;
  /** Shows a view and waits until it is drawn. */
  show(view: View): Promise<void>;
  /** What was sent since the last call, without the signs of life. */
  commands(): Promise<Command[]>;
  /** How many signs of life were sent in all. */
  touches(): Promise<number>;
  answer(type: Command["type"], reply: Reply): Promise<void>;
  /** Reads from the api's other side. */
  station<T>(read: (station: FakeStation) => T): Promise<T>;
}

export interface Stage {
  open(options?: BrowserContextOptions): Promise<StagePage>;
  /** What pages complained about: errors, console, refused loads. */
  readonly complaints: string[];
  /** Everything that pages asked for. */
  readonly requests: string[];
  close(): Promise<void>;
}

export async function buildRenderer(): Promise<ReadonlyMap<string, Uint8Array>> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    root: fileURLToPath(new URL("../../src/renderer/", import.meta.url)),
    base: "./",
    publicDir: false,
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      write: false,
      target: "chrome114",
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
  const outputs = Array.isArray(built) ? built : "output" in built ? [built] : [];
  return new Map(
    outputs
      .flatMap(({ output }) => output)
      .map((file) => {
        const content = file.type === "chunk" ? file.code : file.source;
        return [`/${file.fileName}`, typeof content === "string" ? Buffer.from(content) : content];
      }),
  );
}

export async function openStage(executablePath: string): Promise<Stage> {
  const files = await buildRenderer();
  const profile = mkdtempSync(join(tmpdir(), "chipid-renderer-"));
  const browser: Browser = await chromium.launch({
    executablePath,
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", `--disk-cache-dir=${profile}`],
  });
  const complaints: string[] = [];
  const requests: string[] = [];
  const portrait = [...portraitPng()];
  return {
    complaints,
    requests,
    async open(options = {}) {
      const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, ...options });
      const page = await context.newPage();
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => complaints.push(message.text()));
      page.on("request", (request) => requests.push(request.url()));
      await page.route("**/*", async (route) => {
        const path = new URL(route.request().url()).pathname;
        if (path === "/favicon.ico") return route.fulfill({ status: 204 });
        const body = files.get(path);
        if (body === undefined) return route.fulfill({ status: 404, body: "" });
        return route.fulfill({
          contentType: TYPES[extname(path)] ?? "application/octet-stream",
          headers: { "content-security-policy": contentSecurityPolicy("'none'") },
          body: Buffer.from(body),
        });
      });
      await page.addInitScript(fakeApi, portrait);
      const opened = stagePage(page);
      await opened.renew();
      return opened;
    },
    async close() {
      await browser.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

function stagePage(page: Page): StagePage {
  const station = <T>(read: (station: FakeStation) => T): Promise<T> =>
    page.evaluate(`(${String(read)})(globalThis.fakeStation)`);
  return {
    page,
    station,
    async renew() {
      await page.goto(`${ORIGIN}/index.html`);
      await page.waitForSelector("#screen-heading");
    },
    async show(view) {
      await page.evaluate((shown) => {
        Reflect.get(globalThis, "fakeStation").show(shown);
        // Two frames: effects have run, and what they asked for is drawn.
        return new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));
      }, view);
    },
    commands: () =>
      page.evaluate(() => {
        const { commands } = Reflect.get(globalThis, "fakeStation") as FakeStation;
        return commands.splice(0).filter(({ type }) => type !== "touch");
      }),
    touches: () => station((fake) => fake.commands.filter(({ type }) => type === "touch").length),
    answer: (type, reply) =>
      page.evaluate(
        ([name, given]) => {
          Reflect.get(globalThis, "fakeStation").replies[name] = given;
        },
        [type, reply] as const,
      ),
  };
}

/** Runs in the page, before anything of it. */
function fakeApi(portrait: number[]): void {
  const listeners = new Set<(view: View) => void>();
  const fake: FakeStation = {
    commands: [],
    copied: [],
    portraits: [],
    printed: 0,
    replies: {},
    prints: true,
    show: (view) => {
      for (const listener of [...listeners]) listener(view);
    },
  };
  const urls = new Set<string>();
  const { createObjectURL, revokeObjectURL } = URL;
  URL.createObjectURL = (object) => {
    const url = createObjectURL.call(URL, object);
    urls.add(url);
    return url;
  };
  URL.revokeObjectURL = (url) => {
    urls.delete(url);
    revokeObjectURL.call(URL, url);
  };
  Object.assign(globalThis, {
    fakeStation: fake,
    livingUrls: urls,
    chipidKiosk: {
      send: async (command: Command) => {
        fake.commands.push(command);
        return fake.replies[command.type] ?? { ok: true };
      },
      onView: (listener: (view: View) => void) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      portrait: async (id: string) => {
        fake.portraits.push(id);
        return { mime: "image/png", bytes: Uint8Array.from(portrait) };
      },
      host: {
        print: async () => {
          fake.printed += 1;
          return fake.prints;
        },
        copy: async (text: string) => {
          fake.copied.push(text);
          return true;
        },
      },
    },
  });
}
