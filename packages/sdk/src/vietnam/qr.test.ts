import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromLatin1, latin1, utf8 } from "../bytes/bytes.js";
import { parseQr, type VietnamQr } from "./qr.js";

const QR = "001099123456|012345678|Nguyễn Văn Mẫu|15011999|Nam|Số 1 Phố Mẫu, Hà Nội|20022021";

function read(input: string | Uint8Array): { qr: VietnamQr; codes: string[] } {
  const result = parseQr(input);
  if (!result.ok) throw new Error(result.issues.map(({ code }) => code).join());
  return { qr: result.qr, codes: result.issues.map(({ code }) => code) };
}

describe("parseQr", () => {
  it("reads the layout of 2021", () => {
    const { qr, codes } = read(QR);
    expect(codes).toEqual([]);
    expect(qr).toEqual({
      layout: "2021",
      fields: QR.split("|"),
      personalNumber: "001099123456",
      oldNumber: "012345678",
      fullName: "Nguyễn Văn Mẫu",
      birth: { year: 1999, month: 1, day: 15 },
      sex: "M",
      residence: "Số 1 Phố Mẫu, Hà Nội",
      issued: { year: 2021, month: 2, day: 20 },
      expires: undefined,
      noExpiry: false,
      dates: [
        { year: 1999, month: 1, day: 15 },
        { year: 2021, month: 2, day: 20 },
      ],
    });
  });

  it("takes bytes, byte order marks and line ends", () => {
    expect(read(utf8(QR))).toEqual(read(QR));
    expect(read(utf8(`\ufeff${QR}\r\n`))).toEqual(read(QR));
  });

  it("reads UTF-8 that a scanner took for ISO 8859-1", () => {
    const { qr, codes } = read(fromLatin1(utf8(QR)));
    expect(qr).toEqual(read(QR).qr);
    expect(codes).toEqual(["qr.mojibake"]);
    // Latin letters that are no UTF-8 stay as they are.
    expect(read(QR.replace("Nguyễn Văn Mẫu", "Andr\u00e9")).qr.fullName).toBe("Andr\u00e9");
  });

  it("finds the number in bytes that are not UTF-8", () => {
    const { qr, codes } = read(latin1("001099123456||Andr\u00e9|15011999|Nam|X|20022021"));
    expect(qr.personalNumber).toBe("001099123456");
    expect(codes).toEqual(["qr.encoding"]);
    expect(read(QR.replace("ễ", "\ufffd")).codes).toEqual(["qr.mojibake", "qr.text-hazard"]);
  });

  it.each([
    ["an empty old number", QR.replace("012345678", ""), []],
    ["no old number at all", QR.replace("012345678|", ""), ["qr.field-count"]],
    ["a trailing separator", `${QR}|`, ["qr.field-count"]],
    ["an expiry date", `${QR}|15012039`, ["qr.field-count"]],
    ["no expiry", `${QR}|Không hết hạn`, ["qr.field-count"]],
    ["many more fields", `${QR}||||||`, ["qr.field-count"]],
    ["no issue date", QR.slice(0, -9), ["qr.field-shape", "qr.field-count"]],
    ["another old number", QR.replace("012345678", "12345"), ["qr.field-shape"]],
  ])("tolerates %s", (_, text, expected) => {
    const { qr, codes } = read(text);
    expect(codes).toEqual(expected);
    expect(qr).toMatchObject({
      layout: "2021",
      personalNumber: "001099123456",
      fullName: "Nguyễn Văn Mẫu",
      birth: { year: 1999, month: 1, day: 15 },
      sex: "M",
      residence: "Số 1 Phố Mẫu, Hà Nội",
    });
    expect(qr.noExpiry).toBe(text.endsWith("hạn"));
    expect(qr.expires).toEqual(text.endsWith("2039") ? { year: 2039, month: 1, day: 15 } : undefined);
  });

  it("names fields of an unknown layout by their shape, and keeps all", () => {
    const text = "X1|001099123456|Trần Thị Mẫu|Nữ|15012001|Chủ hộ|012345678|A|B";
    const { qr, codes } = read(text);
    expect(codes).toEqual(["qr.layout-unknown"]);
    expect(qr).toMatchObject({
      layout: "unknown",
      fields: text.split("|"),
      personalNumber: "001099123456",
      oldNumber: "012345678",
      sex: "F",
      birth: undefined,
      fullName: undefined,
      residence: undefined,
      dates: [{ year: 2001, month: 1, day: 15 }],
    });
    expect(read("001099123456")).toMatchObject({ qr: { layout: "unknown", personalNumber: "001099123456" } });
  });

  it("does not take a number that is no date for one", () => {
    expect(read(QR.replace("15011999", "31021999")).qr).toMatchObject({ layout: "unknown", birth: undefined });
  });

  it.each([
    ["", "qr.empty"],
    ["\ufeff  ", "qr.empty"],
    ["https://example.org/", "qr.no-number"],
    ["00109912345|x", "qr.no-number"],
    ["1".repeat(5000), "qr.too-long"],
  ])("refuses %j", (text, code) => {
    const result = parseQr(text);
    expect(result.ok).toBe(false);
    expect(result.issues.map((issue) => issue.code)).toEqual([code]);
  });

  it("flags texts that can deceive", () => {
    expect(read(QR.replace("Văn", "V\u202en"))).toMatchObject({ codes: ["qr.text-hazard"] });
  });

  it("never throws", () => {
    const parts = fc.constantFrom("|", "001099123456", "15011999", "Nam", "Nữ", "ễ", "\ufffd", " ", "x", "é");
    fc.assert(
      fc.property(fc.array(fc.oneof(parts, fc.string({ unit: "binary", maxLength: 5 })), { maxLength: 40 }), (list) => {
        const text = list.join("");
        const result = parseQr(text);
        if (result.ok) expect(result.qr.personalNumber).toMatch(/^\d{12}$/);
        else expect(result.issues.length).toBeGreaterThan(0);
        expect(typeof parseQr(utf8(text)).ok).toBe("boolean");
      }),
      { seed: 5, numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(typeof parseQr(bytes).ok).toBe("boolean");
      }),
      { seed: 6 },
    );
  });
});
