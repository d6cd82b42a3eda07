import { describe, expect, it } from "vitest";
import { fromHex } from "../bytes/bytes.js";
import { headerOnlyJp2 } from "../simulator/header-only-jp2.js";
import { readDg12, writeDg12 } from "./dg12.js";

describe("DG12", () => {
  it("reads every field it writes", () => {
    const image = headerOnlyJp2(20, 10);
    const fields = {
      issuingAuthority: "MINISTRY OF PUBLIC SECURITY",
      dateOfIssue: "20240102",
      otherPersons: ["SMITH<<BRENDA<P"],
      endorsements: "NONE",
      taxOrExitRequirements: "NONE",
      frontImage: image,
      rearImage: image,
      personalizationTime: "20240103040506",
      personalizationSystem: "N-4962",
    };
    const dg12 = readDg12(writeDg12(fields));
    expect(dg12).toMatchObject({
      ...fields,
      dateOfIssue: { text: "20240102", year: 2024, month: 1, day: 2 },
      otherPersons: [{ primary: "SMITH", secondary: "BRENDA P" }],
      frontImage: { image, identification: { displayable: true, width: 20 } },
      rearImage: { image },
      personalizationTime: { hour: 4, minute: 5, second: 6 },
    });
    expect(dg12.issues).toEqual([]);
  });

  it("reads fillers as spaces", () => {
    expect(readDg12(writeDg12({ issuingAuthority: "UNITED<STATES<OF<AMERICA" })).issuingAuthority).toBe(
      "UNITED STATES OF AMERICA",
    );
  });

  it("reads dates in BCD, and reads on over dates that are none", () => {
    expect(readDg12(fromHex("6c0b5c025f265f260420240101")).dateOfIssue).toMatchObject({
      text: "20240101",
      encoding: "bcd",
    });
    const dg12 = readDg12(fromHex("6c0a5c025f265f2603202401"));
    expect(dg12.dateOfIssue).toBeUndefined();
    expect(dg12.issues).toEqual([{ tag: 0x5f26, problem: "date" }]);
  });

  it("refuses a tag list that names what nobody knows, and other files", () => {
    expect(() => readDg12(fromHex("6c045c025f00"))).toThrow(expect.objectContaining({ code: "lds.tag" }));
    expect(() => readDg12(fromHex("6b00"))).toThrow(expect.objectContaining({ code: "lds.tag" }));
    expect(() => writeDg12({ personalizationTime: "20240103" })).toThrow(
      expect.objectContaining({ code: "lds.value" }),
    );
  });
});
