import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { folderState, inTime } from "./folder-state.js";

it("tells a folder that takes files from one that does not, and leaves nothing in it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "chipid-folder-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  expect(await folderState(folder)).toBe("usable");
  expect(readdirSync(folder)).toEqual([]);
  expect(await folderState(join(folder, "none"))).toBe("missing");
  expect(await folderState("relative")).toBe("no-folder");
  writeFileSync(join(folder, "file"), "");
  expect(await folderState(join(folder, "file"))).toBe("no-folder");
});

it("waits for a folder that does not answer no longer than it is told", async () => {
  expect(await inTime(new Promise(() => undefined), 5)).toBe("slow");
  expect(await inTime(Promise.resolve("usable"), 5)).toBe("usable");
});

it.skipIf(process.platform !== "linux")("sees that a folder takes none, whoever asks", async () => {
  // Not even root writes there.
  expect(await folderState("/proc/self/fd")).toBe("unwritable");
});
