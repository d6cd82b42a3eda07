import { describe, expect, it } from "vitest";
import { fromHex } from "../bytes/bytes.js";
import { encodeTagList, readCount, readMembers, readOuter, readTagList, requireOne } from "./elementary-file.js";

function code(expected: string) {
  return expect.objectContaining({ name: "ChipidError", code: expected });
}

describe("readOuter", () => {
  it("takes one object and counts what follows", () => {
    const outer = readOuter(fromHex("6d02abcd0000"), 0x6d, "DG13");
    expect(outer).toEqual({ raw: fromHex("6d02abcd"), value: fromHex("abcd"), trailingBytes: 2 });
  });

  it("refuses another tag, cut data and nothing at all", () => {
    expect(() => readOuter(fromHex("6102abcd"), 0x6d, "DG13")).toThrow(code("lds.tag"));
    expect(() => readOuter(fromHex("6d03abcd"), 0x6d, "DG13")).toThrow(code("tlv.truncated"));
    expect(() => readOuter(new Uint8Array(0), 0x6d, "DG13")).toThrow(code("tlv.truncated"));
  });

  it("refuses a length of 4 GB at once (T70)", () => {
    expect(() => readOuter(fromHex("6d84ffffffff00"), 0x6d, "DG13")).toThrow(code("tlv.length"));
    expect(() => readOuter(fromHex("6d8501000000000000"), 0x6d, "DG13")).toThrow(code("tlv.length"));
  });
});

describe("readMembers", () => {
  it("stops at its count limit, whatever the file says", () => {
    expect(readMembers(fromHex("0200".repeat(4096)))).toHaveLength(4096);
    expect(() => readMembers(fromHex("0200".repeat(4097)))).toThrow(code("tlv.count"));
  });
});

describe("requireOne", () => {
  it("wants exactly one", () => {
    const members = readMembers(fromHex("020101 030102 030103"));
    expect(requireOne(members, 0x02, "it", "x").value).toEqual(Uint8Array.of(1));
    expect(() => requireOne(members, 0x03, "it", "x")).toThrow(code("lds.structure"));
    expect(() => requireOne(members, 0x04, "it", "x")).toThrow(code("lds.structure"));
  });
});

describe("readTagList", () => {
  it("reads tags of one to three bytes", () => {
    expect(readTagList(fromHex("61755f0e7f61a05f8101"), "it", "x")).toEqual([
      0x61, 0x75, 0x5f0e, 0x7f61, 0xa0, 0x5f8101,
    ]);
    expect(readTagList(new Uint8Array(0), "it", "x")).toEqual([]);
  });

  it("gives back what was written", () => {
    const tags = [0x61, 0x5f0e, 0x5f8101];
    expect(readTagList(encodeTagList(tags), "it", "x")).toEqual(tags);
  });

  it("refuses cut and endless tags, and too many", () => {
    for (const hex of ["5f", "615f", "5f81", "5f818181"]) {
      expect(() => readTagList(fromHex(hex), "it", "x")).toThrow(code("lds.structure"));
    }
    expect(() => readTagList(new Uint8Array(257).fill(0x61), "it", "x")).toThrow(code("lds.limit"));
  });
});

describe("readCount", () => {
  it("reads one to four bytes as an unsigned number", () => {
    expect(readCount(fromHex("0f"), 15, "things", "x")).toBe(15);
    expect(readCount(fromHex("0000000f"), 15, "things", "x")).toBe(15);
  });

  it("refuses 2³¹ at once (T72), and other sizes", () => {
    expect(() => readCount(fromHex("80000000"), 15, "things", "x")).toThrow(code("lds.limit"));
    expect(() => readCount(fromHex("ffffffff"), 15, "things", "x")).toThrow(code("lds.limit"));
    expect(() => readCount(new Uint8Array(0), 15, "things", "x")).toThrow(code("lds.structure"));
    expect(() => readCount(fromHex("0100000000"), 15, "things", "x")).toThrow(code("lds.structure"));
  });
});
