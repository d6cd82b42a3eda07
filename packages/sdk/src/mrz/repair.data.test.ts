import { expect, it } from "vitest";
import { dataJson, describeData } from "../../test/data.js";
import { parseMrz } from "./parse.js";
import { repairMrz } from "./repair.js";

interface OcrCase {
  readonly format: string;
  readonly clean: readonly string[];
  readonly ocrDamaged: readonly string[];
  readonly corrections: readonly { line: number; column: number; original: string; corrected: string }[];
}

describeData("OCR-damaged zones", () => {
  const { cases } = dataJson<{ cases: OcrCase[] }>("mrz/ocr-autocorrect.json");

  it("are three", () => expect(cases).toHaveLength(3));

  for (const { format, clean, ocrDamaged, corrections } of cases) {
    it(`${format}: repaired to the clean text, every change told`, () => {
      const damaged = parseMrz(ocrDamaged);
      expect(damaged.ok && damaged.mrz.checkDigitsOk).toBe(false);
      const repair = repairMrz(ocrDamaged);
      expect(repair.status).toBe("repaired");
      expect(repair.mrz?.lines).toEqual(clean);
      expect(
        repair.changes.map(({ line, column, from, to }) => ({
          line: line - 1,
          column: column - 1,
          original: from,
          corrected: to,
        })),
      ).toEqual(corrections);
      for (const change of repair.changes)
        expect(change.verified).toBe(
          change.field !== "name" && change.field !== "issuer" && change.field !== "nationality",
        );
    });
  }
});
