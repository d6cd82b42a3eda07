import { describe, expect, it } from "vitest";
import { concat, fromHex, utf8 } from "../bytes/bytes.js";
import { readDir, writeDir } from "./dir.js";

const EMRTD = fromHex("a0000002471001");

describe("EF.DIR", () => {
  it("reads what it writes, padding left out", () => {
    const bytes = writeDir([{ aid: EMRTD }, { aid: fromHex("e80704007f00070302"), label: utf8("eID") }]);
    expect(readDir(concat(bytes, new Uint8Array(5)))).toMatchObject({
      raw: bytes,
      trailingBytes: 5,
      applications: [
        { aid: EMRTD, label: undefined },
        { aid: fromHex("e80704007f00070302"), label: "eID" },
      ],
    });
  });

  it.each([
    ["nothing", ""],
    ["zeros", "0000"],
    ["another object", "61094f07a0000002471001 5000"],
    ["something behind zeros", "61094f07a0000002471001 00 01"],
    ["no AID", "61035001 41"],
    ["a short AID", "61064f04a0000002"],
    ["a long AID", "61134f11a000000247100100000000000000000000"],
  ])("refuses %s", (_, hex) => {
    expect(() => readDir(fromHex(hex))).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^(lds\.structure|tlv\.truncated)$/) }),
    );
  });

  it("bounds the number of applications", () => {
    expect(readDir(writeDir(Array.from({ length: 64 }, () => ({ aid: EMRTD })))).applications).toHaveLength(64);
    expect(() => readDir(writeDir(Array.from({ length: 65 }, () => ({ aid: EMRTD }))))).toThrow(
      expect.objectContaining({ code: "lds.structure" }),
    );
  });
});
