import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { describeTool } from "../../../sdk/test/tools.js";
import { buildProgram } from "../../build/bundle.mjs";
import { defaultDataFolder } from "../../src/server/data-folder.js";

const SLOW = 60_000;
const parent = fileURLToPath(new URL("../../.build/", import.meta.url));

describe("browser mode, with the station", () => {
  let output: string;
  let program: string;
  let data: string;
  let children: ChildProcess[] = [];

  beforeAll(async () => {
    mkdirSync(parent, { recursive: true });
    output = mkdtempSync(join(parent, "serve-test-"));
    program = await buildProgram({ output: join(output, "program") });
  }, SLOW);
  afterAll(() => rmSync(output, { recursive: true, force: true }));
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), "chipid-serve-"));
  });
  afterEach(async () => {
    for (const child of children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const gone = new Promise((done) => child.once("exit", done));
      child.kill("SIGKILL");
      await gone;
    }
    children = [];
    rmSync(data, { recursive: true, force: true });
  });

  const start = (...args: readonly string[]) => {
    const child = spawn(process.execPath, [join(program, "serve.cjs"), ...args], { cwd: data });
    children.push(child);
    let out = "";
    let errors = "";
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      errors += chunk.toString();
    });
    const exit = new Promise<number | null>((done) => child.once("exit", (code) => done(code)));
    return {
      child,
      exit,
      errors: () => errors,
      url: async (): Promise<string> => {
        await expect.poll(() => out + errors, { timeout: 20_000 }).toMatch(/\n/);
        return out.trim();
      },
    };
  };
  const events = (): string[] => {
    const folder = join(data, "log");
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => name.endsWith(".jsonl"))
      .flatMap((name) => readFileSync(join(folder, name), "utf8").trim().split("\n"))
      .map((line) => (JSON.parse(line) as { event: string }).event);
  };

  it.each(["SIGTERM", "SIGINT"] as const)(
    "says its address and nothing else, and ends in order on %s",
    async (signal) => {
      const { child, url, exit, errors } = start("--data", data, "--no-open");
      expect(await url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
      await expect.poll(events, { timeout: 10_000 }).toEqual(["start"]);
      child.kill(signal);
      expect(await exit).toBe(0);
      expect(events()).toEqual(["start", "stop"]);
      expect(errors()).toBe("");
    },
    SLOW,
  );

  it(
    "ends in order when whoever started it is gone",
    async () => {
      const child = spawn(process.execPath, [join(program, "serve.cjs"), "--data", data], {
        cwd: data,
        stdio: ["ignore", "pipe", "inherit", "ipc"],
      });
      children.push(child);
      const exit = new Promise<number | null>((done) => child.once("exit", (code) => done(code)));
      await expect.poll(events, { timeout: 20_000 }).toEqual(["start"]);
      child.disconnect();
      expect(await exit).toBe(0);
      expect(events()).toEqual(["start", "stop"]);
    },
    SLOW,
  );

  it(
    "says in one line what keeps it from starting",
    async () => {
      const taken = createServer();
      await new Promise<void>((done) => taken.listen(0, "127.0.0.1", done));
      const { port } = taken.address() as AddressInfo;
      const first = start("--data", data, "--port", String(port));
      expect(await first.exit).toBe(1);
      expect(first.errors()).toBe(`chipid kiosk: port ${port} is taken: name another with --port, or none\n`);
      taken.close();

      const unnamed = start("--data", "");
      expect(await unnamed.exit).toBe(2);
      expect(unnamed.errors()).toBe("chipid kiosk: --data names no folder\n");

      await start("--data", data).url();
      const second = start("--data", data);
      expect(await second.exit).toBe(1);
      expect(second.errors()).toMatch(/^chipid kiosk: another station works with .*--data\n$/);

      if (process.platform === "linux") {
        const nowhere = start("--data", "/proc/x/y");
        expect(await nowhere.exit).toBe(1);
        expect(nowhere.errors()).toBe("chipid kiosk: /proc/x/y cannot be made: name another folder with --data\n");
      }

      for (const args of [["--port", "70000"], ["--port", "x"], ["--other"], ["word"]]) {
        const wrong = start(...args);
        expect(await wrong.exit).toBe(2);
        expect(wrong.errors()).toMatch(/^chipid kiosk: [^\n]+\n$/);
      }
    },
    SLOW,
  );

  it("keeps its data where the window keeps them", () => {
    expect(defaultDataFolder("linux", { XDG_CONFIG_HOME: "" }, "home")).toBe(join("home", ".config/chipid/station"));
    expect(defaultDataFolder("linux", { XDG_CONFIG_HOME: "xdg" }, "home")).toBe(join("xdg", "chipid/station"));
    expect(defaultDataFolder("win32", { APPDATA: "roaming" }, "home")).toBe(join("roaming", "chipid/station"));
    expect(defaultDataFolder("darwin", {}, "home")).toBe(join("home", "Library/Application Support/chipid/station"));
  });

  describeTool("chromium", "the page", (executablePath) => {
    it(
      "shows the station, follows it, and shows nothing once it has ended",
      async () => {
        const { child, url, exit } = start("--data", data);
        const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
        try {
          const context = await browser.newContext();
          const page = await context.newPage();
          const complaints: string[] = [];
          page.on("console", (message) => complaints.push(message.text()));
          const address = await url();
          await page.goto(address);
          await page.waitForSelector(".screen-locked");
          expect(page.url()).toBe(address.replace(/\?.*$/, ""));
          expect(complaints).toEqual([]);
          // A second browser is not let in.
          const other = await browser.newContext();
          const refused = await (await other.newPage()).goto(address);
          expect(refused?.status()).toBe(403);
          // A second page of the first one takes over, and the first shows nothing more than that.
          const next = await context.newPage();
          await next.goto(page.url());
          await next.waitForSelector(".screen-locked");
          expect(await page.locator(".screen-end h1").textContent()).toBe("Trạm đang mở ở trang khác");
          child.kill("SIGTERM");
          expect(await exit).toBe(0);
          expect(await next.locator(".screen-end h1").textContent()).toBe("Trạm đã đóng");
        } finally {
          await browser.close();
        }
      },
      SLOW,
    );
  });
});
