import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, fromHex } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";
import { isIso19794Record, readIso19794Record, writeIso19794Record } from "./iso19794-5.js";

const IMAGE = fromHex("ffd8ffd9");
const RECORD = writeIso19794Record({ image: IMAGE, imageDataType: 0, width: 480, height: 640 });

function refused(bytes: Uint8Array, code: string): void {
  expect(() => readIso19794Record(bytes)).toThrow(expect.objectContaining({ name: "ChipidError", code }));
}

describe("facial record of ISO/IEC 19794-5", () => {
  it("is read as written", () => {
    expect(RECORD).toHaveLength(14 + 20 + 12 + 4);
    expect(isIso19794Record(RECORD)).toBe(true);
    expect(readIso19794Record(RECORD)).toMatchObject({
      recordLength: RECORD.length,
      surplusBytes: 0,
      faces: [
        { blockLength: 36, faceImageType: 1, imageDataType: 0, width: 480, height: 640, colourSpace: 1, image: IMAGE },
      ],
    });
  });

  it("may have several faces", () => {
    const block = RECORD.subarray(14);
    const two = concat(RECORD.subarray(0, 8), fromHex("00000056 0002"), block, block);
    expect(readIso19794Record(two).faces).toHaveLength(2);
    refused(concat(RECORD.subarray(0, 8), fromHex("00000056 0003"), block, block), "lds.structure");
  });

  it("refuses counts and lengths beyond its bytes before reading for them (T70, T72)", () => {
    const at = (offset: number, hex: string) => {
      const bytes = RECORD.slice();
      bytes.set(fromHex(hex), offset);
      return bytes;
    };
    refused(at(12, "ffff"), "lds.structure");
    refused(at(12, "0000"), "lds.structure");
    refused(at(8, "ffffffff"), "lds.structure");
    refused(at(8, "00000000"), "lds.structure");
    refused(at(14, "ffffffff"), "lds.structure");
    refused(at(14, "00000020"), "lds.structure");
    refused(at(18, "ffff"), "lds.structure");
    refused(at(4, "30333000"), "lds.value");
    refused(at(0, "46495200"), "lds.value");
  });

  it("bounds the number of faces", () => {
    const block = RECORD.subarray(14);
    const faces = (count: number) => {
      const bytes = concat(RECORD.subarray(0, 14), ...Array.from({ length: count }, () => block));
      new DataView(bytes.buffer).setUint32(8, bytes.length);
      new DataView(bytes.buffer).setUint16(12, count);
      return bytes;
    };
    expect(readIso19794Record(faces(16)).faces).toHaveLength(16);
    refused(faces(17), "lds.limit");
  });

  it("lets up to eight bytes follow, inside or outside the record", () => {
    expect(readIso19794Record(concat(RECORD, new Uint8Array(8))).surplusBytes).toBe(8);
    refused(concat(RECORD, new Uint8Array(9)), "lds.structure");
  });

  it("reads back any face", () => {
    const u16 = fc.nat(0xffff);
    const point = fc.record({ type: fc.nat(255), major: fc.nat(15), minor: fc.nat(15), x: u16, y: u16 });
    const fields = fc.record({
      image: fc.uint8Array({ minLength: 1, maxLength: 50 }),
      imageDataType: fc.nat(1),
      width: u16,
      height: u16,
      gender: fc.nat(2),
      faceImageType: fc.nat(4),
      colourSpace: fc.nat(4),
      featurePoints: fc.array(point, { maxLength: 5 }),
    });
    fc.assert(
      fc.property(fields, (face) => {
        expect(readIso19794Record(writeIso19794Record(face)).faces).toMatchObject([face]);
      }),
      { seed: 1 },
    );
  });

  it("gives typed errors alone for damaged records", () => {
    fc.assert(
      fc.property(fc.nat(45), fc.nat(255), fc.nat(RECORD.length), (at, value, length) => {
        const bytes = RECORD.slice(0, length);
        if (at < length) bytes[at] = value;
        try {
          readIso19794Record(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(ChipidError);
        }
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});
