import { describe, expect, it } from "vitest";
import { defaultStoreFolder, storeFolder } from "./store-location.js";

describe("defaultStoreFolder", () => {
  it("is the platform's folder for application data", () => {
    expect(defaultStoreFolder({}, "linux", "/h/a")).toBe("/h/a/.local/share/chipid/trust");
    expect(defaultStoreFolder({ XDG_DATA_HOME: "/data" }, "linux", "/h/a")).toBe("/data/chipid/trust");
    expect(defaultStoreFolder({ XDG_DATA_HOME: "relative" }, "linux", "/h/a")).toBe("/h/a/.local/share/chipid/trust");
    expect(defaultStoreFolder({}, "darwin", "/u/a")).toBe("/u/a/Library/Application Support/chipid/trust");
    expect(defaultStoreFolder({ APPDATA: "/appdata" }, "win32", "/a")).toBe("/appdata/chipid/trust");
    expect(defaultStoreFolder({}, "win32", "/a")).toBe("/a/AppData/Roaming/chipid/trust");
  });
});

describe("storeFolder", () => {
  it("is what was asked for, then CHIPID_TRUST, then the platform's; none is none", () => {
    expect(storeFolder("here", { CHIPID_TRUST: "there" })).toBe("here");
    expect(storeFolder(undefined, { CHIPID_TRUST: "there" })).toBe("there");
    expect(storeFolder(undefined, { CHIPID_TRUST: "" })).toBe(defaultStoreFolder({}));
    expect(storeFolder("none", { CHIPID_TRUST: "there" })).toBeUndefined();
    expect(storeFolder(undefined, { CHIPID_TRUST: "none" })).toBeUndefined();
  });
});
