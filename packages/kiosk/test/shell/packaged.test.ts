import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fuseFaults, readFuses } from "../../build/fuses.mjs";
import { packageLinux } from "../../build/package-linux.mjs";
import { API_NAME, type KioskApi, type View } from "../../src/shared/index.js";
import { defaultSettings } from "../../src/station/settings/defaults.js";
import { launch, openDisplay, ROOT_SWITCHES, runtimeFolder, withoutWindow } from "./electron.js";

const without =
  withoutWindow() ?? (process.platform === "linux" ? undefined : "the folder for Linux is built on Linux");
const SLOW = 120_000;

describe("T98: the packaged program", () => {
  if (without !== undefined) {
    it.skip(without, () => undefined);
    return;
  }
  const runtime = runtimeFolder() ?? "";
  const output = mkdirAndTemp(fileURLToPath(new URL("../../.build/", import.meta.url)));
  let display: Awaited<ReturnType<typeof openDisplay>>;
  let made: Awaited<ReturnType<typeof packageLinux>>;
  let home: string;
  let running: ChildProcess[] = [];

  beforeAll(async () => {
    display = await openDisplay();
    made = await packageLinux({ runtime, output });
  }, SLOW);
  afterAll(() => {
    display.close();
    rmSync(output, { recursive: true, force: true });
  });
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "chipid-packaged-"));
  });
  afterEach(async () => {
    await Promise.all(running.map(end));
    running = [];
    rmSync(home, { recursive: true, force: true });
  });

  interface Started {
    readonly child: ChildProcess;
    output(): string;
    readonly exit: Promise<number | null>;
  }
  const start = (
    executable: string,
    args: readonly string[],
    env: Record<string, string> = {},
    switches: readonly string[] = [...ROOT_SWITCHES, "--disable-gpu"],
  ): Started => {
    const child = spawn(executable, [...args, ...switches], {
      cwd: home,
      env: { PATH: process.env.PATH ?? "", HOME: home, XDG_CONFIG_HOME: join(home, "config"), ...display.env, ...env },
    });
    running.push(child);
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
    }
    return { child, output: () => text, exit: new Promise((resolve) => child.once("exit", (code) => resolve(code))) };
  };

  /** Rows of the station's log, wherever below its home the program keeps it. */
  const rows = (): { event?: string; version?: string }[] => {
    const log = join(home, "config/chipid/station/log");
    if (!existsSync(log)) return [];
    return readdirSync(log)
      .filter((name) => name.endsWith(".jsonl"))
      .flatMap((name) => readFileSync(join(log, name), "utf8").split("\n"))
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as { event?: string });
  };
  const up = (): Promise<void> =>
    expect.poll(() => rows().map(({ event }) => event), { timeout: 40_000, interval: 200 }).toContain("start");

  it("has every fuse that this Electron has, and the driven one differs in a single one", () => {
    const shipping = readFuses(made.shipping);
    expect(fuseFaults(shipping)).toEqual([]);
    expect(readFuses(made.driven)).toEqual({ ...shipping, EnableNodeCliInspectArguments: "on" });
    // What the reader says of the runtime itself: it can tell.
    expect(fuseFaults(readFuses(join(runtime, "electron"))).length).toBeGreaterThanOrEqual(4);
  });

  it("is one archive in both folders, and nothing beside it but the readers' library", () => {
    const digest = (executable: string): string =>
      createHash("sha256")
        .update(readFileSync(join(dirname(executable), "resources/app.asar")))
        .digest("hex");
    expect(digest(made.driven)).toBe(digest(made.shipping));
    const resources = join(dirname(made.shipping), "resources");
    expect(readdirSync(resources).sort()).toEqual(["app.asar", "app.asar.unpacked"]);
    const unpacked = readdirSync(join(resources, "app.asar.unpacked"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".node"))
      .map((entry) => entry.name);
    expect(unpacked).toEqual(["smartcard_napi.node"]);
    const archive = readFileSync(join(resources, "app.asar"), "latin1");
    for (const name of ["main.cjs", "preload.cjs", "station.cjs", "index.html"]) expect(archive).toContain(`"${name}"`);
    expect(archive).not.toContain("sourceMappingURL=data:");
  });

  it(
    "starts, and its station writes its first row; ends in order",
    async () => {
      const { child, exit } = start(made.shipping, []);
      await up();
      child.kill("SIGTERM");
      expect(await exit).toBe(0);
      expect(rows().at(-1)?.event).toBe("stop");
    },
    SLOW,
  );

  it(
    "is no Node, whatever the environment says",
    async () => {
      const code = 'require("node:fs").writeFileSync("ran", process.version)';
      const env = { ELECTRON_RUN_AS_NODE: "1" };
      // The runtime, without fuses: the attempt is a good one.
      await start(join(runtime, "electron"), ["-e", code], env, []).exit;
      expect(existsSync(join(home, "ran"))).toBe(true);
      rmSync(join(home, "ran"));
      const { output: said } = start(made.shipping, ["-e", code], env);
      await up();
      expect(existsSync(join(home, "ran"))).toBe(false);
      expect(said()).not.toMatch(/^v\d+/m);
    },
    SLOW,
  );

  it(
    "takes no inspector, no other program and nothing out of NODE_OPTIONS",
    async () => {
      const port = 20_000 + (process.pid % 20_000);
      const other = join(dirname(made.shipping), "resources/app");
      mkdirSync(other);
      writeFileSync(join(other, "package.json"), '{"name":"other","main":"main.js"}');
      writeFileSync(
        join(other, "main.js"),
        `require("node:fs").writeFileSync(${JSON.stringify(join(home, "other"))}, "")`,
      );
      writeFileSync(
        join(home, "hook.js"),
        `require("node:fs").writeFileSync(${JSON.stringify(join(home, "hooked"))}, "")`,
      );
      try {
        const env = { NODE_OPTIONS: `--require ${join(home, "hook.js")}` };
        const { output: said } = start(made.shipping, [`--inspect=127.0.0.1:${port}`, `--inspect-brk=${port}`], env);
        await up();
        expect(said()).not.toMatch(/Debugger listening/i);
        expect(await reaches(port)).toBe(false);
        expect(existsSync(join(home, "other"))).toBe(false);
        expect(existsSync(join(home, "hooked"))).toBe(false);
      } finally {
        rmSync(other, { recursive: true, force: true });
      }
      await Promise.all(running.map(end));
      const { output: said } = start(made.driven, [`--inspect=127.0.0.1:${port}`]);
      await expect.poll(said, { timeout: 20_000 }).toMatch(/Debugger listening/i);
    },
    SLOW,
  );

  it.each(["--remote-debugging-port=0", "--remote-debugging-pipe"])(
    "ends when it is to be driven by %s",
    async (word) => {
      const { exit, output: said } = start(made.shipping, [word]);
      expect(await exit).toBe(3);
      expect(said()).toContain("not driven from outside");
      expect(rows()).toEqual([]);
    },
    SLOW,
  );

  it(
    "is the same program in the folder that tests drive; its data stay where they belong",
    async () => {
      const settings = { ...defaultSettings(), signIn: false, fullScreen: false };
      mkdirSync(join(home, "config/chipid/station"), { recursive: true });
      writeFileSync(join(home, "config/chipid/station/settings.json"), JSON.stringify(settings));
      const launched = await launch({
        executable: made.driven,
        data: home,
        env: { ...display.env, HOME: home },
      });
      try {
        // Ready, or without a reader: that one is a matter of the machine, but not of a library that is not found.
        await launched.page.waitForSelector(".screen-ready, .screen-no-reader", { timeout: 30_000 });
        const screen = await launched.page.evaluate(
          (name) =>
            new Promise<View["screen"]>((resolve) => {
              (globalThis as unknown as Record<string, KioskApi>)[name]?.onView((view) => resolve(view.screen));
            }),
          API_NAME,
        );
        expect(screen).not.toMatchObject({ cause: "driver" });
        expect(launched.page.url()).toBe("chipid://kiosk/index.html");
        expect(await launched.app.evaluate(({ app }) => [app.isPackaged, app.getPath("userData")])).toEqual([
          true,
          join(home, "config/chipid"),
        ]);
        await up();
        expect(existsSync(join(home, "log"))).toBe(false);
      } finally {
        await launched.close();
      }
    },
    SLOW,
  );
});

function mkdirAndTemp(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return mkdtempSync(join(folder, "packaged-test-"));
}

function reaches(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  const timer = setTimeout(() => child.kill("SIGKILL"), 8000);
  child.kill("SIGTERM");
  await gone;
  clearTimeout(timer);
}
