import { describe, expect, it } from "vitest";
import { derUtf8 } from "../asn1/encode.js";
import { readDg13 } from "./dg13.js";
import { publicDg13 } from "./dg13-public.js";
import type { VietnamDg13 } from "./dg13-types.js";
import { type Dg13Content, writeDg13 } from "./dg13-write.js";

function dg13(content: Dg13Content): VietnamDg13 {
  const result = readDg13(writeDg13(content));
  if (!result.ok) throw new Error(result.message);
  return result.dg13;
}

const CONTENT: Dg13Content = {
  personalNumber: "001099123456",
  fullName: "Nguyễn Văn Mẫu",
  birth: "15/01/1999",
  sex: "Nam",
  ethnicity: "Kinh",
  religion: "Phật giáo",
  issued: "20/02/2021",
  expires: "15/01/2039",
  parents: ["Nguyễn Văn Cha", "Trần Thị Mẹ"],
  spouse: null,
  oldNumber: "012345678",
  extra: [
    { number: 6, values: [derUtf8("Tày")] },
    { number: 40, values: [derUtf8("Hoa")] },
  ],
};

describe("publicDg13", () => {
  it("holds no ethnicity, no religion and no raw bytes unless asked", () => {
    const shown = publicDg13(dg13(CONTENT));
    expect(shown).toEqual({
      personalNumber: "001099123456",
      fullName: "Nguyễn Văn Mẫu",
      birth: "1999-01-15",
      sex: "M",
      issued: "2021-02-20",
      expires: "2039-01-15",
      father: "Nguyễn Văn Cha",
      mother: "Trần Thị Mẹ",
      oldNumber: "012345678",
      unknownFields: [40],
      issues: ["dg13.field-repeated", "dg13.field-unknown"],
    });
    const text = JSON.stringify(shown);
    for (const secret of ["Kinh", "Phật", "Tày", "Hoa"]) expect(text).not.toContain(secret);
  });

  it("has them when asked", () => {
    const shown = publicDg13(dg13(CONTENT), { personal: true });
    expect(shown).toMatchObject({ ethnicity: "Kinh", religion: "Phật giáo" });
    expect(shown.raw?.map(({ number }) => number)).toEqual([1, 2, 3, 4, 6, 7, 11, 12, 13, 14, 15, 6, 40]);
  });

  it("shows no expiry as null and a date that is none as its text", () => {
    expect(publicDg13(dg13({ expires: "Không thời hạn" })).expires).toBeNull();
    expect(publicDg13(dg13({ birth: "?" })).birth).toBe("?");
    expect(publicDg13(dg13({ parents: ["A"] }))).toEqual({ parents: ["A"], issues: ["dg13.parents-count"] });
    expect(publicDg13(dg13({}))).toEqual({ issues: [] });
  });
});
