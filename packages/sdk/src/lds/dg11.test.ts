import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHex, utf8 } from "../bytes/bytes.js";
import { encodeTlv } from "../tlv/tlv.js";
import { readDg11, writeDg11 } from "./dg11.js";

describe("DG11", () => {
  it("reads every field it writes", () => {
    const fields = {
      nameOfHolder: "NGUYỄN<<VĂN<A",
      otherNames: ["TRẦN<<B", "LÊ<<C"],
      personalNumber: "001099000001",
      fullDateOfBirth: "19990115",
      placeOfBirth: ["HÀ NỘI", "VNM"],
      permanentAddress: ["1 PHỐ", "HÀ NỘI"],
      telephone: "+8400000000",
      profession: "KỸ SƯ",
      title: "DR",
      personalSummary: "NONE",
      proofOfCitizenship: fromHex("00"),
      otherDocumentNumbers: ["A1", "B2"],
      custodyInformation: "NONE",
    };
    const dg11 = readDg11(writeDg11(fields));
    expect(dg11).toMatchObject({
      ...fields,
      nameOfHolder: { primary: "NGUYỄN", secondary: "VĂN A" },
      otherNames: [{ text: "TRẦN<<B" }, { text: "LÊ<<C" }],
      fullDateOfBirth: { year: 1999, month: 1, day: 15 },
      proofOfCitizenship: { image: fromHex("00"), identification: { displayable: false, why: "unknown" } },
    });
    expect(dg11.issues).toEqual([]);
    expect(dg11.others).toEqual([]);
  });

  it("has no field that is not there", () => {
    const dg11 = readDg11(writeDg11({}));
    expect(dg11.nameOfHolder).toBeUndefined();
    expect(dg11.otherNames).toEqual([]);
    expect(dg11.fullDateOfBirth).toBeUndefined();
  });

  const file = (hex: string) => fromHex(`6b${(hex.replace(/ /g, "").length / 2).toString(16).padStart(2, "0")}${hex}`);

  it.each([
    ["a missing tag list", "5f0e0141", [{ tag: 0x5c, problem: "no-tag-list" }]],
    ["a listed field that is absent", "5c045f0e5f10 5f0e0141", [{ tag: 0x5f10, problem: "listed-absent" }]],
    ["a field that is not listed", "5c025f0e 5f0e0141 5f100131", [{ tag: 0x5f10, problem: "not-listed" }]],
    ["a field twice", "5c025f0e 5f0e0141 5f0e0142", [{ tag: 0x5f0e, problem: "repeated" }]],
    ["text that is not UTF-8", "5c025f0e 5f0e01fc", [{ tag: 0x5f0e, problem: "text-encoding" }]],
    ["a date that is none", "5c025f2b 5f2b0419701301", [{ tag: 0x5f2b, problem: "date" }]],
    ["a wrong count of names", "5c025f0f a007 020102 5f0f0141", [{ tag: 0xa0, problem: "count" }]],
    ["no count of names", "5c025f0f a004 5f0f0141", [{ tag: 0xa0, problem: "count" }]],
  ])("reads on over %s, and says so", (_, hex, issues) => {
    expect(readDg11(file(hex)).issues).toEqual(issues);
  });

  it("says each thing once for a tag", () => {
    expect(readDg11(file("5c045f0f5f13 a00c 020102 5f0f01fc 5f0f0241fc 5f1301fc 5f1301fc")).issues).toEqual([
      { tag: 0x5f0f, problem: "text-encoding" },
      { tag: 0x5f13, problem: "repeated" },
      { tag: 0x5f13, problem: "text-encoding" },
    ]);
  });

  it("keeps unknown elements as they are", () => {
    const dg11 = readDg11(file("5c045f0e5f6f 5f0e0141 5f6f02cafe"));
    expect(dg11.others).toMatchObject([{ tag: 0x5f6f, value: fromHex("cafe") }]);
    expect(dg11.issues).toEqual([{ tag: 0x5f6f, problem: "unknown" }]);
  });

  it("counts the first of a repeated field", () => {
    expect(readDg11(file("5c025f0e 5f0e0141 5f0e0142")).nameOfHolder?.text).toBe("A");
  });

  it("bounds the names before reading them (T72)", () => {
    expect(() => readDg11(file("5c025f0f a006 020480000000"))).toThrow(expect.objectContaining({ code: "lds.limit" }));
    const names = Array.from({ length: 65 }, () => encodeTlv(0x5f0f, utf8("A")));
    expect(() => readDg11(encodeTlv(0x6b, encodeTlv(0xa0, fromHex("020101"), ...names)))).toThrow(
      expect.objectContaining({ code: "lds.limit" }),
    );
    expect(() => readDg11(fromHex("6b84ffffffff"))).toThrow(expect.objectContaining({ code: "tlv.length" }));
  });

  it("refuses to write a date that is none", () => {
    expect(() => writeDg11({ fullDateOfBirth: "1999-01-15" })).toThrow(expect.objectContaining({ code: "lds.value" }));
  });

  it("reads back any text", () => {
    const phrase = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
      .filter((text) => text === text.trim() && !text.includes("<"));
    const fields = fc.record({
      personalNumber: phrase,
      telephone: phrase,
      profession: phrase,
      placeOfBirth: fc.array(phrase, { minLength: 1, maxLength: 4 }),
      permanentAddress: fc.array(phrase, { minLength: 1, maxLength: 4 }),
    });
    fc.assert(
      fc.property(fields, (written) => {
        const read = readDg11(writeDg11(written));
        expect(read).toMatchObject(written);
        expect(read.issues).toEqual([]);
      }),
      { seed: 1 },
    );
  });
});
