import { expect, it } from "vitest";
import { dataJson, describeData } from "../../test/data.js";
import { fromHex, fromLatin1, latin1, toHex } from "../bytes/bytes.js";
import { digest } from "../crypto/digest.js";
import { mrzInformation } from "./mrz-information.js";
import { parseMrz } from "./parse.js";

interface Profile {
  readonly name: string;
  readonly mrz: readonly string[];
  readonly mrzPasswordSha1: string;
  readonly EF_DG1: string;
}

describeData("access keys of the German test cards", () => {
  const { profiles } = dataJson<{ profiles: Profile[] }>("virtual-chips/persosim.json");

  it("are seven profiles", () => expect(profiles).toHaveLength(7));

  it.each(profiles)("$name: SHA-1 of the MRZ information", ({ name, mrz: lines, mrzPasswordSha1, EF_DG1: dg1 }) => {
    const result = parseMrz(fromLatin1(fromHex(dg1).subarray(5)));
    if (!result.ok) throw new Error("not recognised");
    const { mrz } = result;
    expect(toHex(digest("sha-1", latin1(mrzInformation(mrz)))).toUpperCase()).toBe(mrzPasswordSha1);
    // One profile was made with the letters "null" for the nationality.
    expect(mrz.checkDigitsOk).toBe(name !== "Profile02");
    expect(mrz.lines).toEqual(lines.map((line) => line.toUpperCase()));
    const errors = result.issues.filter((issue) => issue.severity === "error").map((issue) => issue.code);
    expect(errors).toEqual(name === "Profile02" ? ["mrz.check-digit.wrong"] : []);
    expect(mrz.birth?.raw).toBe(lines[1]?.slice(0, 6));
    expect(mrz.birth?.status).toBe(mrz.birth?.raw.includes("<") === true ? "partial" : "complete");
  });
});
