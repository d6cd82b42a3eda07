import { describe, expect, it } from "vitest";
import { dataJson, describeData } from "../../test/data.js";
import { checkDigit } from "./check-digit.js";
import { mrzInformation } from "./mrz-information.js";
import { parseMrz } from "./parse.js";
import { repairMrz } from "./repair.js";
import type { Mrz } from "./types.js";

interface Case {
  readonly lines: readonly string[];
  readonly format: string;
  readonly checkDigits: Readonly<
    Partial<
      Record<string, boolean | string> & { documentNumber: boolean | { withoutFiller: boolean; withFiller: boolean } }
    >
  >;
  readonly expectedFields?: Readonly<Record<string, string | null>>;
  readonly jmrtdExpected?: { documentNumber: string; optionalData1: string | null; optionalData2: string | null };
  readonly mrzInformation?: string;
}

const FORMATS: Readonly<Record<string, string>> = {
  FRENCH_ID: "FRENCH-ID",
  FRENCH_DRIVING_LICENCE: "FRENCH-DRIVING-LICENCE",
  SWISS_DRIVING_LICENCE: "SWISS-DRIVING-LICENCE",
};
const CHECKS: Readonly<Record<string, string>> = {
  idNumber: "documentNumber",
  dateOfBirth: "birth",
  dateOfExpiry: "expiry",
  optionalData: "optionalData1",
};
const SEXES: Readonly<Record<string, string>> = { male: "M", female: "F", nonspecified: "X" };

function found(mrz: Mrz, field: string): string | undefined {
  return mrz.checkDigits.find((check) => check.field === field)?.found;
}

/** Fields as the catalogue's source names them. */
function stated(mrz: Mrz): Record<string, string | undefined> {
  const french = mrz.format === "FRENCH-ID";
  const swiss = mrz.format === "SWISS-DRIVING-LICENCE";
  return {
    documentCode: mrz.documentCode,
    issuingState: mrz.issuer,
    documentNumber: french ? mrz.documentNumber.slice(7) : mrz.documentNumber,
    documentNumberCheckDigit: found(mrz, "documentNumber"),
    expirationDate: mrz.expiry?.raw,
    expirationDateCheckDigit: found(mrz, "expiry"),
    birthDate: mrz.birth?.raw,
    birthDateCheckDigit: found(mrz, "birth"),
    lastName: mrz.name.primary,
    firstName: mrz.name.secondary,
    compositeCheckDigit: found(mrz, "composite"),
    nationality: mrz.nationality,
    // The source writes fillers inside optional data as spaces, and keeps the overflow of a number in it.
    optional1:
      mrz.documentNumberReading === "plain"
        ? mrz.optionalData1.replaceAll("<", " ")
        : `${mrz.documentNumber.slice(9)}${found(mrz, "documentNumber")}${mrz.optionalData1}`,
    optional2: mrz.optionalData2.replaceAll("<", " "),
    optional: mrz.optionalData1,
    personalNumber: mrz.optionalData1,
    personalNumberCheckDigit: found(mrz, "optionalData1"),
    administrativeCode: mrz.extras.administrativeCode,
    administrativeCode2: mrz.extras.department,
    issueDate: mrz.extras.issueMonth,
    languageCode: swiss ? mrz.extras.languageCode : undefined,
    pinCode: mrz.extras.pinCode,
    versionNumber: mrz.extras.versionNumber,
  };
}

describeData("MRZ catalogue", () => {
  const { mrz: cases } = dataJson<{ mrz: Case[] }>("mrz/mrz.json");

  it("has 72 zones", () => expect(cases).toHaveLength(72));

  describe.each(cases.map((entry, index) => ({ index, ...entry })))("$index $format", (entry) => {
    const result = parseMrz(entry.lines);

    if (entry.format === "OTHER" || entry.format.startsWith("LENGTHS")) {
      it("is refused with an issue", () => {
        expect(result.ok).toBe(false);
        expect(result.issues.map((issue) => issue.code)).toEqual(["mrz.format.unknown"]);
      });
      return;
    }
    if (!result.ok) throw new Error("The zone was not recognised.");
    const { mrz } = result;

    it("has the format", () => expect(mrz.format).toBe(FORMATS[entry.format] ?? entry.format));

    it("has the check digits as computed independently", () => {
      for (const [name, value] of Object.entries(entry.checkDigits)) {
        if (name === "longDocumentNumber") {
          expect(mrz.documentNumber).toBe(value);
          continue;
        }
        const check = mrz.checkDigits.find((c) => c.field === (CHECKS[name] ?? name));
        const ok = typeof value === "object" ? value.withoutFiller || value.withFiller : value;
        expect({ name, ok: check?.ok }).toEqual({ name, ok });
        if (typeof value === "object" && !value.withoutFiller && value.withFiller) {
          expect(mrz.documentNumberReading).toBe("overflow-with-filler");
        }
      }
      const wrong = result.issues.filter((issue) => issue.code.startsWith("mrz.check-digit"));
      expect(wrong).toHaveLength(mrz.checkDigits.filter((check) => !check.ok).length);
    });

    it("has the fields that the source states", () => {
      const fields = stated(mrz);
      for (const [name, value] of Object.entries(entry.expectedFields ?? {})) {
        // null: the source's parser refused the value (UTO is no country to it), which says nothing of its text.
        if (value === null || (name === "documentNumber" && mrz.format === "FRENCH-ID" && !mrz.checkDigitsOk)) continue;
        if (name === "sex") expect(mrz.sex).toBe(SEXES[value]);
        else expect({ name, value: fields[name] }).toEqual({ name, value: value === "<" ? "<" : value });
      }
      if (entry.jmrtdExpected !== undefined) {
        expect(mrz.documentNumber).toBe(entry.jmrtdExpected.documentNumber);
        expect(mrz.optionalData1).toBe(entry.jmrtdExpected.optionalData1);
        expect(mrz.optionalData2).toBe(entry.jmrtdExpected.optionalData2 ?? "");
      }
      if (entry.mrzInformation !== undefined) expect(mrzInformation(mrz)).toBe(entry.mrzInformation);
    });

    it("is not changed by the repair when nothing is wrong", () => {
      const repair = repairMrz(entry.lines);
      const issues = result.issues.filter((issue) => issue.severity !== "note");
      if (issues.length === 0) {
        expect(repair.status).toBe("unchanged");
        expect(repair.mrz?.lines).toEqual(mrz.lines);
      }
      for (const candidate of repair.candidates) expect(candidate.mrz.checkDigitsOk).toBe(true);
    });
  });
});

describeData("check digits", () => {
  const { cases } = dataJson<{ cases: { data: string; checkDigit: string }[] }>("mrz/check-digits.json");
  it.each(cases)("$data", ({ data, checkDigit: digit }) => expect(checkDigit(data)).toBe(digit));
});
