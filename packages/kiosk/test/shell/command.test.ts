import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
// @ts-expect-error: a plain script, without types
import { findElectron, hasDisplay, opener } from "../../../../scripts/lib/kiosk.mjs";

const command = fileURLToPath(new URL("../../../../scripts/kiosk.mjs", import.meta.url));

describe("npm run kiosk", () => {
  it("takes the runtime that the environment names, and says when there is none in it", () => {
    const folder = mkdtempSync(join(tmpdir(), "chipid-runtime-"));
    expect(findElectron({ ELECTRON_OVERRIDE_DIST_PATH: folder }, "linux").missing).toMatch(/holds no electron$/);
    writeFileSync(join(folder, "electron"), "");
    expect(findElectron({ ELECTRON_OVERRIDE_DIST_PATH: folder }, "linux").executable).toBe(join(folder, "electron"));
    expect(findElectron({ ELECTRON_OVERRIDE_DIST_PATH: folder }, "win32").missing).toMatch(/holds no electron\.exe$/);
    mkdirSync(join(folder, "Electron.app/Contents/MacOS"), { recursive: true });
    writeFileSync(join(folder, "Electron.app/Contents/MacOS/Electron"), "");
    expect(findElectron({ ELECTRON_OVERRIDE_DIST_PATH: folder }, "darwin").where).toMatch(/OVERRIDE/);
    rmSync(folder, { recursive: true, force: true });
  });

  it("opens nothing where nobody would see it", () => {
    expect(hasDisplay({}, "linux")).toBe(false);
    expect(hasDisplay({ DISPLAY: "" }, "linux")).toBe(false);
    expect(hasDisplay({ WAYLAND_DISPLAY: "wayland-0" }, "linux")).toBe(true);
    expect(hasDisplay({}, "win32")).toBe(true);
    expect(opener({}, "linux")).toBeUndefined();
    expect(opener({ DISPLAY: ":0", CI: "true" }, "linux")).toBeUndefined();
    expect(opener({ DISPLAY: ":0" }, "linux")).toEqual({ command: "xdg-open", args: [] });
    expect(opener({}, "darwin")?.command).toBe("open");
  });

  it.each([
    [["--port", "1"], "--port goes with --browser\n"],
    [["--browser", "--port", "x"], "--port x: a number from 0 to 65535\n"],
    [["--browser", "--port", "65536"], "--port 65536: a number from 0 to 65535\n"],
    [["--unheard"], "Unknown option '--unheard'; npm run kiosk -- --help\n"],
  ])("refuses %j in one line, before anything is built", (args, line) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], { encoding: "utf8" });
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: "", stderr: line });
  });

  it.skipIf(process.platform !== "linux")("says at once that a data folder cannot be made", () => {
    const { status, stderr } = spawnSync(process.execPath, [command, "--browser", "--data", "/proc/x/y"], {
      encoding: "utf8",
      timeout: 20_000,
    });
    expect(stderr).toMatch(/^--data \/proc\/x\/y cannot be made: the folder above it takes no folders\./);
    expect(status).toBe(1);
  });

  it.skipIf(process.platform === "win32")("takes what it started along when it is killed", async () => {
    const lib = new URL("../../../../scripts/lib/run.mjs", import.meta.url).href;
    const started = `process.once("disconnect", () => process.exit()); console.log(process.pid); setInterval(() => {}, 1000)`;
    const starter = `import(${JSON.stringify(lib)}).then(({ run }) =>
      run(process.execPath, ["-e", ${JSON.stringify(started)}], { tied: true, heard: () => {} }))`;
    const child = spawn(process.execPath, ["-e", starter], { stdio: ["ignore", "pipe", "inherit"] });
    const pid = await new Promise<number>((done) => child.stdout.once("data", (data) => done(Number(data))));
    const lives = (): boolean => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    expect(lives()).toBe(true);
    child.kill("SIGKILL");
    await expect.poll(lives, { timeout: 5000 }).toBe(false);
  });

  it("explains itself", () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, "--help"], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    for (const word of ["--browser", "--port", "--no-open", "--data", "ELECTRON_OVERRIDE_DIST_PATH"]) {
      expect(stdout).toContain(word);
    }
  });
});
