import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { nodeCrypto, readDocumentFolder } from "@chipid/sdk/node";
import { type Browser, type Page as BrowserPage, chromium } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type CaseData, judge } from "./browser/judge.js";
import type { Page, PlainCase } from "./browser/page.js";
import { describeTool } from "./tools.js";

// The SDK as a page gets it: one script bundled by Vite, in headless Chromium, under a policy that forbids everything
// but that script. Node answers with its native back end, the page with the pure one, and both must say the same.

const cases = fileURLToPath(new URL("../../../fixtures/cases/", import.meta.url));
const ORIGIN = "https://chipid.test";
const POLICY = "default-src 'none'; script-src 'self'; img-src data:";

interface CaseFile {
  readonly kind?: string;
  readonly verdict?: string;
  readonly error?: string;
  readonly trust?: readonly string[];
  readonly crl?: readonly string[];
  readonly scan?: readonly string[];
  readonly at?: string;
  readonly policy?: CaseData["policy"];
}

const documents = readdirSync(cases)
  .map((name): [string, CaseFile] => [name, JSON.parse(readFileSync(join(cases, name, "case.json"), "utf8"))])
  // A folder that cannot be read as a document is refused before the SDK's core sees it.
  .filter(([, { kind, error }]) => kind !== "trust" && error?.startsWith("files.") !== true);

function readCase(name: string, description: CaseFile): CaseData {
  const folder = join(cases, name);
  const { at = "2026-06-01", policy = {}, scan = [], trust = [], crl = [] } = description;
  return {
    at: Date.parse(at.length === 10 ? `${at}T12:00:00Z` : at),
    policy,
    scans: scan,
    files: [...readDocumentFolder(folder).files],
    trust: [...trust, ...crl].map((file) => ({
      name: basename(file),
      bytes: new Uint8Array(readFileSync(resolve(folder, file))),
    })),
  };
}

function plain(data: CaseData): PlainCase {
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
  return {
    ...data,
    files: data.files.map(([name, bytes]) => [name, hex(bytes)]),
    trust: data.trust.map(({ name, bytes }) => ({ name, bytes: hex(bytes) })),
  };
}

async function bundle(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "silent",
    resolve: { conditions: ["chipid-source", "browser", "module", "import", "default"] },
    build: {
      write: false,
      minify: true,
      target: "chrome114",
      lib: { entry: fileURLToPath(new URL("browser/page.ts", import.meta.url)), formats: ["iife"], name: "chipidPage" },
    },
  });
  const outputs = Array.isArray(result) ? result : "output" in result ? [result] : [];
  const chunks = outputs.flatMap(({ output }) => output).filter((file) => file.type === "chunk");
  const [only] = chunks;
  if (only === undefined || chunks.length !== 1) throw new Error("the bundle is not one script");
  return only.code;
}

describeTool("chromium", "the SDK in a browser", (executablePath) => {
  const profile = mkdtempSync(join(tmpdir(), "chipid-browser-"));
  const complaints: string[] = [];
  const requests: string[] = [];
  let script = "";
  let browser: Browser | undefined;
  let page: BrowserPage | undefined;

  beforeAll(async () => {
    script = await bundle();
    browser = await chromium.launch({
      executablePath,
      headless: true,
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", `--disk-cache-dir=${profile}`],
    });
    page = await browser.newPage();
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("request", (request) => requests.push(request.url()));
    await page.route("**/*", (route) => {
      const isScript = route.request().url() === `${ORIGIN}/chipid.js`;
      return route.fulfill({
        contentType: isScript ? "text/javascript; charset=utf-8" : "text/html; charset=utf-8",
        headers: { "content-security-policy": POLICY },
        body: isScript ? script : '<!doctype html><link rel="icon" href="data:,"><script src="/chipid.js"></script>',
      });
    });
    await page.goto(`${ORIGIN}/`);
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(profile, { recursive: true, force: true });
  });

  it("is one script that holds nothing of Node", () => {
    expect(script.length).toBeGreaterThan(10_000);
    expect(script).not.toMatch(/["'`]node:|__vite-browser-external|\brequire\(|\bBuffer\b/);
  });

  it.each(documents)("%s: says what Node says", async (name, description) => {
    if (page === undefined) throw new Error("no page");
    const data = readCase(name, description);
    const inNode = judge(data, nodeCrypto());
    const inPage = await page.evaluate(
      (input) => (Reflect.get(globalThis, "chipid") as Page).judge(input),
      plain(data),
    );
    expect(inPage).toBe(inNode);
    const outcome = inPage.startsWith("error: ") ? inPage : JSON.parse(inPage).verdict;
    expect(outcome).toBe(description.error === undefined ? description.verdict : `error: ${description.error}`);
  });

  it("asked for nothing but its page and its script, and had nothing to complain about", () => {
    expect(documents.length).toBeGreaterThan(50);
    expect(requests).toEqual([`${ORIGIN}/`, `${ORIGIN}/chipid.js`]);
    expect(complaints).toEqual([]);
  });
});
