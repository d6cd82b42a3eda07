import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { makeFolder, writeAtomically } from "./atomic-file.js";

it("makes a folder with those above it, once and again", () => {
  const folder = mkdtempSync(join(tmpdir(), "chipid-folder-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  makeFolder(join(folder, "a/b/c"));
  makeFolder(join(folder, "a/b/c"));
  expect(statSync(join(folder, "a/b/c")).isDirectory()).toBe(true);
  if (process.platform !== "win32") expect(statSync(join(folder, "a")).mode & 0o777).toBe(0o700);
  writeFileSync(join(folder, "file"), "");
  expect(() => makeFolder(join(folder, "file"))).toThrow(/EEXIST/);
  expect(() => makeFolder(join(folder, "file/below"))).toThrow(/ENOTDIR|EEXIST|ENOENT/);
});

it.skipIf(!existsSync("/proc/self"))("ends where no folder can be made", () => {
  expect(() => makeFolder("/proc/x/y/z")).toThrow(/ENOENT/);
});

it("speaks of the file that was asked for, not of the one it works in", () => {
  const folder = mkdtempSync(join(tmpdir(), "chipid-folder-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "taken"));
  for (const name of ["taken", "nowhere/file"]) {
    let fault: unknown;
    try {
      writeAtomically(join(folder, name), new Uint8Array([1]));
    } catch (error) {
      fault = error;
    }
    expect(fault).toMatchObject({ path: join(folder, name), message: expect.not.stringContaining(".tmp-") });
  }
  expect(readdirSync(folder)).toEqual(["taken"]);
});
