import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHex } from "../bytes/bytes.js";
import { readDg1, writeDg1 } from "./dg1.js";

// Specimens of ICAO 9303-4, -5 and -6, Appendix B.
const TD3 = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];
const TD2 = ["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"];
const TD1 = ["I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"];

describe("DG1", () => {
  it.each([
    ["TD3", TD3],
    ["TD2", TD2],
    ["TD1", TD1],
  ] as const)("splits %s into its lines", (format, lines) => {
    const dg1 = readDg1(writeDg1(lines.join("\n")));
    expect(dg1.mrzText).toBe(lines.join(""));
    expect(dg1.lines).toEqual(lines);
    expect(dg1.mrz).toMatchObject({ ok: true, mrz: { format, checkDigitsOk: true } });
    expect(dg1.mrz).toBe(dg1.mrz);
  });

  it("starts with 61 5B 5F1F 58 for a passport", () => {
    const bytes = writeDg1(TD3.join(""));
    expect(bytes.subarray(0, 5)).toEqual(fromHex("615b5f1f58"));
    expect(readDg1(bytes).raw).toEqual(bytes);
  });

  it("refuses MRZs of other lengths, and files without one", () => {
    expect(() => writeDg1("A".repeat(89))).toThrow(expect.objectContaining({ code: "lds.value" }));
    expect(() => readDg1(fromHex("61045f1f0141"))).toThrow(expect.objectContaining({ code: "lds.value" }));
    expect(() => readDg1(fromHex("6100"))).toThrow(expect.objectContaining({ code: "lds.structure" }));
    expect(() => readDg1(fromHex("6184ffffffff"))).toThrow(expect.objectContaining({ code: "tlv.length" }));
  });

  it("reads back any MRZ it writes", () => {
    const text = fc.constantFrom(72, 88, 90).chain((length) => fc.stringMatching(new RegExp(`^[A-Z0-9<]{${length}}$`)));
    fc.assert(
      fc.property(text, (mrz) => {
        const dg1 = readDg1(writeDg1(mrz));
        expect(dg1.mrzText).toBe(mrz);
        expect(dg1.lines.join("")).toBe(mrz);
      }),
      { seed: 1 },
    );
  });
});
