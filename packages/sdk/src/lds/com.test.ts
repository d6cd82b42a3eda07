import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../bytes/bytes.js";
import { readCom, writeCom } from "./com.js";
import { DATA_GROUP_NUMBERS } from "./files.js";

// ICAO 9303-10 Appendix A.1: LDS 1.7, Unicode 4.0.0, DG1, DG2, DG4, DG12.
const EXAMPLE = "60165F0104303130375F36063034303030305C046175766C";

describe("EF.COM", () => {
  it("reads the example of the standard", () => {
    expect(readCom(fromHex(EXAMPLE))).toMatchObject({
      ldsVersion: "0107",
      unicodeVersion: "040000",
      tags: [0x61, 0x75, 0x76, 0x6c],
      dataGroups: [1, 2, 4, 12],
      trailingBytes: 0,
    });
  });

  it("writes it", () => {
    expect(toHex(writeCom({ dataGroups: [1, 2, 4, 12] }))).toBe(EXAMPLE.toLowerCase());
    expect(() => writeCom({ ldsVersion: "1.7", dataGroups: [] })).toThrow(
      expect.objectContaining({ code: "lds.value" }),
    );
  });

  it("keeps unknown tags in the list and counts bytes behind the file", () => {
    const com = readCom(fromHex("60185F0104303130375F36063034303030305C06756175997F619000"));
    expect(com.tags).toEqual([0x75, 0x61, 0x75, 0x99, 0x7f61]);
    expect(com.dataGroups).toEqual([1, 2]);
    expect(com.trailingBytes).toBe(2);
    expect(com.raw).toHaveLength(26);
  });

  it.each([
    ["no version", "600D5F36063034303030305C026175"],
    ["no tag list", "60105F0104303130375F3606303430303030"],
    ["version of three bytes", "60135F01033031305F36063034303030305C026175"],
    ["two tag lists", "60185F0104303130375F36063034303030305C0261755C026175"],
  ])("refuses %s", (_, hex) => {
    expect(() => readCom(fromHex(hex))).toThrow(expect.objectContaining({ code: "lds.structure" }));
  });

  it("reads back what it writes", () => {
    fc.assert(
      fc.property(
        fc.subarray([...DATA_GROUP_NUMBERS]),
        fc.stringMatching(/^\d{4}$/),
        fc.stringMatching(/^\d{6}$/),
        (dataGroups, ldsVersion, unicodeVersion) => {
          expect(readCom(writeCom({ dataGroups, ldsVersion, unicodeVersion }))).toMatchObject({
            dataGroups,
            ldsVersion,
            unicodeVersion,
          });
        },
      ),
      { seed: 1 },
    );
  });
});
