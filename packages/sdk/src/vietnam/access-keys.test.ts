import { describe, expect, it } from "vitest";
import { utf8 } from "../bytes/bytes.js";
import { accessKeyCandidates } from "./access-keys.js";

const NUMBER = "001099123456";
const BIRTH = { year: 1999, month: 1, day: 15 };
const QR = `${NUMBER}|012345678|Nguyễn Văn Mẫu|15011999|Nam|Số 1 Phố Mẫu, Hà Nội|01062022`;
const MRZ = "IDVNM0991234561001099123456<<2\n9901155M3901153VNM<<<<<<<<<<<8\nNGUYEN<<VAN<MAU<<<<<<<<<<<<<<<";

function list(source: Parameters<typeof accessKeyCandidates>[0]): string[] {
  return accessKeyCandidates(source).map((key) => `${key.kind === "can" ? key.can : key.mrzInformation} ${key.origin}`);
}

describe("access keys", () => {
  it("from a number: the CAN", () => {
    expect(list({ number: NUMBER })).toEqual(["123456 number"]);
  });

  it("from number, birth and expiry: the CAN, then the triple with the last nine digits", () => {
    const expiry = { year: 2039, month: 1, day: 15 };
    expect(list({ number: NUMBER, birth: BIRTH, expiry })).toEqual(["123456 number", "099123456199011553901153 given"]);
    expect(accessKeyCandidates({ number: NUMBER, birth: BIRTH, expiry })[1]).toMatchObject({
      fields: { documentNumber: "099123456", birth: "990115", expiry: "390115" },
    });
  });

  it("from a card without expiry: both ways to write that", () => {
    expect(list({ number: "001060123456", birth: { year: 1960, month: 1, day: 15 }, expiry: null })).toEqual([
      "123456 number",
      "06012345636001157<<<<<<0 no-expiry-fillers",
      "060123456360011579912315 no-expiry-991231",
    ]);
  });

  it("from the QR code: the CAN, then computed expiry dates, the rule's first", () => {
    const keys = list({ qr: QR });
    expect(keys[0]).toBe("123456 qr");
    expect(keys[1]).toBe("099123456199011553901153 computed-expiry");
    expect(keys.slice(-2).map((key) => key.split(" ")[1])).toEqual(["no-expiry-fillers", "no-expiry-991231"]);
    expect(list({ qr: utf8(QR) })).toEqual(keys);
  });

  it("from a QR code that has the expiry: that first", () => {
    expect(list({ qr: `${QR}|15012045` })[1]).toMatch(/^09912345619901155450115\d qr$/);
    expect(list({ qr: `${QR}|Không hết hạn` })[1]).toMatch(/ no-expiry-fillers$/);
  });

  it("from the zone: the CAN of the twelve digits, and the printed triple", () => {
    expect(list({ mrz: MRZ })).toEqual(["123456 mrz", "099123456199011553901153 mrz"]);
    expect(
      list({ mrz: "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10" }),
    ).toEqual(["L898902C3674081221204159 mrz"]);
  });

  it("from all: each key once, the zone's before computed ones", () => {
    const keys = list({ number: NUMBER, birth: BIRTH, qr: QR, mrz: MRZ, today: { year: 2026, month: 11, day: 22 } });
    expect(keys.slice(0, 2)).toEqual(["123456 mrz", "099123456199011553901153 mrz"]);
    const secrets = keys.map((key) => key.split(" ")[0]);
    expect(new Set(secrets).size).toBe(secrets.length);
    expect(list({ number: "001099654321", mrz: MRZ }).slice(0, 2)).toEqual(["123456 mrz", "654321 number"]);
  });

  it("from nothing: nothing", () => expect(list({})).toEqual([]));

  it.each([
    [{ number: "099123456" }, "vietnam.number"],
    [{ number: NUMBER, birth: { year: 1999, month: 2, day: 29 } }, "vietnam.number"],
    [{ number: NUMBER, birth: BIRTH, expiry: { year: 2039, month: 13, day: 1 } }, "vietnam.number"],
    [{ qr: "https://example.org/" }, "vietnam.qr"],
    [{ mrz: "IDVNM" }, "mrz.unreadable"],
    [
      { mrz: "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<" },
      "mrz.compose",
    ],
  ])("refuses %j", (source, code) => {
    expect(() => accessKeyCandidates(source)).toThrow(expect.objectContaining({ code }));
  });
});
