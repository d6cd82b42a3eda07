import { describe, expect, it } from "vitest";
import { fromHex } from "../bytes/bytes.js";
import { readDg13, writeDg13 } from "./dg13.js";

describe("DG13", () => {
  it("gives its content and does not look into it", () => {
    const content = fromHex("ffffff0000");
    expect(readDg13(writeDg13(content))).toEqual({ raw: writeDg13(content), trailingBytes: 0, content });
    expect(readDg13(fromHex("6d00")).content).toHaveLength(0);
  });

  it("refuses other and endless files", () => {
    expect(() => readDg13(fromHex("6e00"))).toThrow(expect.objectContaining({ code: "lds.tag" }));
    expect(() => readDg13(fromHex("6d84ffffffff00"))).toThrow(expect.objectContaining({ code: "tlv.length" }));
  });
});
