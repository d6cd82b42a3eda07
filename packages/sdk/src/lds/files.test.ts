import { describe, expect, it } from "vitest";
import {
  DATA_GROUP_NUMBERS,
  dataGroupName,
  dataGroupOfTag,
  ELEMENTARY_FILES,
  elementaryFile,
  fileFromName,
  isDataGroupNumber,
  tagOfDataGroup,
} from "./files.js";

describe("registry", () => {
  it("has the identifiers of ICAO 9303-10", () => {
    const shown = (name: Parameters<typeof elementaryFile>[0]) => {
      const { tag, fid, sfi, parent } = elementaryFile(name);
      return [tag?.toString(16), fid.toString(16), sfi, parent];
    };
    expect(shown("EF.COM")).toEqual(["60", "11e", 0x1e, "emrtd"]);
    expect(shown("EF.SOD")).toEqual(["77", "11d", 0x1d, "emrtd"]);
    expect(shown("EF.CardAccess")).toEqual(["31", "11c", 0x1c, "mf"]);
    expect(shown("EF.CardSecurity")).toEqual(["30", "11d", 0x1d, "mf"]);
    expect(shown("EF.DIR")).toEqual(["61", "2f00", 0x1e, "mf"]);
    expect(shown("EF.ATR/INFO")).toEqual([undefined, "2f01", 1, "mf"]);
    expect(shown("DG1")).toEqual(["61", "101", 1, "emrtd"]);
    expect(shown("DG2")).toEqual(["75", "102", 2, "emrtd"]);
    expect(shown("DG16")).toEqual(["70", "110", 16, "emrtd"]);
  });

  it("has each identifier once in its application", () => {
    expect(ELEMENTARY_FILES).toHaveLength(22);
    expect(new Set(ELEMENTARY_FILES.map((file) => `${file.parent} ${file.fid}`)).size).toBe(22);
    expect(new Set(ELEMENTARY_FILES.map((file) => `${file.parent} ${file.sfi}`)).size).toBe(22);
  });

  it("goes from numbers to tags and back", () => {
    expect(DATA_GROUP_NUMBERS.map((number) => tagOfDataGroup(number).toString(16)).join(" ")).toBe(
      "61 75 63 76 65 66 67 68 69 6a 6b 6c 6d 6e 6f 70",
    );
    for (const number of DATA_GROUP_NUMBERS) expect(dataGroupOfTag(tagOfDataGroup(number))).toBe(number);
    expect(dataGroupOfTag(0x77)).toBeUndefined();
    expect(dataGroupName(7)).toBe("DG7");
    expect([0, 1, 16, 17, 1.5].map(isDataGroupNumber)).toEqual([false, true, true, false, false]);
  });
});

describe("fileFromName", () => {
  it.each([
    ["EF_SOD.bin", "EF.SOD"],
    ["EF.SOD", "EF.SOD"],
    ["EFSOD", "EF.SOD"],
    ["sod", "EF.SOD"],
    ["SOD.BIN", "EF.SOD"],
    ["ef.com.bin", "EF.COM"],
    ["Com", "EF.COM"],
    ["EF_DIR", "EF.DIR"],
    ["DG1.bin", "DG1"],
    ["EF.DG16", "DG16"],
    ["dg14", "DG14"],
    ["ef_cardaccess.bin", "EF.CardAccess"],
    ["CardSecurity", "EF.CardSecurity"],
    ["Datagroup1.bin", "DG1"],
    ["datagroup16", "DG16"],
    ["ef0101", "DG1"],
    ["ef0101.bin", "DG1"],
    ["EF010F", "DG15"],
    ["ef0110", "DG16"],
    ["ef011D", "EF.SOD"],
    ["EF011e.bin", "EF.COM"],
  ])("%s is %s", (filename, name) => expect(fileFromName(filename)).toBe(name));

  it.each([
    "DG0",
    "DG17",
    "DG01",
    "Datagroup0",
    "Datagroup17",
    "ef0100",
    "ef0111",
    "ef011C",
    "0101",
    "EF__SOD",
    "EF-SOD",
    "SODbin",
    "sod.txt",
    "NZ2013_EF_SOD.BIN",
    "EF_DG14_EAC_LDS_F06.bin",
    "dg1.bin.bak",
    "folder/dg1",
    "",
    "EF",
    "dg1\n",
  ])("%j is none", (filename) => expect(fileFromName(filename)).toBeUndefined());
});
