import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../bytes/bytes.js";
import { readAtrInfo, writeAtrInfo } from "./atr-info.js";

describe("EF.ATR/INFO", () => {
  it("reads capabilities and the lengths of extended APDUs", () => {
    expect(readAtrInfo(fromHex("4301f8 4703f741e0 7f6608 020205f0 020205f0 0000"))).toMatchObject({
      cardCapabilities: fromHex("f741e0"),
      extendedLength: true,
      maxCommandLength: 1520,
      maxResponseLength: 1520,
    });
    expect(readAtrInfo(fromHex("4703f74180"))).toMatchObject({ extendedLength: false, maxCommandLength: undefined });
    expect(readAtrInfo(new Uint8Array(0))).toMatchObject({ extendedLength: undefined, objects: [] });
  });

  it("reads what it writes", () => {
    const bytes = writeAtrInfo({
      cardCapabilities: fromHex("f741e0"),
      maxCommandLength: 0xffff,
      maxResponseLength: 0x10000,
    });
    expect(toHex(bytes)).toBe("4703f741e07f66090202ffff0203010000");
    expect(readAtrInfo(bytes)).toMatchObject({ maxCommandLength: 0xffff, maxResponseLength: 0x10000 });
  });

  it("refuses lengths that are not two integers", () => {
    for (const hex of [
      "7f6604020205f0",
      "7f660c 020205f0 020205f0 020205f0",
      "7f6608 030205f0 020205f0",
      "7f6604 0200 0200",
    ]) {
      expect(() => readAtrInfo(fromHex(hex))).toThrow(expect.objectContaining({ code: "lds.structure" }));
    }
    expect(() => readAtrInfo(fromHex("4784ffffffff"))).toThrow(expect.objectContaining({ code: "tlv.length" }));
  });
});
