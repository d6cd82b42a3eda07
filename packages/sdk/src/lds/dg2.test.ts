import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHex } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";
import { headerOnlyJp2 } from "../simulator/header-only-jp2.js";
import { syntheticPortraitJpeg } from "../simulator/portrait.js";
import { encodeTlv } from "../tlv/tlv.js";
import { writeBiometricTemplates } from "./biometric-templates.js";
import { readDg2, writeDg2 } from "./dg2.js";
import { writeIso19794Record } from "./iso19794-5.js";

const JPEG = syntheticPortraitJpeg({ width: 48, height: 64 });
const JP2 = headerOnlyJp2(413, 531);

describe("DG2", () => {
  it("holds a JPEG after ISO/IEC 19794-5", () => {
    const bytes = writeDg2({ image: JPEG });
    const dg2 = readDg2(bytes);
    expect(dg2).toMatchObject({
      raw: bytes,
      trailingBytes: 0,
      templates: [{ dataTag: 0x5f2e, record: { format: "iso19794-5" } }],
    });
    expect(dg2.templates[0]?.header).toMatchObject({ formatOwner: fromHex("0101"), formatType: fromHex("0008") });
    expect(dg2.faces).toMatchObject([
      {
        format: "iso19794-5",
        image: JPEG,
        identification: { displayable: true, mime: "image/jpeg", width: 48, height: 64 },
        face: { imageDataType: 0, width: 48, height: 64 },
      },
    ]);
  });

  it("holds a JPEG 2000 after ISO/IEC 39794-5 (T87e)", () => {
    const dg2 = readDg2(writeDg2({ image: JP2, format: "iso39794-5" }));
    expect(dg2.templates).toMatchObject([{ dataTag: 0x7f2e, header: { formatType: fromHex("002a") } }]);
    expect(dg2.faces).toMatchObject([
      {
        format: "iso39794-5",
        image: JP2,
        identification: { displayable: true, mime: "image/jp2", width: 413, height: 531 },
        face: { imageDataFormat: "jpeg2000-lossy", imageSize: { width: 413, height: 531 } },
      },
    ]);
  });

  it("believes the image, not its header", () => {
    const [face] = readDg2(writeDg2({ image: JPEG, declared: { jpeg2000: true, width: 1, height: 2 } })).faces;
    expect(face).toMatchObject({
      identification: { mime: "image/jpeg", width: 48, height: 64 },
      face: { imageDataType: 1, width: 1, height: 2 },
    });
  });

  it("reads the older format inside a constructed data block too", () => {
    const data = writeIso19794Record({ image: JPEG, imageDataType: 0, width: 1, height: 1 });
    const bytes = encodeTlv(0x75, writeBiometricTemplates([{ header: {}, dataTag: 0x7f2e, data }]));
    expect(readDg2(bytes).faces).toMatchObject([{ format: "iso19794-5", image: JPEG }]);
  });

  it("keeps what cannot be displayed, and says why (T75)", () => {
    const why = (image: Uint8Array) => {
      const [face] = readDg2(writeDg2({ image })).faces;
      return face?.identification.displayable === false ? face.identification.why : "displayable";
    };
    expect(why(headerOnlyJp2(5000, 5000))).toBe("too-large");
    expect(why(headerOnlyJp2(4000, 4000))).toBe("bomb");
    expect(why(JPEG.subarray(0, 500))).toBe("truncated");
    expect(why(fromHex("0000000000002020"))).toBe("unknown");
  });

  it("refuses other files, and counts that are not true (T70, T72)", () => {
    const refused = (bytes: Uint8Array, code: string): void => {
      expect(() => readDg2(bytes)).toThrow(expect.objectContaining({ name: "ChipidError", code }));
    };
    refused(fromHex("6100"), "lds.tag");
    refused(fromHex("7500"), "lds.structure");
    refused(fromHex("7584ffffffff"), "tlv.length");
    refused(encodeTlv(0x75, encodeTlv(0x7f61, fromHex("020480000000"))), "lds.limit");
    refused(encodeTlv(0x75, writeBiometricTemplates([{ header: {}, data: fromHex("464143") }])), "lds.structure");
    refused(
      encodeTlv(0x75, writeBiometricTemplates([{ header: {}, dataTag: 0x7f2e, data: fromHex("3000") }])),
      "asn1.tag",
    );
  });

  it("gives typed errors alone for damaged files", () => {
    for (const format of ["iso19794-5", "iso39794-5"] as const) {
      const good = writeDg2({ image: JP2, format });
      fc.assert(
        fc.property(fc.nat(120), fc.integer({ min: 1, max: 255 }), (at, change) => {
          const bytes = good.slice();
          bytes[at] = (bytes[at] ?? 0) ^ change;
          try {
            readDg2(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(ChipidError);
          }
        }),
        { seed: 1, numRuns: 500 },
      );
    }
  });
});
