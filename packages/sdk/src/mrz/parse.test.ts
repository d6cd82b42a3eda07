import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mrzInformation } from "./mrz-information.js";
import { parseMrz } from "./parse.js";
import type { Mrz, MrzIssueCode } from "./types.js";

const VIETNAM = "IDVNM0991234561001099123456<<2\n9901155M3901153VNM<<<<<<<<<<<8\nNGUYEN<<VAN<MAU<<<<<<<<<<<<<<<";
const PASSPORT = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];

function read(text: string | readonly string[]): { mrz: Mrz; codes: MrzIssueCode[] } {
  const result = parseMrz(text);
  if (!result.ok) throw new Error(result.issues.map((issue) => issue.code).join());
  return { mrz: result.mrz, codes: result.issues.map((issue) => issue.code) };
}

/** The passport's second line with another text at a position, from 1. */
function second(column: number, text: string): readonly string[] {
  const [first = "", line = ""] = PASSPORT;
  return [first, line.slice(0, column - 1) + text + line.slice(column - 1 + text.length)];
}

describe("parseMrz", () => {
  it("reads Vietnam's TD1", () => {
    const { mrz, codes } = read(VIETNAM);
    expect(codes).toEqual([]);
    expect(mrz).toMatchObject({
      format: "TD1",
      documentCode: "ID",
      issuer: "VNM",
      documentNumber: "099123456",
      nationality: "VNM",
      name: { primary: "NGUYEN", secondary: "VAN MAU", truncated: false },
      birth: { raw: "990115", yearOfCentury: 99, month: 1, day: 15 },
      sex: "M",
      optionalData1: "001099123456<<2",
      checkDigitsOk: true,
    });
    expect(mrzInformation(mrz)).toBe("099123456199011553901153");
  });

  it("takes one string, lines, and line breaks of every kind", () => {
    const expected = read(VIETNAM).mrz;
    for (const text of [
      VIETNAM.replaceAll("\n", ""),
      VIETNAM.split("\n"),
      VIETNAM.replaceAll("\n", "\r\n"),
      `\n  ${VIETNAM.replaceAll("\n", "\r")}\n\n`,
      [VIETNAM],
    ]) {
      const { mrz, codes } = read(text);
      expect(mrz).toEqual(expected);
      expect(codes).toEqual([]);
    }
    expect(read(PASSPORT.join("")).mrz.format).toBe("TD3");
  });

  it("tells of lower case and spaces", () => {
    expect(read(VIETNAM.toLowerCase())).toEqual({ mrz: read(VIETNAM).mrz, codes: ["mrz.input.lower-case"] });
    expect(read(VIETNAM.replaceAll("<<<", "< <<")).codes).toEqual(["mrz.input.spaces"]);
  });

  it("does not make other letters into MRZ letters", () => {
    // A dotless i and a sharp s have capitals that the zone has.
    expect(read(second(1, "ı")).codes).toContain("mrz.character");
    expect(parseMrz(["ß".repeat(44), "0".repeat(44)])).toMatchObject({ ok: true });
  });

  it.each([
    ["nothing", "", ["mrz.input.empty"]],
    ["white space", " \n\t\n", ["mrz.input.empty"]],
    ["a line too short", VIETNAM.slice(0, -1), ["mrz.format.unknown"]],
    ["four lines", `${VIETNAM}\n${"<".repeat(30)}`, ["mrz.format.unknown"]],
    ["too much", "<".repeat(2000), ["mrz.input.too-long"]],
  ])("refuses %s", (_, text, codes) => {
    const result = parseMrz(text);
    expect(result.ok).toBe(false);
    expect(result.issues.map((issue) => issue.code)).toEqual(codes);
  });

  it.each<[string, readonly string[], MrzIssueCode[]]>([
    ["a wrong check digit", second(10, "7"), ["mrz.check-digit.wrong", "mrz.check-digit.wrong"]],
    ["a filler for a check digit", second(20, "<"), ["mrz.check-digit.wrong", "mrz.check-digit.wrong"]],
    ["a sex that is none", second(21, "K"), ["mrz.sex"]],
    ["X for the sex", second(21, "X"), ["mrz.sex"]],
    ["a digit in the nationality", second(11, "UT0"), ["mrz.nationality"]],
  ])("reports %s", (_, lines, codes) => expect(read(lines).codes).toEqual(codes));

  it("gives the place of what is wrong", () => {
    const result = parseMrz(second(10, "7"));
    expect(result.issues[0]).toMatchObject({ field: "documentNumber", line: 2, column: 10, severity: "error" });
    expect(result.ok && result.mrz.checkDigits[0]).toEqual({
      field: "documentNumber",
      expected: "6",
      found: "7",
      ok: false,
      blank: false,
      line: 2,
      column: 10,
    });
  });

  it("reads unspecified sex, unknown dates and a blank check digit", () => {
    expect(read(second(21, "<")).mrz.sex).toBe("X");
    const { mrz, codes } = read(second(22, "<<<<<<<"));
    expect(mrz.expiry).toEqual({
      raw: "<<<<<<",
      yearOfCentury: undefined,
      month: undefined,
      day: undefined,
      status: "unknown",
    });
    expect(mrz.checkDigits.find((check) => check.field === "expiry")).toMatchObject({ ok: false, blank: true });
    expect(codes).toContain("mrz.check-digit.blank");
    expect(codes).toContain("mrz.date.unknown-part");
  });

  // Check digits of long numbers in either reading (T87b).
  it.each([
    ["I<PRT007777779<ZZ92<<<<<<<<<<<", "007777779ZZ9", "overflow", true],
    ["IDBEL000590240<6013<<<<<<<<<<<", "000590240601", "overflow-with-filler", true],
    ["IDBEL000590240<6016<<<<<<<<<<<", "000590240601", "overflow", false],
    ["I<UTOD23145890<7349<<<<<<<<<<<", "D23145890734", "overflow", true],
    ["I<UTOD23145890<9<<<<<<<<<<<<<<", "D23145890", "plain", false],
    ["I<UTOD23145890<<7349<<<<<<<<<<", "D23145890", "plain", false],
  ])("%s has the number %s", (line, number, reading, ok) => {
    const { mrz } = read([line, "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"]);
    expect(mrz.documentNumber).toBe(number);
    expect(mrz.documentNumberReading).toBe(reading);
    expect(mrz.checkDigits.find((check) => check.field === "documentNumber")?.ok).toBe(ok);
  });

  it("never throws, whatever the text", () => {
    const character = fc.constantFrom(..."<<<<AZKO0189?é \n");
    const base = fc.constantFrom(
      VIETNAM,
      PASSPORT.join("\n"),
      "IDFRATEST<NAME<<<<<<<<<<<<<<<<0CHE02\n1710GVA123451ROBERTA<<<<<<<9112311F2",
    );
    fc.assert(
      fc.property(base, fc.array(fc.tuple(fc.nat(91), character), { maxLength: 20 }), (text, edits) => {
        const characters = [...text];
        for (const [at, to] of edits) characters[at % characters.length] = to;
        const result = parseMrz(characters.join(""));
        if (result.ok) {
          const { mrz } = result;
          expect(mrz.lines.join("").length).toBeGreaterThan(0);
          expect(mrz.checkDigitsOk).toBe(mrz.checkDigits.every((check) => check.ok));
          const wrong = result.issues.filter((issue) => issue.code.startsWith("mrz.check-digit"));
          expect(wrong).toHaveLength(mrz.checkDigits.filter((check) => !check.ok).length);
        } else {
          expect(result.issues.some((issue) => issue.severity === "error")).toBe(true);
        }
      }),
      { seed: 90, numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(typeof parseMrz(text).ok).toBe("boolean");
      }),
      { seed: 91, numRuns: 500 },
    );
  });

  it("one wrong character in a covered field is seen, save those the weights cannot tell apart", () => {
    const value = (c: string) => (c === "<" ? 0 : Number.parseInt(c, 36));
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 8 }),
        fc.constantFrom(..."<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        (at, to) => {
          const { mrz } = read(second(at + 1, to));
          const from = PASSPORT[1]?.charAt(at) ?? "";
          expect(mrz.checkDigits[0]?.ok).toBe((value(from) - value(to)) % 10 === 0);
        },
      ),
      { seed: 92 },
    );
  });
});

