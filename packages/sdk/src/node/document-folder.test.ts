import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isChipidError } from "../errors/chipid-error.js";
import { readDocumentFolder } from "./document-folder.js";
import { readWholeFile } from "./files.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chipid-folder-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(name: string, content = "x"): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function codeOf(work: () => unknown): string {
  try {
    work();
    return "no error";
  } catch (error) {
    if (!isChipidError(error)) throw error;
    expect(error.message).not.toContain("\n");
    return error.code;
  }
}

describe("readDocumentFolder", () => {
  it("takes the names of the contract in any case, and lists the others", () => {
    for (const name of ["EF_SOD.bin", "DG1.bin", "dg2", "Datagroup3.bin", "ef010D", "EF.CardAccess", "ef_com.BIN"])
      put(name);
    for (const name of ["notes.txt", "DG17.bin", "DG1.bin.bak", "EF_SOD.bin~"]) put(name);
    mkdirSync(join(folder, "DG5.bin"));
    const { files, ignored } = readDocumentFolder(folder);
    expect([...files.keys()].sort()).toEqual(["DG1", "DG13", "DG2", "DG3", "EF.COM", "EF.CardAccess", "EF.SOD"]);
    expect(ignored).toEqual(["DG1.bin.bak", "DG17.bin", "DG5.bin", "EF_SOD.bin~", "notes.txt"]);
  });

  it("gives the bytes as they lie there", () => {
    put("sod", "sod bytes");
    expect(readDocumentFolder(folder).files.get("EF.SOD")).toEqual(new TextEncoder().encode("sod bytes"));
  });

  it("refuses what is no document", () => {
    expect(codeOf(() => readDocumentFolder(join(folder, "nowhere")))).toBe("files.not-found");
    expect(codeOf(() => readDocumentFolder(folder))).toBe("files.no-sod");
    put("DG1.bin");
    expect(codeOf(() => readDocumentFolder(folder))).toBe("files.no-sod");
    expect(codeOf(() => readDocumentFolder(put("EF.SOD")))).toBe("files.unreadable");
  });

  it("refuses one group twice, an empty file, one that is too large, and what is no file", () => {
    put("EF.SOD");
    put("DG1.bin");
    const twice = put("ef0101");
    expect(codeOf(() => readDocumentFolder(folder))).toBe("files.duplicate");
    rmSync(twice);
    const empty = put("DG2.bin", "");
    expect(codeOf(() => readDocumentFolder(folder))).toBe("files.empty");
    truncateSync(empty, 17 * 1024 * 1024);
    expect(codeOf(() => readDocumentFolder(folder))).toBe("files.too-large");
    rmSync(empty);
    symlinkSync(join(folder, "gone"), join(folder, "DG2.bin"));
    expect(codeOf(() => readDocumentFolder(folder))).toBe("files.not-found");
  });
});

describe("readWholeFile", () => {
  it("does not wait for a pipe nor read a device", { skip: process.platform === "win32" }, () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    expect(codeOf(() => readWholeFile(pipe, 10))).toBe("files.unreadable");
    expect(codeOf(() => readWholeFile("/dev/zero", 10))).toBe("files.unreadable");
    expect(codeOf(() => readWholeFile(folder, 10))).toBe("files.unreadable");
  });

  it("reads up to the limit and says what is beyond", () => {
    const path = put("f", "0123456789");
    expect(readWholeFile(path, 10)).toHaveLength(10);
    expect(codeOf(() => readWholeFile(path, 9))).toBe("files.too-large");
    expect(readWholeFile(put("empty", ""), 9)).toHaveLength(0);
  });
});
