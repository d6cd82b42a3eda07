import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Session } from "electron";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { API_NAME, CHANNELS, type Command, type KioskApi, type Reply } from "../../src/shared/index.js";
import { buildTestProgram } from "./build.js";
import { type Launched, launch, openDisplay, ROOT_SWITCHES, runtimeFolder, withoutWindow } from "./electron.js";

const without = withoutWindow();
const SHAPE = { ok: false, refusal: "shape" };
const SLOW = 90_000;
const HOST = "127.0.0.1";
const PATIENT = { timeout: 20_000 };

describe(
  "the window, in Electron",
  () => {
    if (without !== undefined) {
      it.skip(without, () => undefined);
      return;
    }
    let display: Awaited<ReturnType<typeof openDisplay>>;
    let program: string;
    let started: Launched;

    beforeAll(async () => {
      display = await openDisplay();
      program = await buildTestProgram();
    }, SLOW);
    afterAll(() => {
      display.close();
      rmSync(dirname(program), { recursive: true, force: true });
    });
    const start = async (settings: object = { fullScreen: false }): Promise<void> => {
      const data = mkdtempSync(join(tmpdir(), "chipid-window-"));
      mkdirSync(join(data, "station"));
      writeFileSync(join(data, "station/settings.json"), JSON.stringify(settings));
      started = await launch({ program, data, env: display.env });
      await started.page.getByText("refer Quầy thử").waitFor();
    };
    beforeEach(() => start(), SLOW);
    afterEach(async () => {
      await started.close();
      rmSync(started.data, { recursive: true, force: true });
    }, SLOW);

    const asked = (data = started.data): string[] =>
      readFileSync(join(data, "station/asked.txt"), "utf8").trim().split("\n");
    const commands = (): string[] => asked().filter((line) => !line.startsWith("("));
    const send = (command: unknown): Promise<Reply> =>
      started.page.evaluate(
        ([name, value]) => {
          const api = (globalThis as unknown as Record<string, KioskApi>)[name] as KioskApi;
          return api.send(value as Command);
        },
        [API_NAME, command] as const,
      );
    const windows = (): Promise<number> =>
      started.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
    const exited = (): Promise<number | null> =>
      new Promise((resolve) => {
        if (started.child.exitCode !== null) resolve(started.child.exitCode);
        else started.child.once("exit", (code) => resolve(code));
      });

    it("shows the station's view and carries commands, portraits and the clipboard", async () => {
      const { page, app } = started;
      expect(page.url()).toBe("chipid://kiosk/index.html");
      expect(await send({ type: "scan", text: "view" })).toEqual({ ok: true, text: "Họ và tên: NGUYỄN VĂN MẪU" });
      await page.getByText("refer Quầy khác").waitFor();
      const got = await page.evaluate(async (name) => {
        const api = (globalThis as unknown as Record<string, KioskApi>)[name] as KioskApi;
        const portrait = await api.portrait("p1");
        return [Array.from(portrait?.bytes ?? []), await api.portrait("p2"), await api.host.copy("Số: …")];
      }, API_NAME);
      expect(got).toEqual([[1, 2, 3], null, true]);
      expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe("Số: …");
    });

    it("gives the page nothing but the contract, in a sandbox, with a session in memory", async () => {
      const inside = await started.page.evaluate((name) => {
        const page = globalThis as unknown as Record<string, KioskApi>;
        const words = ["require", "process", "module", "Buffer", "global", "electron", "ipcRenderer"];
        const api = page[name] as KioskApi;
        return [words.filter((word) => word in page), Object.keys(api).sort(), Object.keys(api.host).sort()];
      }, API_NAME);
      expect(inside).toEqual([[], ["host", "onView", "portrait", "send"], ["copy", "print"]]);
      const outside = await started.app.evaluate(({ BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows();
        const contents = window?.webContents as unknown as {
          getLastWebPreferences(): Record<string, unknown>;
          session: Session;
        };
        const set = contents.getLastWebPreferences();
        const names = ["sandbox", "contextIsolation", "nodeIntegration", "webviewTag", "webSecurity"];
        return {
          ...Object.fromEntries(names.map((name) => [name, set[name]])),
          persistent: contents.session.isPersistent(),
          storage: contents.session.storagePath,
          spellChecker: contents.session.isSpellCheckerEnabled(),
        };
      });
      expect(outside).toEqual({
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        webSecurity: true,
        persistent: false,
        storage: null,
        spellChecker: false,
      });
    });

    it("T96: refuses what is not of the contract's shape before the station hears of it", async () => {
      for (const command of [{ type: "erase" }, { type: "lock", more: 1 }, "lock", null, { type: "scan" }]) {
        expect(await send(command)).toEqual(SHAPE);
      }
      // The page's half refuses these already; the other half is asked without it.
      const past = await started.app.evaluate(
        async ({ BrowserWindow, ipcMain }, [channel, portrait]) => {
          const [window] = BrowserWindow.getAllWindows();
          const contents = window?.webContents;
          type Handlers = Map<string, (...args: unknown[]) => Promise<unknown>>;
          const handlers = (ipcMain as unknown as { _invokeHandlers: Handlers })._invokeHandlers;
          const event = { sender: contents, senderFrame: contents?.mainFrame };
          const invoke = (name: string, ...args: unknown[]) => handlers.get(name)?.(event, ...args);
          return [
            await invoke(channel, { type: "erase" }),
            await invoke(channel),
            await invoke(channel, { type: "lock" }, 1),
            await invoke(portrait, { toString: 1 }),
            await invoke(channel, { type: "lock" }),
          ];
        },
        [CHANNELS.command, CHANNELS.portrait] as const,
      );
      expect(past).toEqual([SHAPE, SHAPE, SHAPE, null, { ok: true }]);
      expect(commands()).toEqual(["lock"]);
    });

    it("T96: refuses the same calls out of another window, were there one with everything allowed", async () => {
      const answers = await started.app.evaluate(async ({ BrowserWindow }, channels) => {
        const [own] = BrowserWindow.getAllWindows();
        const session = own?.webContents.session as Session;
        const other = new BrowserWindow({
          show: false,
          webPreferences: { session, nodeIntegration: true, contextIsolation: false, sandbox: false },
        });
        await other.loadURL("chipid://kiosk/index.html");
        const { command, view, portrait, print, copy } = channels;
        const calls = [[command, { type: "lock" }], [view], [portrait, "p1"], [print], [copy, "x"]];
        const answers = await other.webContents.executeJavaScript(
          `Promise.all(${JSON.stringify(calls)}.map((call) => require("electron").ipcRenderer.invoke(...call)))`,
        );
        other.destroy();
        return answers;
      }, CHANNELS);
      expect(answers).toEqual([SHAPE, null, null, false, false]);
      expect(commands()).toEqual([]);
    });

    it("T97: goes nowhere, whatever asks it to", async () => {
      const { page } = started;
      const here = page.url();
      for (const where of [
        "https://example.org/",
        "file:///etc/hostname",
        "data:text/html,x",
        "chipid://other/a.html",
      ]) {
        await page.evaluate((url) => {
          location.href = url;
          const form = document.createElement("form");
          form.action = url;
          const link = document.createElement("a");
          link.href = url;
          document.body.append(form, link);
          form.submit();
          link.click();
        }, where);
        await page.waitForTimeout(200);
        expect(page.url()).toBe(here);
      }
      expect(await page.locator("#view").textContent()).toContain("refer");
      // Reached without anybody being asked: the window comes back from there.
      await page
        .evaluate(() => {
          location.href = "about:blank";
        })
        .catch(() => undefined);
      await expect.poll(() => page.url(), PATIENT).toBe(here);
      await page.getByText("refer Quầy thử").waitFor();
    });

    it("T97: opens no other window, frame or webview", async () => {
      const { page, app } = started;
      const opened = await page.evaluate(async () => {
        const results: unknown[] = ["https://example.org/", "about:blank", "chipid://kiosk/index.html"].map(
          (url) => window.open(url) === null,
        );
        const link = document.createElement("a");
        link.href = "https://example.org/";
        link.target = "_blank";
        document.body.append(link);
        link.click();
        const frame = document.createElement("iframe");
        frame.src = "chipid://kiosk/index.html";
        const webview = document.createElement("webview");
        webview.setAttribute("src", "chipid://kiosk/index.html");
        document.body.append(frame, webview);
        await new Promise((resolve) => setTimeout(resolve, 500));
        let framed: unknown = null;
        try {
          framed = frame.contentDocument?.querySelector("#view") ?? null;
        } catch {
          // Another origin: the error page that stands in place of what was refused.
        }
        return { results, framed, webview: "getWebContentsId" in webview };
      });
      expect(opened).toEqual({ results: [true, true, true], framed: null, webview: false });
      expect(await windows()).toBe(1);
      expect(await app.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1);
    });

    it("T97: attaches no webview even to a window that allows the tag", async () => {
      const attached = await started.app.evaluate(async ({ BrowserWindow, webContents }) => {
        const [own] = BrowserWindow.getAllWindows();
        const session = own?.webContents.session as Session;
        const other = new BrowserWindow({ show: false, webPreferences: { session, webviewTag: true } });
        await other.loadURL("chipid://kiosk/index.html");
        await other.webContents.executeJavaScript(
          `new Promise((done) => {
          const view = document.createElement("webview");
          view.src = "chipid://kiosk/index.html";
          document.body.append(view);
          setTimeout(done, 500);
        })`,
        );
        const kinds = webContents.getAllWebContents().map((contents) => contents.getType());
        other.destroy();
        return kinds;
      });
      expect(attached).not.toContain("webview");
    });

    it("T97: has no developer tools", async () => {
      const open = await started.app.evaluate(async ({ BrowserWindow, Menu }) => {
        const [own] = BrowserWindow.getAllWindows();
        own?.webContents.openDevTools();
        // Another window, in which nothing but the rule stands against them.
        const other = new BrowserWindow({ show: false });
        other.webContents.openDevTools({ mode: "detach" });
        await new Promise((resolve) => setTimeout(resolve, 1500));
        const open = [own?.webContents.isDevToolsOpened(), other.webContents.isDevToolsOpened()];
        other.destroy();
        return [...open, Menu.getApplicationMenu()];
      });
      expect(open).toEqual([false, false, null]);
    });

    it("T97: grants no permission", async () => {
      const outcome = await started.page.evaluate(async () => {
        const failed = (attempt: () => Promise<unknown>): Promise<boolean> =>
          attempt().then(
            () => false,
            () => true,
          );
        const names = ["geolocation", "camera", "microphone", "notifications", "clipboard-read", "midi"];
        const states: string[] = [];
        for (const name of names) {
          states.push((await navigator.permissions.query({ name: name as PermissionName })).state);
        }
        return {
          secure: isSecureContext,
          states: [...new Set(states)],
          camera: await failed(() => navigator.mediaDevices.getUserMedia({ video: true, audio: true })),
          screen: await failed(() => navigator.mediaDevices.getDisplayMedia()),
          place: await failed(() => new Promise((done, no) => navigator.geolocation.getCurrentPosition(done, no))),
          clipboard: await failed(() => navigator.clipboard.readText()),
          notifications: await Notification.requestPermission(),
        };
      });
      expect(outcome).toEqual({
        secure: true,
        states: ["denied"],
        camera: true,
        screen: true,
        place: true,
        clipboard: true,
        notifications: "denied",
      });
    });

    it("T97: downloads nothing", async () => {
      const folder = mkdtempSync(join(tmpdir(), "chipid-downloads-"));
      await started.app.evaluate(({ BrowserWindow, app }, path) => {
        app.setPath("downloads", path);
        const [own] = BrowserWindow.getAllWindows();
        const told: string[] = [];
        const both = new Promise<string[]>((resolve) => {
          own?.webContents.session.on("will-download", (event, item) => {
            if (told.push(`${item.getURL().split(":")[0]} ${event.defaultPrevented} ${item.getState()}`) === 2)
              resolve(told);
          });
        });
        Object.assign(globalThis, { both });
        own?.webContents.downloadURL("chipid://kiosk/index.html");
      }, folder);
      await started.page.evaluate(() => {
        const link = document.createElement("a");
        link.href = URL.createObjectURL(new Blob(["text"]));
        link.download = "text.txt";
        document.body.append(link);
        link.click();
      });
      const refused = await started.app.evaluate(() => (globalThis as unknown as { both: Promise<string[]> }).both);
      expect(refused.sort()).toEqual(["blob true cancelled", "chipid true cancelled"]);
      expect(readdirSync(folder)).toEqual([]);
      rmSync(folder, { recursive: true, force: true });
    });

    it("T97: talks to nobody, from the page or past it", async () => {
      let connections = 0;
      const server = createServer((_request, response) => response.end("x"));
      server.on("connection", () => connections++);
      await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
      const { port } = server.address() as AddressInfo;
      const url = `http://${HOST}:${port}/`;
      await started.page.evaluate(async (to) => {
        await fetch(to, { mode: "no-cors" }).catch(() => undefined);
        const image = new Image();
        image.src = to;
        const script = document.createElement("script");
        script.src = to;
        document.body.append(image, script);
        navigator.sendBeacon(to, "x");
        try {
          new WebSocket(to.replace("http", "ws"));
        } catch {
          // Refused by the policy.
        }
        await new Promise((resolve) => setTimeout(resolve, 300));
      }, url);
      const past = await started.app.evaluate(async ({ net, session, BrowserWindow }, to) => {
        const [own] = BrowserWindow.getAllWindows();
        const ask = (from: Session | undefined) =>
          new Promise((resolve) => {
            const request = net.request({ url: to, ...(from === undefined ? {} : { session: from }) });
            request.on("response", () => resolve("answered"));
            request.on("error", (error) => resolve(error.message));
            request.end();
          });
        return [await ask(own?.webContents.session), await ask(session.defaultSession)];
      }, url);
      expect(past).toEqual(["net::ERR_BLOCKED_BY_CLIENT", "net::ERR_BLOCKED_BY_CLIENT"]);
      expect(connections).toBe(0);
      server.close();
    });

    it("serves its own files and none beside them", async () => {
      const statuses = await started.app.evaluate(async ({ BrowserWindow }) => {
        const [own] = BrowserWindow.getAllWindows();
        const session = own?.webContents.session as Session;
        const paths = [
          "/index.html",
          "/../main.cjs",
          "/%2e%2e/main.cjs",
          "/..%5cmain.cjs",
          "/package.json",
          "/none.js",
          "/index.html?x",
        ];
        const found: unknown[] = [];
        for (const path of paths) {
          const response = await session.fetch(`chipid://kiosk${path}`).catch((error: Error) => error.message);
          found.push(typeof response === "string" ? response : response.status);
        }
        const page = await session.fetch("chipid://kiosk/index.html");
        return { found, policy: page.headers.get("content-security-policy"), type: page.headers.get("content-type") };
      });
      expect(statuses.found).toEqual([200, 404, 404, 404, 404, 404, 404]);
      expect(statuses.policy).toContain("connect-src 'none'");
      expect(statuses.type).toBe("text/html; charset=utf-8");
    });

    it("runs no inline code and takes no dropped file", async () => {
      const seen = await started.page.evaluate(async () => {
        const script = document.createElement("script");
        script.textContent = "globalThis.ran = true";
        document.body.append(script);
        // In a task of the page's own: what a debugger evaluates may evaluate.
        const evaluated = await new Promise((resolve) => {
          setTimeout(() => {
            try {
              // biome-ignore lint/security/noGlobalEval: that it throws is what is tested
              resolve(globalThis.eval("1"));
            } catch {
              resolve(false);
            }
          });
        });
        const drop = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: new DataTransfer() });
        document.body.dispatchEvent(drop);
        return { ran: "ran" in globalThis, evaluated, dropped: !drop.defaultPrevented };
      });
      expect(seen).toEqual({ ran: false, evaluated: false, dropped: false });
    });

    it("shows nothing of a card when the station's process dies, and starts it again", async () => {
      const { page } = started;
      const pid = (): number =>
        Number(
          asked()
            .findLast((line) => line.startsWith("(started)"))
            ?.split(" ")[1],
        );
      const first = pid();
      expect(await send({ type: "scan", text: "die" })).toEqual({ ok: false, refusal: "station-down" });
      await page.getByText("self-check Quầy thử").waitFor();
      await page.getByText("refer Quầy thử").waitFor();
      expect(await page.locator("#view").textContent()).toContain("station-restarted");
      expect(pid()).not.toBe(first);
      process.kill(pid(), "SIGKILL");
      await expect.poll(() => asked().filter((line) => line.startsWith("(started)")).length, PATIENT).toBe(3);
      // One that breaks the contract is ended too.
      await page.getByText("refer Quầy thử").waitFor();
      await send({ type: "scan", text: "nonsense" });
      await expect.poll(() => asked().filter((line) => line.startsWith("(started)")).length, PATIENT).toBe(4);
      expect(await page.content()).not.toContain("<b>");
      await page.getByText("refer Quầy thử").waitFor();
      expect(await send({ type: "lock" })).toEqual({ ok: true });
      await expect.poll(() => page.locator("#view").textContent()).not.toContain("station-restarted");
    });

    it("loads the page again when its process dies", async () => {
      const state = await started.app.evaluate(async ({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        return await new Promise<string>((resolve) => {
          contents?.once("did-finish-load", () => resolve(`loaded ${contents.getURL()}`));
          contents?.once("render-process-gone", (_event, { reason }) => {
            setTimeout(() => resolve(`gone: ${reason}`), 15_000);
          });
          contents?.forcefullyCrashRenderer();
        });
      });
      expect(state).toBe("loaded chipid://kiosk/index.html");
    });

    it("ends with the station's leave, the station first", async () => {
      expect(await send({ type: "quit", pin: "000000" })).toEqual({ ok: false, refusal: "pin-wrong" });
      expect(started.child.exitCode).toBeNull();
      const gone = exited();
      await send({ type: "quit", pin: "123456" }).catch(() => undefined);
      expect(await gone).toBe(0);
      expect(asked().at(-1)).toBe("(closed)");
    });

    it("lets nobody close a window that fills the screen, and everybody an ordinary one", async () => {
      await started.close();
      await start({ fullScreen: true });
      const close = (): Promise<unknown> =>
        started.app.evaluate(async ({ BrowserWindow, app }) => {
          const [own] = BrowserWindow.getAllWindows();
          const kiosk = own?.isKiosk();
          own?.close();
          app.quit();
          await new Promise((resolve) => setTimeout(resolve, 300));
          return [kiosk, BrowserWindow.getAllWindows().length];
        });
      expect(await close()).toEqual([true, 1]);
      expect(await send({ type: "settings", patch: { fullScreen: false } })).toEqual({ ok: true });
      const gone = exited();
      await close().catch(() => undefined);
      expect(await gone).toBe(0);
      expect(asked().at(-1)).toBe("(closed)");
    });

    it("runs once: a second one ends and leaves the first alone", async () => {
      const second = spawn(join(runtimeFolder() ?? "", "electron"), [...ROOT_SWITCHES, "--disable-gpu", program], {
        env: { ...process.env, ...display.env, CHIPID_KIOSK_DATA: join(started.data, "station") },
        stdio: "ignore",
      });
      expect(await new Promise((resolve) => second.once("exit", resolve))).toBe(0);
      expect(asked().filter((line) => line.startsWith("(started)"))).toHaveLength(1);
      expect(await send({ type: "lock" })).toEqual({ ok: true });
    });

    it("ends in order when the system asks it to", async () => {
      const gone = exited();
      started.child.kill("SIGTERM");
      await gone;
      expect(asked().at(-1)).toBe("(closed)");
    });

    it("leaves nothing of a page in the files it keeps", async () => {
      await send({ type: "scan", text: "view" });
      await started.page.getByText("refer Quầy khác").waitFor();
      const gone = exited();
      await send({ type: "quit", pin: "123456" }).catch(() => undefined);
      await gone;
      const files = readdirSync(join(started.data, "station/window"), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
      expect(files.length).toBeGreaterThan(0);
      for (const word of ["TEST-REFERENCE", "Quầy khác", "NGUYỄN VĂN MẪU"]) {
        const written = [Buffer.from(word, "utf8"), Buffer.from(word, "utf16le")];
        expect(files.filter((file) => written.some((bytes) => readFileSync(file).includes(bytes)))).toEqual([]);
      }
    });
  },
  SLOW,
);