describe("mrzInformation", () => {
  // ICAO Doc 9303-11 Appendix D.2.
  it("is that of the standard's examples", () => {
    expect(mrzInformation({ documentNumber: "L898902C<", birth: "690806", expiry: "940623" })).toBe(
      "L898902C<369080619406236",
    );
    expect(mrzInformation({ documentNumber: "L898902C", birth: "690806", expiry: "940623" })).toBe(
      "L898902C<369080619406236",
    );
    expect(mrzInformation({ documentNumber: "D23145890734", birth: "340712", expiry: "950712" })).toBe(
      "D23145890734934071279507122",
    );
  });

  it("from a zone takes the printed characters", () => {
    expect(mrzInformation(read(PASSPORT).mrz)).toBe("L898902C3674081221204159");
    expect(mrzInformation(read(second(10, "7")).mrz)).toBe("L898902C3774081221204159");
    const long = read([
      "IDBEL000590240<6013<<<<<<<<<<<",
      "8512017F1311048BEL851201002007",
      "REINARTZ<<ULRIKE<KATIA<E<<<<<<",
    ]);
    expect(mrzInformation(long.mrz)).toBe("000590240601385120171311048");
  });

  it("refuses what gives no key", () => {
    const bad = [
      { documentNumber: "", birth: "690806", expiry: "940623" },
      { documentNumber: "L898902C", birth: "1969-08", expiry: "940623" },
      { documentNumber: "l898902c", birth: "690806", expiry: "940623" },
    ];
    for (const fields of bad) {
      expect(() => mrzInformation(fields)).toThrow(expect.objectContaining({ code: "mrz.compose" }));
    }
    const visa = read(["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"]);
    expect(() => mrzInformation(visa.mrz)).toThrow(expect.objectContaining({ code: "mrz.compose" }));
  });
});
