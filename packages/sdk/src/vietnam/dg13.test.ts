import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../bytes/bytes.js";
import { readDg13 } from "./dg13.js";
import { writeDg13 } from "./dg13-write.js";

/** A synthetic DG13 built independently with OpenSSL. */
const DG13 = `
6d82016830820164020101060628d316010008318201553011020101130c30303130393931323334353630180201020c134e677579e1bb856e2056c4836e204de1baab75
300f020103130a31352f30312f3139393930080201040c034e616d300f0201050c0a5669e1bb8774204e616d30090201060c044b696e68300b0201070c064b68c3b46e67
30280201080c2358c3a3204de1baab752c20487579e1bb876e204de1baab752c2048c3a0204ee1bb996930220201090c1d53e1bb912031205068e1bb91204de1baab752c
2048c3a0204ee1bb9969301702010a0c124ee1bb9174207275e1bb936920433a31636d300f02010b130a32302f30322f32303231300f02010c0c0a31352f30312f323033
39302d02010d30130c114e677579e1bb856e2056c4836e2043686130130c115472e1baa76e205468e1bb8b204de1bab9300302010e300e02010f13093031323334353637
383015020110131030303131323233333434353536363737`;

const CONTENT = {
  personalNumber: "001099123456",
  fullName: "Nguyễn Văn Mẫu",
  birth: "15/01/1999",
  sex: "Nam",
  nationality: "Việt Nam",
  ethnicity: "Kinh",
  religion: "Không",
  placeOfOrigin: "Xã Mẫu, Huyện Mẫu, Hà Nội",
  placeOfResidence: "Số 1 Phố Mẫu, Hà Nội",
  identifyingFeatures: "Nốt ruồi C:1cm",
  issued: "20/02/2021",
  expires: "15/01/2039",
  parents: ["Nguyễn Văn Cha", "Trần Thị Mẹ"],
  spouse: null,
  oldNumber: "012345678",
  unknown16: "0011223344556677",
};

describe("DG13", () => {
  it("writes the synthetic file byte for byte", () => {
    expect(toHex(writeDg13(CONTENT))).toBe(DG13.replace(/\s/g, ""));
  });

  it("reads the synthetic file", () => {
    const result = readDg13(fromHex(DG13));
    if (!result.ok) throw new Error(result.message);
    const { dg13 } = result;
    expect(dg13).toMatchObject({
      version: 1,
      personalNumber: "001099123456",
      fullName: "Nguyễn Văn Mẫu",
      birth: { text: "15/01/1999", iso: "1999-01-15", year: 1999, month: 1, day: 15 },
      sex: "M",
      expires: { iso: "2039-01-15", noExpiry: false },
      father: "Nguyễn Văn Cha",
      mother: "Trần Thị Mẹ",
      spouse: undefined,
      oldNumber: "012345678",
      unknown16: "0011223344556677",
      quirks: [],
      issues: [],
    });
    expect(dg13.fields.map((field) => field.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
  });
});
