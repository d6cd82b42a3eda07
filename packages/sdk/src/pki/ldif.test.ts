import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, latin1, toBase64, utf8 } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";
import { createLdif } from "../simulator/issuer/lists.js";
import { parseLdif } from "./ldif.js";

const value = Uint8Array.from({ length: 500 }, (_, i) => i & 255);
const read = (text: string): ReturnType<typeof parseLdif> extends Generator<infer V> ? V[] : never => [
  ...parseLdif(utf8(text)),
];

describe("parseLdif", () => {
  it("gives the trust data of a directory file, folded values joined", () => {
    const text = createLdif([
      { dn: "cn=1,o=ml,c=UT,dc=data,dc=download,dc=pkd,dc=icao,dc=int", attribute: "pkdMasterListContent", value },
      { dn: "cn=2", attribute: "userCertificate;binary", value: value.subarray(0, 10) },
      { dn: "cn=3", attribute: "certificateRevocationList;binary", value: value.subarray(0, 20) },
      { dn: "cn=4", attribute: "CscaMasterListData", value: value.subarray(0, 30) },
      { dn: "cn=5", attribute: "pkdDeviationListContent", value: value.subarray(0, 40) },
      { dn: "cn=6", attribute: "cACertificate;binary", value: value.subarray(0, 50) },
    ]);
    expect(read(text).map(({ dn, kind, value }) => [dn.slice(0, 4), kind, value.length])).toEqual([
      ["cn=1", "master-list", 500],
      ["cn=2", "certificate", 10],
      ["cn=3", "crl", 20],
      ["cn=4", "master-list", 30],
      ["cn=5", "deviation-list", 40],
      ["cn=6", "certificate", 50],
    ]);
    expect(read(text)[0]?.value).toEqual(value);
    expect(read(text.replace(/\n/g, "\r\n"))).toEqual(read(text));
    expect(read(text.replace(/\n/g, "\r")).map(({ value }) => value)).toEqual(read(text).map(({ value }) => value));
  });

  it("passes over comments, other attributes, change markers, and what is folded under a comment", () => {
    const text = `\u00ef\u00bb\u00bfversion: 1\n# a comment\n  userCertificate:: AAAA\ndn:: ${toBase64(utf8("cn=Bộ"))}\nchangetype: add\n-\ncn: x\nuserCertificate::MAA=\n`;
    const bytes = latin1(text);
    expect([...parseLdif(bytes)]).toEqual([
      { dn: "cn=Bộ", attribute: "userCertificate", kind: "certificate", value: Uint8Array.of(0x30, 0), line: 8 },
    ]);
  });

  it("an empty line ends an entry, and its name", () => {
    expect(read("dn: cn=a\ncn: x\n\nuserCertificate:: MAA=").map(({ dn }) => dn)).toEqual([""]);
  });

  it("takes a value without Base64 as its bytes", () => {
    expect(read("dn: a\nuserCertificate: 0x")[0]?.value).toEqual(latin1("0x"));
  });

  it.each([
    ["a line that is no attribute", "dn: a\nhello"],
    ["a value by URL", "dn: a\nuserCertificate:< file:///etc/passwd"],
    ["what is not Base64", "dn: a\nuserCertificate:: ****"],
    ["a name of 5000 bytes", `dn: ${"a".repeat(5000)}`],
  ])("refuses %s", (_, text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: "ldif.structure" }));
  });

  it("gives nothing for nothing", () => {
    expect(read("")).toEqual([]);
    expect(read("version: 1\n")).toEqual([]);
  });

  it("throws nothing but ChipidError", () => {
    const seed = utf8(createLdif([{ dn: "cn=1", attribute: "userCertificate;binary", value: value.subarray(0, 99) }]));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), fc.nat(seed.length), (noise, at) => {
        try {
          for (const entry of parseLdif(concat(seed.subarray(0, at), noise, seed.subarray(at)))) entry.value;
        } catch (error) {
          expect(error).toBeInstanceOf(ChipidError);
          expect((error as ChipidError).code).toBe("ldif.structure");
        }
      }),
      { seed: 20266, numRuns: 1000 },
    );
  });
});
