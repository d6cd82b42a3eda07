import { describe, expect, it } from "vitest";
import { derInteger, implicit, implicitConstructed, sequence } from "../asn1/encode.js";
import { concat, fromHex } from "../bytes/bytes.js";
import { encodeTlv } from "../tlv/tlv.js";
import { readIso39794Block, writeIso39794Block } from "./iso39794-5.js";

const IMAGE = fromHex("ffd8ffd9");
const VERSION = implicitConstructed(0, derInteger(3, 0x80), derInteger(2019, 0x81));
const INFORMATION = implicitConstructed(1, implicitConstructed(0, derInteger(2, 0x80)));

function block(...representations: Uint8Array[]): Uint8Array {
  return encodeTlv(0x65, VERSION, implicitConstructed(1, ...representations));
}

function representation(information: Uint8Array = INFORMATION, ...more: Uint8Array[]): Uint8Array {
  const plane = implicitConstructed(0, implicit(0, IMAGE), information);
  return sequence(derInteger(0, 0x80), implicitConstructed(1, implicitConstructed(0, plane)), ...more);
}

function refused(bytes: Uint8Array, code: string): void {
  expect(() => readIso39794Block(bytes)).toThrow(expect.objectContaining({ name: "ChipidError", code }));
}

describe("face image data block of ISO/IEC 39794-5", () => {
  it("is read as written", () => {
    const bytes = writeIso39794Block({ image: IMAGE, imageDataFormat: 4, imageSize: { width: 413, height: 531 } });
    expect(bytes[0]).toBe(0xa1);
    expect(readIso39794Block(bytes)).toEqual({
      version: { generation: 3, year: 2019 },
      representations: [
        {
          representationId: 0,
          image: IMAGE,
          imageDataFormat: "jpeg2000-lossless",
          faceImageKind: undefined,
          imageColourSpace: undefined,
          imageSize: { width: 413, height: 531 },
          captureDate: undefined,
          sessionId: undefined,
          derivedFrom: undefined,
          otherBlocks: [],
        },
      ],
    });
  });

  it("may come without the [1] of Doc 9303-10", () => {
    expect(readIso39794Block(block(representation())).representations).toMatchObject([
      { image: IMAGE, imageDataFormat: "jpeg" },
    ]);
  });

  it("reads optional fields and keeps optional blocks", () => {
    const information = implicitConstructed(
      1,
      implicitConstructed(0, implicitConstructed(1)),
      implicitConstructed(1, derInteger(0, 0x80)),
      implicitConstructed(9, derInteger(5, 0x80)),
    );
    const date = implicitConstructed(2, derInteger(2026, 0x80), derInteger(3, 0x81));
    const quality = implicitConstructed(3, sequence());
    const read = readIso39794Block(
      block(representation(information, date, quality, derInteger(9, 0x85), derInteger(1, 0x86))),
    );
    expect(read.representations).toMatchObject([
      {
        imageDataFormat: "extension",
        faceImageKind: 0,
        imageColourSpace: 5,
        captureDate: { year: 2026, month: 3, day: undefined },
        sessionId: 9,
        derivedFrom: 1,
        otherBlocks: [{ tag: 3, raw: quality }],
      },
    ]);
  });

  it("refuses what has no image here", () => {
    refused(encodeTlv(0x65, VERSION), "lds.structure");
    refused(block(), "lds.structure");
    refused(block(sequence(derInteger(0, 0x80))), "lds.structure");
    const extension = implicitConstructed(1, implicitConstructed(1, sequence()));
    refused(block(sequence(derInteger(0, 0x80), extension)), "lds.structure");
    refused(implicitConstructed(1), "lds.structure");
    refused(sequence(), "asn1.tag");
    refused(concat(block(representation()), fromHex("00")), "asn1.trailing");
  });

  it("stays within its limits (T70 to T72)", () => {
    const many = (count: number) => block(...Array.from({ length: count }, () => representation()));
    expect(readIso39794Block(many(16)).representations).toHaveLength(16);
    refused(many(17), "lds.limit");
    refused(block(...Array.from({ length: 5000 }, () => sequence())), "asn1.count");
    refused(fromHex("6584ffffffff"), "asn1.truncated");
    refused(
      new Uint8Array(10_000).map((_, i) => (i % 2 === 0 ? 0x65 : 0x80)),
      "asn1.depth",
    );
    refused(
      block(representation(implicitConstructed(1, implicitConstructed(0, derInteger(2n ** 40n, 0x80))))),
      "asn1.value",
    );
  });
});
