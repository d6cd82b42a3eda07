import { describe, expect, it } from "vitest";
import { chipid, complaints } from "./chipid.js";

/** The specimen of ICAO 9303-5, in one string and in lines. */
const TD1 = ["I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"];

describe("chipid mrz", () => {
  it("explains a zone given as one string, as lines, or on standard input", () => {
    const outputs = [
      chipid(["mrz", TD1.join("")]),
      chipid(["mrz", ...TD1]),
      chipid(["mrz", TD1.join("\n")]),
      chipid(["mrz", "-"], { input: `${TD1.join("\r\n")}\r\n` }),
      chipid(["mrz"], { input: TD1.join("\n") }),
    ];
    for (const { status, stdout, stderr } of outputs) {
      expect(status).toBe(0);
      expect(stderr).toBe("");
      expect(stdout).toBe(outputs[0]?.stdout);
    }
    const { stdout = "" } = outputs[0] ?? {};
    expect(stdout).toMatch(/surname +ERIKSSON/);
    expect(stdout).toMatch(/date of birth +1974-08-12/);
    expect(stdout).toMatch(/document number +D23145890/);
    expect(stdout).not.toContain("✘");
  });

  it("gives the same as JSON", () => {
    const { status, stdout } = chipid(["mrz", "--json", ...TD1]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      format: "chipid-mrz/1",
      ok: true,
      mrz: { format: "TD1", documentNumber: "D23145890", name: { primary: "ERIKSSON", secondary: "ANNA MARIA" } },
      dates: { birth: "1974-08-12", expires: "2012-04-15" },
      issues: [],
    });
  });

  it("points at a wrong check digit", () => {
    const wrong = TD1.join("").replace("D231458907", "D231458908");
    const outcome = chipid(["mrz", wrong]);
    expect(outcome.status).toBe(2);
    expect(complaints(outcome)).toEqual([
      "chipid: A check digit is wrong; compare the marked places with the document and enter them again, or try --ocr.",
    ]);
    expect(outcome.stdout).toContain("8 printed, 7 computed (line 1, character 15)");
    const shown = outcome.stdout.split("\n");
    const at = shown.findIndex((line) => line.includes("D231458908"));
    expect(shown[at + 1]?.indexOf("^")).toBe(shown[at]?.indexOf("8<<"));
    expect(JSON.parse(chipid(["mrz", "--json", wrong]).stdout)).toMatchObject({ ok: false });
  });

  it("repairs what a scanner misread, and shows each change", () => {
    const misread = TD1.join("").replace("7408122", "74O8122");
    expect(chipid(["mrz", misread]).status).toBe(2);
    const { status, stdout, stderr } = chipid(["mrz", "--ocr", misread]);
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(stdout).toMatch(/line 2, character 3 +O → 0 +date of birth/);
    expect(JSON.parse(chipid(["mrz", "--ocr", "--json", misread]).stdout)).toMatchObject({
      ok: true,
      repair: { status: "repaired", changes: [{ line: 2, column: 3, from: "O", to: "0" }] },
    });
    expect(chipid(["mrz", "--ocr", ...TD1]).stdout).toContain("Nothing to repair");
  });

  it("refuses what is no zone", () => {
    for (const args of [
      ["mrz", "HELLO"],
      ["mrz", ""],
      ["mrz", "--ocr", "HELLO"],
      ["mrz", "-"],
    ]) {
      const outcome = chipid(args);
      expect(outcome.status, args.join(" ")).toBe(2);
      expect(complaints(outcome)).toHaveLength(1);
      expect(outcome.stdout).toBe("");
    }
    expect(chipid(["mrz", "-"], { input: "<".repeat(5000) }).stderr).toMatch(/more than 4096 characters/);
  });
});
