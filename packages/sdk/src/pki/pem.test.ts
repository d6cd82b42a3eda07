import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, latin1, utf8 } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";
import { createPem } from "../simulator/issuer/lists.js";
import { derOrPem, isPem, parsePem } from "./pem.js";

const der = Uint8Array.from({ length: 200 }, (_, i) => (i === 0 ? 0x30 : i));
const lf = createPem("CERTIFICATE", der);

describe("parsePem", () => {
  it.each([
    ["LF", lf],
    ["CRLF", createPem("CERTIFICATE", der, "\r\n")],
    ["CR", lf.replace(/\n/g, "\r")],
    ["one line", `-----BEGIN CERTIFICATE-----${lf.split("-----")[2]?.replace(/\s/g, "")}-----END CERTIFICATE-----`],
    ["text around", `subject=C = VN\n\nBag Attributes\n${lf}some text`],
    ["a byte order mark", `\u00ef\u00bb\u00bf${lf}`],
    ["indented", lf.replace(/^/gm, "  ")],
    ["headers", lf.replace("-----\n", "-----\nProc-Type: 4,CLEAR\nX-Y: z\n\n")],
  ])("reads a block with %s", (_, text) => {
    expect(parsePem(latin1(text))).toEqual([{ label: "CERTIFICATE", der }]);
  });

  it("reads several blocks in order with their labels", () => {
    const text = lf + createPem("X509 CRL", der.subarray(0, 7), "\r\n") + createPem("CMS", der.subarray(0, 1));
    expect(parsePem(latin1(text)).map(({ label, der }) => [label, der.length])).toEqual([
      ["CERTIFICATE", 200],
      ["X509 CRL", 7],
      ["CMS", 1],
    ]);
  });

  it.each([
    ["no block", "hello"],
    ["a block that does not end", "-----BEGIN CERTIFICATE-----\nMAA=\n"],
    ["another label at the end", "-----BEGIN CERTIFICATE-----\nMAA=\n-----END X509 CRL-----\n"],
    ["what is not Base64", "-----BEGIN CERTIFICATE-----\n$$$$\n-----END CERTIFICATE-----\n"],
    ["half a Base64 group", "-----BEGIN CERTIFICATE-----\nMAA\n-----END CERTIFICATE-----\n"],
    ["an empty block", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"],
    ["a block inside a block", "-----BEGIN A-----\n-----BEGIN B-----\nMAA=\n-----END B-----\n-----END A-----\n"],
  ])("refuses %s", (_, text) => {
    expect(() => parsePem(latin1(text))).toThrow(expect.objectContaining({ code: "cert.pem" }));
  });

  it("throws nothing but ChipidError", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.nat(lf.length), (noise, at) => {
        try {
          parsePem(utf8(lf.slice(0, at) + noise + lf.slice(at)));
        } catch (error) {
          expect(error).toBeInstanceOf(ChipidError);
        }
      }),
      { seed: 20265, numRuns: 500 },
    );
  });
});

describe("derOrPem", () => {
  it("tells the two apart", () => {
    expect(derOrPem(der)).toEqual([der]);
    expect(derOrPem(utf8(lf + lf))).toEqual([der, der]);
    expect(isPem(der)).toBe(false);
    expect(isPem(concat(utf8("note\n"), utf8(lf)))).toBe(true);
    expect(() => derOrPem(utf8("%PDF-1.7"))).toThrow(expect.objectContaining({ code: "cert.pem" }));
    expect(() => derOrPem(new Uint8Array(0))).toThrow(expect.objectContaining({ code: "cert.pem" }));
  });
});
