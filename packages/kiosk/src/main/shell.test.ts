import { join, resolve } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { stationData } from "./data-folder.js";
import { isOwnPage, isOwnResource } from "./origin.js";
import { enforceSandbox } from "./security/sandbox.js";
import { applySwitches, isRemoteControlled } from "./switches.js";

describe("the shell's decisions", () => {
  const commandLine = (...set: string[]) => ({
    appendSwitch: vi.fn(),
    hasSwitch: (name: string) => set.includes(name),
  });

  it("leaves an installed program's data where they are, whatever the environment says", () => {
    const app = (isPackaged: boolean) => ({ isPackaged, getPath: () => "profile", setPath: vi.fn() });
    const environment = { CHIPID_KIOSK_DATA: "elsewhere" };
    const installed = app(true);
    expect(stationData(installed, environment)).toBe(resolve("profile", "station"));
    expect(installed.setPath).not.toHaveBeenCalled();
    const checkout = app(false);
    expect(stationData(checkout, environment)).toBe(resolve("elsewhere"));
    expect(checkout.setPath).toHaveBeenCalledWith("userData", join(resolve("elsewhere"), "window"));
    expect(stationData(app(false), { CHIPID_KIOSK_DATA: "" })).toBe(resolve("profile", "station"));
  });

  it("knows when an installed program is driven from outside", () => {
    const driven = commandLine("remote-debugging-port");
    expect(isRemoteControlled(driven, true, false)).toBe(true);
    expect(isRemoteControlled(commandLine("remote-debugging-pipe"), true, false)).toBe(true);
    expect(isRemoteControlled(commandLine(), true, false)).toBe(false);
    expect(isRemoteControlled(driven, true, true)).toBe(false);
    expect(isRemoteControlled(driven, false, false)).toBe(false);
  });

  it("keeps the sandbox for everybody but root, for whom there is none", () => {
    const asked = (user: number | undefined, ...set: string[]) => {
      const app = { commandLine: commandLine(...set) as never, enableSandbox: vi.fn() };
      enforceSandbox(app, user);
      return app.enableSandbox.mock.calls.length;
    };
    expect(asked(1000, "no-sandbox")).toBe(1);
    expect(asked(undefined, "no-sandbox")).toBe(1);
    expect(asked(0)).toBe(1);
    expect(asked(0, "no-sandbox")).toBe(0);
  });

  it("resolves no host", () => {
    const line = commandLine();
    applySwitches(line);
    expect(line.appendSwitch).toHaveBeenCalledWith("host-resolver-rules", "MAP * ~NOTFOUND");
    expect(line.appendSwitch).toHaveBeenCalledWith("disable-component-update");
  });

  it("tells its own pages", () => {
    expect(isOwnPage("chipid://kiosk/index.html")).toBe(true);
    expect(isOwnResource("blob:chipid://kiosk/0b0c")).toBe(true);
    for (const url of [
      "chipid://kiosk",
      "chipid:kiosk/",
      "CHIPID://kiosk/",
      "chipid://kiosk:1/",
      "blob:null/x",
      "about:blank",
    ]) {
      expect(isOwnResource(url)).toBe(false);
    }
  });
});
