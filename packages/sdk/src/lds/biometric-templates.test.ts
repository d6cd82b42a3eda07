import { describe, expect, it } from "vitest";
import { fromHex } from "../bytes/bytes.js";
import { encodeTlv } from "../tlv/tlv.js";
import { readBiometricTemplates, writeBiometricTemplates } from "./biometric-templates.js";
import { readDg3, writeDg3 } from "./dg3.js";
import { readDg4, writeDg4 } from "./dg4.js";

const FINGER = {
  header: {
    version: fromHex("0101"),
    biometricType: fromHex("08"),
    biometricSubtype: fromHex("09"),
    creationDateTime: fromHex("20240101000000"),
    validityPeriod: fromHex("2024010120340101"),
    creator: fromHex("0001"),
    formatOwner: fromHex("0101"),
    formatType: fromHex("0007"),
  },
  data: fromHex("c0ffee"),
};

function refused(value: Uint8Array, code: string): void {
  expect(() => readBiometricTemplates(value, "DG3")).toThrow(expect.objectContaining({ name: "ChipidError", code }));
}

describe("biometric information templates", () => {
  it("are read as written", () => {
    const constructed = { header: {}, dataTag: 0x7f2e, data: fromHex("a100") } as const;
    expect(readBiometricTemplates(writeBiometricTemplates([FINGER, constructed]), "DG3")).toEqual([
      { ...FINGER, dataTag: 0x5f2e },
      {
        header: Object.fromEntries(Object.keys(FINGER.header).map((name) => [name, undefined])),
        dataTag: 0x7f2e,
        data: fromHex("a100"),
      },
    ]);
  });

  it("may be none, beside random bytes", () => {
    expect(readBiometricTemplates(encodeTlv(0x7f61, fromHex("020100 5304 12345678")), "DG3")).toEqual([]);
  });

  it("have to be as many as announced (T72)", () => {
    const one = writeBiometricTemplates([FINGER]);
    const body = one.subarray(4);
    const counted = (count: string) => encodeTlv(0x7f61, fromHex(count), body.subarray(2));
    expect(readBiometricTemplates(one, "DG3")).toHaveLength(1);
    refused(counted("020102"), "lds.structure");
    refused(counted("02047fffffff"), "lds.limit");
    refused(counted("020480000000"), "lds.limit");
    refused(counted("02050000000001"), "lds.structure");
    refused(encodeTlv(0x7f61, body.subarray(2)), "lds.structure");
  });

  it("have one header and one data block, and nothing beside them", () => {
    const group = (...parts: Uint8Array[]) => encodeTlv(0x7f61, fromHex("020101"), ...parts);
    refused(group(encodeTlv(0x7f60, fromHex("a100"))), "lds.structure");
    refused(group(encodeTlv(0x7f60, fromHex("5f2e00"))), "lds.structure");
    refused(group(encodeTlv(0x7f60, fromHex("a100 5f2e00 7f2e00"))), "lds.structure");
    refused(group(encodeTlv(0x7f60, fromHex("a100 5f2e00")), fromHex("8000")), "lds.structure");
    refused(fromHex("7f6184ffffffff"), "tlv.length");
    refused(new Uint8Array(0), "lds.structure");
  });

  it("nested 5000 deep end at the first level that is not theirs (T71)", () => {
    let nested = new Uint8Array(0);
    for (let i = 0; i < 5000; i++) nested = new Uint8Array(encodeTlv(0x7f61, nested));
    refused(nested, "lds.structure");
  });
});

describe("DG3 and DG4", () => {
  it("give headers and lengths alone", () => {
    const summary = { header: FINGER.header, dataTag: 0x5f2e, dataLength: 3 };
    const dg3 = writeDg3([FINGER]);
    expect(readDg3(dg3)).toEqual({ length: dg3.length, trailingBytes: 0, templates: [summary] });
    expect(readDg4(writeDg4([FINGER, FINGER])).templates).toEqual([summary, summary]);
    expect(readDg3(writeDg3([])).templates).toEqual([]);
    expect(() => readDg4(dg3)).toThrow(expect.objectContaining({ code: "lds.tag" }));
  });

  it("hold no view of the file", () => {
    const bytes = writeDg3([FINGER]);
    const buffers = readDg3(bytes).templates.flatMap(({ header }) =>
      Object.values<Uint8Array | undefined>({ ...header }).map((value) => value?.buffer),
    );
    expect(buffers).toHaveLength(8);
    expect(buffers).not.toContain(bytes.buffer);
  });
});
