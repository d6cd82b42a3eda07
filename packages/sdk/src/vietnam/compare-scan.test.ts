import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { utf8 } from "../bytes/bytes.js";
import { parseMrz } from "../mrz/parse.js";
import { compareScan, type SignedIdentity } from "./compare-scan.js";
import { readDg13 } from "./dg13.js";
import { writeDg13 } from "./dg13-write.js";
import { composeVietnamTd1 } from "./td1.js";

const QR = "001099123456|012345678|Nguyễn Văn Mẫu|15011999|Nam|Số 1 Phố Mẫu, Hà Nội|20022021";
const PERSON = {
  personalNumber: "001099123456",
  primary: "Nguyễn",
  secondary: "Văn Mẫu",
  birth: "990115",
  sex: "M",
  expiry: "390115",
} as const;
const LINES = composeVietnamTd1(PERSON);

function signed(parts: { mrz?: boolean; dg13?: boolean } = { mrz: true, dg13: true }): SignedIdentity {
  const mrz = parseMrz(LINES);
  const dg13 = readDg13(
    writeDg13({
      personalNumber: "001099123456",
      fullName: "Nguyễn Văn Mẫu",
      birth: "15/01/1999",
      sex: "Nam",
      issued: "20/02/2021",
      oldNumber: "012345678",
    }),
  );
  return {
    mrz: parts.mrz === true && mrz.ok ? mrz.mrz : undefined,
    dg13: parts.dg13 === true && dg13.ok ? dg13.dg13 : undefined,
  };
}

describe("compareScan", () => {
  it("finds the QR code, the zone and the number equal", () => {
    expect(compareScan(QR, signed())).toEqual({
      result: "equal",
      kind: "qr",
      compared: ["personalNumber", "birth", "sex", "issued", "oldNumber", "name"],
    });
    expect(compareScan(utf8(QR), signed())).toMatchObject({ result: "equal", kind: "qr" });
    for (const scan of [LINES, LINES.join("\n"), LINES.join(""), utf8(LINES.join("\r\n"))]) {
      expect(compareScan(scan, signed())).toMatchObject({ result: "equal", kind: "mrz" });
    }
    expect(compareScan(" 001099123456\n", signed())).toEqual({
      result: "equal",
      kind: "number",
      compared: ["personalNumber"],
    });
  });

  it("goes by DG1 alone and by DG13 alone", () => {
    expect(compareScan(QR, signed({ mrz: true }))).toEqual({
      result: "equal",
      kind: "qr",
      compared: ["personalNumber", "birth", "sex", "name"],
    });
    expect(compareScan(LINES, signed({ dg13: true }))).toEqual({
      result: "equal",
      kind: "mrz",
      compared: ["personalNumber"],
    });
  });

  it("names what differs", () => {
    const previous = "079300654321||Trần Thị Mẫu|02032000|Nữ|Số 2 Phố Mẫu|01012022";
    expect(compareScan(previous, signed())).toMatchObject({
      result: "different",
      kind: "qr",
      fields: ["personalNumber", "birth", "sex", "issued", "name"],
    });
    expect(compareScan(previous, signed({ mrz: true }))).toMatchObject({
      fields: ["personalNumber", "birth", "sex", "name"],
    });
    expect(compareScan("079300654321", signed())).toMatchObject({ result: "different", fields: ["personalNumber"] });
    const later = composeVietnamTd1({ ...PERSON, expiry: "590115", secondary: "Văn Mai" });
    expect(compareScan(later, signed())).toMatchObject({
      result: "different",
      kind: "mrz",
      fields: ["name", "expiry"],
    });
    const other = composeVietnamTd1({ ...PERSON, personalNumber: "001099654321" });
    expect(compareScan(other, signed())).toMatchObject({ fields: ["documentNumber", "optionalData"] });
    expect(compareScan(other, signed({ dg13: true }))).toMatchObject({ fields: ["personalNumber"] });
  });

  it("does not hold a scanner's lost marks against the name", () => {
    const name = (text: string) => compareScan(QR.replace("Nguyễn Văn Mẫu", text), signed());
    expect(name("NGUYEN VAN MAU").result).toBe("equal");
    expect(name("Nguyễn Văn Mẫu".normalize("NFD")).result).toBe("equal");
    expect(name("Nguy?n V?n M?u")).toMatchObject({ result: "equal", compared: expect.not.arrayContaining(["name"]) });
    expect(name("Nguy\ufffdn")).toMatchObject({ result: "equal" });
    expect(name("Nguyễn Văn Mai")).toMatchObject({ result: "different", fields: ["name"] });
  });

  it("compares a zone without its name when that is all fillers", () => {
    const nameless = [LINES[0] ?? "", LINES[1] ?? "", "<".repeat(30)];
    const whole = compareScan(LINES, signed());
    if (whole.result !== "equal") throw new Error("not equal");
    expect(compareScan(nameless, signed())).toEqual({
      ...whole,
      compared: whole.compared.filter((field) => field !== "name"),
    });
    const another = composeVietnamTd1({ ...PERSON, personalNumber: "079300654321" });
    const fields = ["documentNumber", "optionalData"];
    expect(compareScan([...another.slice(0, 2), "<".repeat(30)], signed())).toMatchObject({
      result: "different",
      fields,
    });
  });

  it("takes a misread zone for what it is", () => {
    const misread = LINES.map((line) => line.replace("390115", "390116"));
    expect(compareScan(misread, signed())).toEqual({ result: "unreadable", reason: "check-digits" });
    expect(compareScan("https://example.org", signed())).toEqual({ result: "unreadable", reason: "not-recognised" });
    expect(compareScan("", signed())).toEqual({ result: "unreadable", reason: "not-recognised" });
    expect(compareScan(["A"], signed())).toEqual({ result: "unreadable", reason: "not-recognised" });
    expect(compareScan(new Uint8Array([0xff, 0xfe]), signed())).toEqual({
      result: "unreadable",
      reason: "not-recognised",
    });
  });

  it("says when there is no number in common", () => {
    const nothing = { result: "unreadable", reason: "nothing-to-compare" };
    expect(compareScan(QR, {})).toEqual(nothing);
    expect(compareScan("001099123456", {})).toEqual(nothing);
    expect(compareScan(LINES, {})).toEqual(nothing);
    const passport = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];
    expect(compareScan(passport, signed({ dg13: true }))).toEqual(nothing);
  });

  it("is never equal when the number is another", () => {
    const number = fc.stringMatching(/^\d{12}$/).filter((text) => text !== "001099123456");
    fc.assert(
      fc.property(number, (text) => {
        expect(compareScan(QR.replace("001099123456", text), signed()).result).toBe("different");
        expect(compareScan(composeVietnamTd1({ ...PERSON, personalNumber: text }), signed()).result).toBe("different");
      }),
      { seed: 80 },
    );
  });
});
