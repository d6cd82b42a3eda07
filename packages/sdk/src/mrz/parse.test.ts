import { describe, expect, it } from "vitest";
import { mrzInformation } from "./mrz-information.js";
import { parseMrz } from "./parse.js";
import type { Mrz, MrzIssueCode } from "./types.js";

function read(text: string): { mrz: Mrz; codes: MrzIssueCode[] } {
  const result = parseMrz(text);
  if (!result.ok) throw new Error(result.issues.map((issue) => issue.code).join());
  return { mrz: result.mrz, codes: result.issues.map((issue) => issue.code) };
}

describe("parseMrz", () => {
  it("reads Vietnam's TD1", () => {
    const { mrz, codes } = read(
      "IDVNM0991234561001099123456<<2\n9901155M3901153VNM<<<<<<<<<<<8\nNGUYEN<<VAN<MAU<<<<<<<<<<<<<<<",
    );
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
});
