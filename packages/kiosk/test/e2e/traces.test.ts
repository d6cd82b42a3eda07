import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { foundIn, foundUnder } from "./traces.js";

const needles = { name: "Nguyễn Văn Mẫu", number: "001099123456" };

it.each([
  ["UTF-8", Buffer.from("xx Nguyễn Văn Mẫu xx", "utf8"), ["name"]],
  ["UTF-16", Buffer.from("x Nguyễn Văn Mẫu 001099123456", "utf16le"), ["name", "number"]],
  ["UTF-8, decomposed", Buffer.from("Nguyễn Văn Mẫu".normalize("NFD"), "utf8"), ["name"]],
  ["escapes of JSON", Buffer.from(String.raw`"Nguy\u1ec5n V\u0103n M\u1eabu"`, "latin1"), ["name"]],
  ["another name", Buffer.from("Nguyễn Văn Mẩu 001099123457", "utf8"), []],
])("finds what is there in %s, and nothing else", (_encoding, bytes, found) => {
  expect(foundIn(bytes, needles)).toEqual(found);
});

it("looks into every file of a folder", () => {
  const folder = mkdtempSync(join(tmpdir(), "chipid-traces-"));
  try {
    mkdirSync(join(folder, "a/b"), { recursive: true });
    writeFileSync(join(folder, "a/b/log"), "001099123456");
    writeFileSync(join(folder, "clean"), "nothing");
    expect(foundUnder(folder, needles)).toEqual(["log: number"]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
