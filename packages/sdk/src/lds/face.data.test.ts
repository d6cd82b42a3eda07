import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { dataBytes, dataFolder, dataJson, describeData } from "../../test/data.js";
import { concat, fromHex, toHex } from "../bytes/bytes.js";
import { isChipidError } from "../errors/chipid-error.js";
import { readDg2 } from "./dg2.js";
import { identifyImage } from "./image/identify.js";
import { type Iso19794Record, readIso19794Record } from "./iso19794-5.js";
import { type Iso39794Block, readIso39794Block } from "./iso39794-5.js";

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

interface ExpectedFace {
  readonly imageSha256: string;
  readonly imageLength: number;
  readonly featurePoints: number;
  readonly points: readonly unknown[];
  readonly featureMask: string;
  readonly imageActualType: string;
  readonly imageActualDimensions: readonly [number, number] | null;
  readonly [field: string]: unknown;
}
interface ExpectedRecord {
  readonly recordLength: number;
  readonly numberOfFaces: number;
  readonly trailingBytes: number;
  readonly faces: readonly ExpectedFace[];
}
interface Bit {
  readonly biometricHeader: Readonly<Record<string, string>>;
  readonly dataTag: string;
  readonly "iso19794-5": ExpectedRecord;
}
interface Iso19794Data {
  readonly files: readonly {
    readonly file: string;
    readonly expected: ({ readonly instances: number; readonly bit: readonly Bit[] } & ExpectedRecord) | string;
    readonly parsed?: ExpectedRecord;
  }[];
  readonly permutations: readonly { name: string; data?: string; from?: string; edit?: string; valid: boolean }[];
  readonly truncatedDG2: readonly { readonly data: string }[];
}

const DIRECT = [
  "blockLength",
  "gender",
  "eyeColour",
  "hairColour",
  "expression",
  "poseAngle",
  "poseAngleUncertainty",
  "faceImageType",
  "imageDataType",
  "width",
  "height",
  "colourSpace",
  "sourceType",
  "deviceType",
  "quality",
];

function compare(record: Iso19794Record, expected: ExpectedRecord): void {
  expect(record.recordLength).toBe(expected.recordLength);
  expect(record.surplusBytes).toBe(expected.trailingBytes);
  expect(record.faces).toHaveLength(expected.numberOfFaces);
  expected.faces.forEach((wanted, i) => {
    const face = record.faces[i];
    if (face === undefined) throw new Error("no such face");
    expect(face).toMatchObject(Object.fromEntries(DIRECT.map((name) => [name, wanted[name]])));
    expect(face.featureMask).toBe(Number.parseInt(wanted.featureMask, 16));
    expect(face.featurePoints).toHaveLength(wanted.featurePoints);
    expect(face.image).toHaveLength(wanted.imageLength);
    expect(sha256(face.image)).toBe(wanted.imageSha256);
    const found = identifyImage(face.image);
    expect(found.mime).toBe(wanted.imageActualType === "JPEG" ? "image/jpeg" : "image/jp2");
    if (wanted.imageActualDimensions === null) expect(found).toMatchObject({ displayable: false, why: "malformed" });
    else {
      const [width, height] = wanted.imageActualDimensions;
      expect(found).toMatchObject({ displayable: true, width, height });
    }
  });
}

describeData("face records of ISO/IEC 19794-5", () => {
  if (dataFolder === undefined) return;
  const data = dataJson<Iso19794Data>("face/iso19794-5.json");

  it.each(data.files.map((entry) => [entry.file, entry] as const))("%s", (file, { expected, parsed }) => {
    const bytes = dataBytes(`face/${file}`);
    if (typeof expected === "string") {
      if (parsed === undefined) throw new Error("nothing to compare with");
      compare(readIso19794Record(bytes), parsed);
      return;
    }
    if (expected.bit === undefined) {
      compare(readIso19794Record(bytes), expected);
      return;
    }
    const dg2 = readDg2(bytes);
    expect(dg2.templates).toHaveLength(expected.instances);
    expected.bit.forEach((bit, i) => {
      const template = dg2.templates[i];
      if (template?.record.format !== "iso19794-5") throw new Error("another format");
      const { header } = template;
      const found = {
        "81": header.biometricType,
        "82": header.biometricSubtype,
        "87": header.formatOwner,
        "88": header.formatType,
      };
      for (const [tag, value] of Object.entries(bit.biometricHeader)) {
        expect(toHex(found[tag as keyof typeof found] ?? new Uint8Array(0)).toUpperCase()).toBe(value);
      }
      expect(template.dataTag.toString(16).toUpperCase()).toBe(bit.dataTag);
      compare(template.record, bit["iso19794-5"]);
    });
  });

  it("has every variant", () => {
    expect(data.permutations).toHaveLength(14);
    expect(data.permutations.filter((variant) => variant.valid)).toHaveLength(2);
  });

  it.each(data.permutations.map((variant) => [variant.name, variant] as const))("%s", (_, variant) => {
    const bytes =
      variant.data === undefined ? edited(variant.name, dataBytes(`face/${variant.from}`)) : fromHex(variant.data);
    if (variant.valid) {
      expect(readIso19794Record(bytes).surplusBytes).toBe(Number(/^\d+/.exec(variant.name)?.[0]));
      return;
    }
    expect(() => readIso19794Record(bytes)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^lds\.(structure|value|limit)$/) }),
    );
  });

  function edited(name: string, base: Uint8Array): Uint8Array {
    const surplus = /^(\d+) bytes? after the face/.exec(name)?.[1];
    const bytes = surplus === undefined ? base.slice() : concat(base, new Uint8Array(Number(surplus)));
    new DataView(bytes.buffer).setUint32(8, surplus === undefined ? base.length + 1 : bytes.length);
    return bytes;
  }

  it.each(data.truncatedDG2.map((entry, i) => [i, entry.data] as const))("refuses truncated DG2 %i", (_, hex) => {
    expect(() => readDg2(fromHex(hex))).toThrow(expect.objectContaining({ code: "tlv.truncated" }));
  });

  it("reads the JPEG 2000 portrait of the virtual chips", () => {
    const [face] = readDg2(dataBytes("virtual-chips/persosim-DG2.bin")).faces;
    if (face?.format !== "iso19794-5") throw new Error("another format");
    expect(face.identification).toMatchObject({ displayable: true, mime: "image/jp2", width: 413, height: 531 });
    expect([face.face.width, face.face.height]).toEqual([337, 449]);
    expect(sha256(face.image)).toMatch(/^d6efc4ab5253ec45614afa47c07abbaa1ff664bdfc6a974541374de/);
  });
});

