import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { derInteger, derOctetString, derOid, derPrintable, derUtf8, sequence } from "../asn1/encode.js";
import { concat, fromHex, latin1, toHex, utf8 } from "../bytes/bytes.js";
import { encodeTlv } from "../tlv/tlv.js";
import { readDg13 } from "./dg13.js";
import { DG13_OID, type VietnamDg13 } from "./dg13-types.js";
import { type Dg13Content, writeDg13 } from "./dg13-write.js";

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
} satisfies Dg13Content;

function read(bytes: Uint8Array): VietnamDg13 {
  const result = readDg13(bytes);
  if (!result.ok) throw new Error(result.message);
  return result.dg13;
}

function codes(dg13: VietnamDg13): string[] {
  return dg13.issues.map((issue) => issue.code);
}

/** DG13 of given field elements. */
function withFields(...fields: readonly Uint8Array[]): Uint8Array {
  return encodeTlv(0x6d, sequence(derInteger(1), derOid(DG13_OID), encodeTlv(0x31, ...fields)));
}

function field(number: number, ...values: readonly Uint8Array[]): Uint8Array {
  return sequence(derInteger(number), ...values);
}

describe("DG13", () => {
  it("is written byte for byte as the synthetic file", () => {
    expect(toHex(writeDg13(CONTENT))).toBe(DG13.replace(/\s/g, ""));
  });

  it("is read", () => {
    const dg13 = read(fromHex(DG13));
    expect(dg13).toMatchObject({
      version: 1,
      personalNumber: "001099123456",
      fullName: "Nguyễn Văn Mẫu",
      birth: { text: "15/01/1999", iso: "1999-01-15", year: 1999, month: 1, day: 15 },
      sex: "M",
      sexText: "Nam",
      nationality: "Việt Nam",
      ethnicity: "Kinh",
      religion: "Không",
      placeOfOrigin: "Xã Mẫu, Huyện Mẫu, Hà Nội",
      placeOfResidence: "Số 1 Phố Mẫu, Hà Nội",
      identifyingFeatures: "Nốt ruồi C:1cm",
      issued: { iso: "2021-02-20" },
      expires: { iso: "2039-01-15", noExpiry: false },
      father: "Nguyễn Văn Cha",
      mother: "Trần Thị Mẹ",
      spouse: undefined,
      oldNumber: "012345678",
      unknown16: "0011223344556677",
      unreadable: undefined,
      quirks: [],
      issues: [],
    });
    expect(dg13.fields.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
    expect(toHex(concat(...dg13.fields.map(({ raw }) => raw)))).toBe(DG13.replace(/\s/g, "").slice(46));
  });

  it("does not depend on the order of the fields", () => {
    const names = read(fromHex(DG13)).fields;
    fc.assert(
      fc.property(fc.shuffledSubarray([...names], { minLength: names.length }), (order) => {
        const { fields, ...rest } = read(withFields(...order.map(({ raw }) => raw)));
        const { fields: sorted, ...expected } = read(fromHex(DG13));
        expect(rest).toEqual(expected);
        expect(fields.map(({ number }) => number)).toEqual(order.map(({ number }) => number));
        expect(sorted).toHaveLength(order.length);
      }),
      { seed: 78, numRuns: 50 },
    );
  });

  it("reads values of 128 bytes and more, with either length form", () => {
    const long = `Số 1, ${"Đường Rất Dài ".repeat(40)}Hà Nội`;
    expect(read(writeDg13({ ...CONTENT, placeOfResidence: long })).placeOfResidence).toBe(long);
    const medium = "x".repeat(130);
    expect(read(writeDg13({ placeOfResidence: medium })).placeOfResidence).toBe(medium);
    // A length in three bytes where one would do: BER, told and read.
    const dg13 = read(withFields(fromHex("308200070201040c820000"), field(2, derUtf8("A"))));
    expect(dg13.fullName).toBe("A");
    expect(codes(dg13)).toContain("dg13.encoding");
    expect(dg13.quirks).toContain("non-minimal-length");
  });

  it("is not led astray by bytes inside a value that look like fields", () => {
    const trap = "\u0030\u000f\u0002\u0001\u0003\u0013\n01/01/1900";
    const dg13 = read(withFields(field(8, derUtf8(`Xã ${trap}`)), field(3, derPrintable("15/01/1999"))));
    expect(dg13.birth?.iso).toBe("1999-01-15");
    expect(dg13.placeOfOrigin).toBe(`Xã ${trap}`);
    expect(codes(dg13)).toEqual(["dg13.text-hazard"]);
  });

  it("takes a missing field, a bare number, an empty text and a NULL alike: not on the card", () => {
    const dg13 = read(
      withFields(field(2), field(9, derUtf8("")), field(14), field(15, fromHex("0500")), field(10, derUtf8("  "))),
    );
    expect(dg13).toMatchObject({
      personalNumber: undefined,
      fullName: undefined,
      placeOfResidence: undefined,
      spouse: undefined,
      oldNumber: undefined,
      identifyingFeatures: undefined,
      issues: [],
    });
    expect(dg13.fields).toHaveLength(5);
  });

  it("reads the spouse, also one whose name begins with a digit", () => {
    expect(read(writeDg13({ spouse: "Lê Thị Vợ" })).spouse).toBe("Lê Thị Vợ");
    expect(read(withFields(field(14, derUtf8("9 Lê")), field(15, derPrintable("012345678"))))).toMatchObject({
      spouse: "9 Lê",
      oldNumber: "012345678",
    });
    expect(codes(read(withFields(field(14, sequence(derUtf8("A")), sequence(derUtf8("B"))))))).toEqual([
      "dg13.spouse-count",
    ]);
  });

  it("keeps parents that are not two, and does not say which is which", () => {
    const one = read(writeDg13({ parents: ["Trần Thị Mẹ"] }));
    expect(one).toMatchObject({ father: undefined, mother: undefined, parents: ["Trần Thị Mẹ"] });
    expect(codes(one)).toEqual(["dg13.parents-count"]);
    const three = read(writeDg13({ parents: ["A", "B", "C"] }));
    expect(three.parents).toEqual(["A", "B", "C"]);
    expect(codes(three)).toEqual(["dg13.parents-count"]);
    // An empty first entry keeps its place.
    const mother = read(withFields(field(13, sequence(), sequence(derUtf8("Trần Thị Mẹ")))));
    expect(mother).toMatchObject({ father: undefined, mother: "Trần Thị Mẹ", parents: ["Trần Thị Mẹ"], issues: [] });
    // Texts without the inner SEQUENCE.
    expect(read(withFields(field(13, derUtf8("A"), derUtf8("B"))))).toMatchObject({ father: "A", mother: "B" });
  });

  it("keeps unknown fields raw", () => {
    const extra = { number: 17, values: [derOctetString(fromHex("00ff"))] };
    const dg13 = read(writeDg13({ ...CONTENT, extra: [extra] }));
    expect(dg13.fullName).toBe(CONTENT.fullName);
    expect(toHex(dg13.fields.at(-1)?.raw ?? new Uint8Array())).toBe("3007020111040200ff");
    expect(codes(dg13)).toContain("dg13.field-unknown");
  });

  it("keeps a repeated field and takes the first", () => {
    const dg13 = read(withFields(field(2, derUtf8("A")), field(2, derUtf8("B"))));
    expect(dg13.fullName).toBe("A");
    expect(dg13.fields.map(({ texts }) => texts)).toEqual([["A"], ["B"]]);
    expect(codes(dg13)).toEqual(["dg13.field-repeated"]);
  });

  it("goes on after a field that cannot be read", () => {
    const dg13 = read(
      withFields(
        fromHex("0402abcd"),
        fromHex("3003020200"),
        field(3, fromHex("0203010203")),
        sequence(),
        sequence(derUtf8("no number")),
        field(2, derUtf8("A")),
      ),
    );
    expect(dg13.fullName).toBe("A");
    expect(dg13.fields).toHaveLength(6);
    expect(codes(dg13).filter((code) => code === "dg13.field-unreadable")).toHaveLength(5);
  });

  it("keeps what stands before a broken element", () => {
    const dg13 = read(withFields(field(2, derUtf8("A")), fromHex("307f0201")));
    expect(dg13.fullName).toBe("A");
    expect(toHex(dg13.unreadable ?? new Uint8Array())).toBe("307f0201");
    expect(codes(dg13)).toEqual(["dg13.rest-unreadable"]);
  });

  it("reads letters in a string type that has none", () => {
    const printable = (bytes: Uint8Array) => encodeTlv(0x13, bytes);
    expect(read(withFields(field(2, printable(utf8("Mẫu"))))).fullName).toBe("Mẫu");
    const bytes = read(withFields(field(2, printable(latin1("Ann\u00e9")))));
    expect(bytes.fullName).toBe("Ann\u00e9");
    expect(codes(bytes)).toEqual(["dg13.text-encoding"]);
    expect(read(withFields(field(2, encodeTlv(0x1e, fromHex("004d1eab0075"))))).fullName).toBe("Mẫu");
  });

  it("flags texts that can deceive, and gives them as they are", () => {
    const name = "Nguyễn\u202e <b>";
    const dg13 = read(writeDg13({ fullName: name }));
    expect(dg13.fullName).toBe(name);
    expect(dg13.issues).toMatchObject([{ code: "dg13.text-hazard", field: 2, hazards: ["bidi-control", "markup"] }]);
  });

  it("reads every form of date", () => {
    expect(read(writeDg13({ birth: "1999" })).birth).toMatchObject({ iso: "1999", month: undefined });
    expect(read(writeDg13({ birth: "01/1999" })).birth).toMatchObject({ iso: "1999-01", day: undefined });
    const bad = read(writeDg13({ birth: "31/02/1999", issued: "hom nay" }));
    expect(bad.birth).toMatchObject({ text: "31/02/1999", iso: undefined });
    expect(codes(bad)).toEqual(["dg13.date", "dg13.date"]);
    for (const text of ["Không thời hạn", "KHÔNG THỜI HẠN", "Không thời hạn".normalize("NFD"), " Không  hết hạn "]) {
      const dg13 = read(writeDg13({ expires: text }));
      expect(dg13.expires).toMatchObject({ noExpiry: true, iso: undefined, text });
      expect(dg13.issues).toEqual([]);
    }
    expect(codes(read(writeDg13({ expires: "mai" })))).toEqual(["dg13.date"]);
  });

  it("tells of values of another shape", () => {
    const dg13 = read(writeDg13({ personalNumber: "099123456", oldNumber: "01234567A", sex: "M" }));
    expect(dg13.personalNumber).toBe("099123456");
    expect(dg13.sex).toBeUndefined();
    expect(codes(dg13)).toEqual(["dg13.sex", "dg13.number", "dg13.number"]);
    expect(read(writeDg13({ sex: "Nữ".normalize("NFD") })).sex).toBe("F");
    expect(codes(read(withFields(field(2, derUtf8("A"), derUtf8("B")))))).toEqual(["dg13.field-shape"]);
  });

  it("takes a SEQUENCE of fields, another version and trailing bytes, each with an issue", () => {
    const body = sequence(derInteger(2), derOid(DG13_OID), sequence(field(2, derUtf8("A"))));
    const dg13 = read(concat(encodeTlv(0x6d, body), fromHex("0000")));
    expect(dg13.fullName).toBe("A");
    expect(codes(dg13)).toEqual(["dg13.trailing-bytes", "dg13.set-shape", "dg13.version"]);
  });

  it.each([
    ["no bytes", "", "not-dg13"],
    ["another data group", "6b00", "not-dg13"],
    ["an empty one", "6d00", "unknown-format"],
    ["an encrypted one", "6d120410000102030405060708090a0b0c0d0e0f", "unknown-format"],
    ["another identifier", "6d0c300a0201010603551d0e3100", "unknown-format"],
    ["a set of another type", "6d0f300d020101060628d3160100080400", "unknown-format"],
    ["a cut file", DG13.slice(0, 200), "unreadable"],
    ["a length past the end", "6d84ffffffff3000", "unreadable"],
    ["a length of five bytes", "6d85010000000030", "unreadable"],
    ["a long tag", `6d821000${"7f".repeat(4096)}`, "unreadable"],
  ])("refuses %s without failing", (_, hex, why) => {
    const bytes = fromHex(hex);
    expect(readDg13(bytes)).toMatchObject({ ok: false, why, raw: bytes });
  });

  it("has limits", () => {
    expect(readDg13(new Uint8Array(70_000).fill(0x6d))).toMatchObject({ ok: false, why: "too-large" });
    const many = read(withFields(...Array.from({ length: 200 }, () => field(2, derUtf8("A")))));
    expect(many.fields).toHaveLength(128);
    expect(codes(many)).toContain("dg13.too-many-fields");
    const deep = Array.from({ length: 60 }).reduce<Uint8Array>((inner) => sequence(inner), derUtf8("A"));
    expect(codes(read(withFields(field(13, deep), field(2, derUtf8("A")))))).toContain("dg13.field-unreadable");
    const wide = read(withFields(field(13, ...Array.from({ length: 100 }, () => sequence(derUtf8("A"))))));
    expect(wide.parents).toHaveLength(32);
  });

  it("what is written is read again", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 200 });
    const optional = (value: fc.Arbitrary<string>) => fc.option(value, { nil: null });
    const content = fc.record(
      {
        personalNumber: optional(fc.stringMatching(/^\d{12}$/)),
        fullName: optional(text),
        ethnicity: optional(text),
        religion: optional(text),
        placeOfOrigin: optional(text),
        placeOfResidence: optional(text),
        identifyingFeatures: optional(text),
        parents: fc.option(fc.array(text, { maxLength: 4 }), { nil: null }),
        spouse: optional(text),
        oldNumber: optional(fc.stringMatching(/^\d{9}$/)),
      },
      { requiredKeys: [] },
    );
    const shown = (value: string | null | undefined) =>
      value === null || value === undefined || value.trim() === "" ? undefined : value;
    fc.assert(
      fc.property(content, (fields) => {
        const dg13 = read(writeDg13(fields));
        for (const name of ["personalNumber", "fullName", "ethnicity", "religion", "spouse", "oldNumber"] as const) {
          expect(dg13[name]).toBe(shown(fields[name]));
        }
        for (const name of ["placeOfOrigin", "placeOfResidence", "identifyingFeatures"] as const) {
          expect(dg13[name]).toBe(shown(fields[name]));
        }
        expect(dg13.parents).toEqual((fields.parents ?? []).filter((parent) => shown(parent) !== undefined));
        expect(dg13.fields).toHaveLength(Object.values(fields).filter((value) => value !== undefined).length);
      }),
      { seed: 13, numRuns: 200 },
    );
  });

  it("a damaged file gives a result, whatever the damage", () => {
    const original = fromHex(DG13);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(original.length - 1), fc.nat(255)), { maxLength: 6 }),
        fc.nat(original.length),
        (edits, cut) => {
          const bytes = original.slice(0, cut === 0 ? original.length : cut);
          for (const [at, to] of edits) if (at < bytes.length) bytes[at] = to;
          const result = readDg13(bytes);
          if (!result.ok) {
            expect(result.raw).toBe(bytes);
            return;
          }
          for (const { raw } of result.dg13.fields) expect(raw.length).toBeGreaterThan(0);
        },
      ),
      { seed: 14, numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(typeof readDg13(concat(fromHex("6d"), bytes)).ok).toBe("boolean");
      }),
      { seed: 15, numRuns: 1000 },
    );
  });
});
