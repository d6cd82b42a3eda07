import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { wantsFullScreen } from "./full-screen.js";

describe("wantsFullScreen", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "chipid-settings-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['{"fullScreen":false,"station":"Quầy 1"}', false],
    ['{"fullScreen":true}', true],
    ["{}", true],
    ['{"fullScreen":0}', true],
    ['{"fullScreen":false', true],
    ["null", true],
    ['"fullScreen"', true],
    [`{"fullScreen":false,"x":"${"x".repeat(300_000)}"}`, true],
  ])("%.40s: %s", async (text, wants) => {
    writeFileSync(join(folder, "settings.json"), text);
    expect(await wantsFullScreen(folder)).toBe(wants);
  });

  it("fills the screen without a file", async () => {
    expect(await wantsFullScreen(folder)).toBe(true);
    expect(await wantsFullScreen(join(folder, "none"))).toBe(true);
  });
});
