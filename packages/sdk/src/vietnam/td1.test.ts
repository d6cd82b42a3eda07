import { describe, expect, it } from "vitest";
import { parseMrz } from "../mrz/parse.js";
import type { Mrz } from "../mrz/types.js";
import { composeVietnamTd1, isVietnamTd1, readVietnamTd1, repairVietnamMrz } from "./td1.js";

const LINES = ["IDVNM0991234561001099123456<<2", "9901155M3901153VNM<<<<<<<<<<<8", "NGUYEN<<VAN<MAU<<<<<<<<<<<<<<<"];

function parsed(lines: readonly string[]): Mrz {
  const result = parseMrz(lines);
  if (!result.ok) throw new Error("not recognised");
  return result.mrz;
}

function issues(first: string): readonly string[] | undefined {
  return readVietnamTd1(parsed([first, ...LINES.slice(1)]))?.issues;
}

describe("Vietnam's TD1", () => {
  it("is written with the digit at position 30", () => {
    expect(
      composeVietnamTd1({
        personalNumber: "001099123456",
        primary: "Nguyễn",
        secondary: "Văn Mẫu",
        birth: "990115",
        sex: "M",
        expiry: "390115",
      }),
    ).toEqual(LINES);
  });

  it("without expiry has fillers", () => {
    const lines = composeVietnamTd1({
      personalNumber: "001160123456",
      primary: "Trần",
      secondary: "Thị Mẫu",
      birth: "600115",
      sex: "F",
      expiry: "<<<<<<",
    });
    expect(parsed(lines)).toMatchObject({ checkDigitsOk: true, expiry: { status: "unknown" } });
  });

  it("refuses a number that is not twelve digits", () => {
    const fields = { primary: "A", secondary: "", birth: "990115", sex: "M", expiry: "390115" } as const;
    expect(() => composeVietnamTd1({ ...fields, personalNumber: "099123456" })).toThrow(
      expect.objectContaining({ code: "vietnam.number" }),
    );
  });

  it("gives the twelve digits of the optional data", () => {
    expect(readVietnamTd1(parsed(LINES))).toEqual({ personalNumber: "001099123456", issues: [] });
  });

  it("sees what departs from the national rules", () => {
    expect(issues("IDVNM0991234561001099123456<<3")).toEqual(["td1.check-digit"]);
    expect(issues("IDVNM0991234561001099123457<<9")).toContain("td1.document-number");
    expect(issues("IDVNM0991234561<<<<<<<<<<<<<<<")).toEqual(["td1.personal-number", "td1.check-digit"]);
    expect(issues("IDVNM0991234561001099123456A<2")).toContain("td1.fillers");
  });

  it("is no other document's business", () => {
    const other = parsed([
      "I<UTOD231458907<<<<<<<<<<<<<<<",
      "7408122F1204159UTO<<<<<<<<<<<6",
      "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    ]);
    expect(isVietnamTd1(other)).toBe(false);
    expect(readVietnamTd1(other)).toBeUndefined();
  });
});

describe("repairVietnamMrz", () => {
  it("reads letters in the number fields as digits, and K and C as fillers", () => {
    const repair = repairVietnamMrz([
      "IDVNMO9912345610OIO99I23456KK2",
      "99O1155M3901I53VNM<<KK<<C<<<<8",
      LINES[2] ?? "",
    ]);
    expect(repair.status).toBe("repaired");
    expect(repair.mrz?.lines).toEqual(LINES);
    // A K weighs as much as a filler, so no digit can judge it; O, I and C weigh otherwise.
    for (const change of repair.changes) expect(change.verified).toBe(change.from !== "K");
  });

  it("uses the digit at position 30", () => {
    // Without it a letter of the optional data would be judged by the composite digit alone.
    const repair = repairVietnamMrz(["IDVNM099123456100109?123456<<2", ...LINES.slice(1)]);
    expect(repair.mrz?.lines).toEqual(LINES);
    const wrong = repairVietnamMrz(["IDVNM0991234561001099123456<<3", ...LINES.slice(1)]);
    expect(wrong.status).toBe("not-repairable");
  });

  it("leaves other documents to the general rules", () => {
    const lines = [
      "I<UTOD231458907<<<<<<<<<<<<<<<",
      "7408122F1204159UTO<<<<<<<<<<<6",
      "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    ];
    expect(repairVietnamMrz(lines).status).toBe("unchanged");
    expect(repairVietnamMrz("").status).toBe("not-repairable");
  });
});
