import { ChipidError } from "@chipid/sdk";
import { describe, expect, it } from "vitest";
import { faultLine } from "./fault-line.js";

describe("the line that tells of a fault", () => {
  it("says nothing that a value could have brought into an error's text", () => {
    const errors: unknown[] = [new Error("Nguyễn Văn Mẫu"), "001099123456", { message: "Nguyễn" }];
    for (const text of ["Nguyễn Văn Mẫu", "001099123456 is no number", `{"name": "Nguyễn`]) {
      try {
        JSON.parse(text);
      } catch (error) {
        errors.push(error);
      }
    }
    for (const error of errors) expect(faultLine(error)).not.toMatch(/Nguy|0010/);
  });

  it("says where an error of ours comes from, without the folder", () => {
    const line = faultLine(new TypeError("anything"));
    expect(line).toMatch(/^TypeError at .*fault-line\.test\.ts:\d+/);
    expect(line).not.toMatch(/[\\/]/);
  });

  it("says the sentence of an error of the family, and a system's code", () => {
    expect(faultLine(new ChipidError("files.unreadable", "The export cannot be written (ENOSPC)."))).toBe(
      "files.unreadable: The export cannot be written (ENOSPC).",
    );
    expect(faultLine(Object.assign(new Error("open 'a path'"), { code: "EACCES" }))).toMatch(/^Error EACCES/);
  });
});