describeData("face image data blocks of ISO/IEC 39794-5", () => {
  const MANDATORY = {
    version: { generation: 3, year: 2019 },
    representations: [
      {
        representationId: 0,
        imageDataFormat: "jpeg2000-lossy",
        faceImageKind: undefined,
        imageColourSpace: undefined,
        imageSize: undefined,
        captureDate: undefined,
        sessionId: undefined,
        derivedFrom: undefined,
        otherBlocks: [],
      },
    ],
  };
  const IMAGE = "53e1cbbf9194c2aba069ff7db606201e61d6a6d45213fb763cde2a169eb54bb6";

  function imageOf(block: Iso39794Block): Uint8Array {
    const image = block.representations[0]?.image;
    if (image === undefined) throw new Error("no image");
    return image;
  }

  it("reads the block with mandatory fields alone", () => {
    const block = readIso39794Block(dataBytes("face/iso39794-5/ICAO_A1_MandFields.bin"));
    expect(block).toMatchObject(MANDATORY);
    expect(sha256(imageOf(block))).toBe(IMAGE);
    expect(imageOf(block)).toEqual(dataBytes("face/iso39794-5/ICAO_Face.jp2"));
    expect(identifyImage(imageOf(block))).toMatchObject({
      displayable: true,
      mime: "image/jp2",
      width: 413,
      height: 531,
    });
  });

  it("reads it in a DG2", () => {
    const bytes = dataBytes("face/iso39794-5/ICAO_DG2_MandFields.bin");
    const dg2 = readDg2(bytes);
    expect(dg2.raw).toEqual(bytes);
    const [template] = dg2.templates;
    expect(template).toMatchObject({ dataTag: 0x7f2e, record: { format: "iso39794-5", ...MANDATORY } });
    expect(toHex(template?.header.formatOwner ?? new Uint8Array(0))).toBe("0101");
    expect(toHex(template?.header.formatType ?? new Uint8Array(0))).toBe("002a");
    expect(dg2.faces.map((face) => sha256(face.image))).toEqual([IMAGE]);
  });

  it("says that a damaged image is of no known type", () => {
    const image = imageOf(readIso39794Block(dataBytes("face/iso39794-5/ICAO_A1_MandFields_InvalidImage.bin")));
    expect(sha256(image)).toBe("196147346eb4e7f80dd16e9427ac4b25b8fb12125541ce63dd57e644163aa779");
    expect(identifyImage(image)).toEqual({
      displayable: false,
      why: "unknown",
      mime: undefined,
      width: undefined,
      height: undefined,
    });
  });

  it("reads the sample of the standard with its optional blocks", () => {
    const block = readIso39794Block(dataBytes("face/iso39794-5/sample-39794-5-ed-1-v1.der"));
    expect(block.version).toEqual({ generation: 3, year: 2019 });
    expect(block.representations).toHaveLength(1);
    expect(block.representations[0]).toMatchObject({
      imageDataFormat: "jpeg",
      faceImageKind: 1,
      captureDate: { year: 2019, month: 7, day: 8, hour: undefined },
      sessionId: 0x068ec3,
      derivedFrom: undefined,
    });
    expect(block.representations[0]?.otherBlocks.map((other) => other.tag)).toEqual([3, 4, 7, 8, 9]);
    expect(sha256(imageOf(block))).toBe("3bb1d69b85aeeb207a0fe219520fd642f63ca6da4385a7f49a75a0528b400b8a");
    expect(identifyImage(imageOf(block))).toMatchObject({
      displayable: true,
      mime: "image/jpeg",
      width: 1024,
      height: 1024,
    });
  });

  describe("cut anywhere", () => {
    it("is refused with a typed error", () => {
      const bytes = dataBytes("face/iso39794-5/ICAO_DG2_MandFields.bin");
      for (let length = 0; length < 120; length++) {
        try {
          readDg2(bytes.subarray(0, length));
          throw new Error(`accepted ${length} bytes`);
        } catch (error) {
          expect(isChipidError(error)).toBe(true);
        }
      }
    });
  });
});
