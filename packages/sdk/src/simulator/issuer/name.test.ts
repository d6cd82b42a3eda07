import { describe, expect, it } from "vitest";
import { toHex } from "../../bytes/bytes.js";
import { parseName } from "../../pki/name.js";
import { encodeName } from "./name.js";

describe("encodeName", () => {
  it("writes C as PrintableString and the rest as UTF8String, one attribute in each RDN", () => {
    expect(toHex(encodeName("C=VN,CN=Má"))).toBe("301b310b300906035504061302564e310c300a06035504030c034dc3a1");
  });

  it("gives names that compare equal whatever their string types", () => {
    const text = "C=DE,O=Some organisation,OU=Unit,serialNumber=007,CN=CSCA Alpha";
    const [utf8, printable] = [parseName(encodeName(text)), parseName(encodeName(text, "printable"))];
    expect(utf8.key).toBe(printable.key);
    expect(toHex(utf8.raw)).not.toBe(toHex(printable.raw));
    expect(utf8).toMatchObject({ country: "DE", commonName: "CSCA Alpha" });
  });

  it("refuses what it cannot write", () => {
    expect(() => encodeName("X=1")).toThrow(expect.objectContaining({ code: "asn1.value" }));
    expect(() => encodeName("C=DE,CN")).toThrow(expect.objectContaining({ code: "asn1.value" }));
    expect(() => encodeName("C=Đ")).toThrow(expect.objectContaining({ code: "asn1.value" }));
  });
});
