import { describe, expect, it } from "vitest";
import { fromHex } from "../bytes/bytes.js";
import { encodeTlv } from "../tlv/tlv.js";
import { readDg16, writeDg16 } from "./dg16.js";

const PERSON = {
  dateRecorded: "20240102",
  name: "SMITH<<CHARLES<R",
  telephone: "19525551212",
  address: ["123 MAPLE RD", "ANYTOWN"],
};

describe("DG16", () => {
  it("reads what it writes", () => {
    const dg16 = readDg16(writeDg16([PERSON, { name: "LE<<B" }]));
    expect(dg16.persons).toMatchObject([
      {
        ...PERSON,
        dateRecorded: { text: "20240102", year: 2024 },
        name: { primary: "SMITH", secondary: "CHARLES R" },
        others: [],
      },
      { dateRecorded: undefined, name: { primary: "LE", secondary: "B" }, telephone: undefined, address: undefined },
    ]);
    expect(readDg16(writeDg16(Array.from({ length: 15 }, () => PERSON))).persons).toHaveLength(15);
  });

  it("refuses to write nobody, or sixteen", () => {
    expect(() => writeDg16([])).toThrow(expect.objectContaining({ code: "lds.limit" }));
    expect(() => writeDg16(Array.from({ length: 16 }, () => PERSON))).toThrow(
      expect.objectContaining({ code: "lds.limit" }),
    );
  });

  it.each([
    ["nobody", "7003020100", "lds.structure"],
    ["sixteen", "7003020110", "lds.limit"],
    ["2³¹ (T72)", "7006020480000000", "lds.limit"],
    ["one and none", "7003020101", "lds.structure"],
    ["one and two", "700f020101a1045f510141a2045f510142", "lds.structure"],
    ["a person without name", "7005020101a100", "lds.structure"],
    ["no count", "7006a1045f510141", "lds.structure"],
  ])("refuses %s", (_, hex, code) => {
    expect(() => readDg16(fromHex(hex))).toThrow(expect.objectContaining({ name: "ChipidError", code }));
  });

  it("keeps unknown elements and dates that are none", () => {
    const { persons } = readDg16(
      encodeTlv(0x70, fromHex("020101"), encodeTlv(0xa1, fromHex("5f510141 5f50023131 5f5402cafe"))),
    );
    expect(persons).toMatchObject([{ name: { text: "A" }, dateRecorded: undefined, others: [{ tag: 0x5f54 }] }]);
  });
});
