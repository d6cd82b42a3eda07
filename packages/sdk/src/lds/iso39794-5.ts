import { derInteger, implicit, implicitConstructed, sequence } from "../asn1/encode.js";
import { Asn1Context, type Asn1Node, readAsn1 } from "../asn1/node.js";
import { smallInteger, TAG } from "../asn1/values.js";
import { ChipidError } from "../errors/chipid-error.js";
import { encodeTlv } from "../tlv/tlv.js";
import { structureError } from "./elementary-file.js";

const REFERENCE = "ISO/IEC 39794-5 Annex A";
const FACE_IMAGE_DATA_BLOCK = 0x65; // [APPLICATION 5]
const MAX_REPRESENTATIONS = 16;
const SCHEMA_DEPTH = 24;

/** Names of imageDataFormat codes; the number itself for a code that has no name here. */
const IMAGE_DATA_FORMATS: Readonly<Record<number, string>> = {
  0: "unknown",
  1: "other",
  2: "jpeg",
  3: "jpeg2000-lossy",
  4: "jpeg2000-lossless",
  5: "png",
};

export interface Iso39794Date {
  readonly year: number;
  readonly month: number | undefined;
  readonly day: number | undefined;
  readonly hour: number | undefined;
  readonly minute: number | undefined;
  readonly second: number | undefined;
  readonly millisecond: number | undefined;
}

/** One representationBlock with its two-dimensional image. Codes are the schema's numbers. */
export interface Iso39794Representation {
  readonly representationId: number;
  readonly image: Uint8Array;
  /** A claim; what the image is, is told by its bytes. `extension` for a code outside the schema's first version. */
  readonly imageDataFormat: string;
  readonly faceImageKind: number | undefined;
  readonly imageColourSpace: number | undefined;
  /** Pixels, as declared. */
  readonly imageSize: { readonly width: number; readonly height: number } | undefined;
  readonly captureDate: Iso39794Date | undefined;
  readonly sessionId: number | undefined;
  readonly derivedFrom: number | undefined;
  /**
   * Optional blocks that are there and not read (quality, presentation attack detection, capture device, identity
   * metadata, landmarks, extensions): context tag number and element as received.
   */
  readonly otherBlocks: readonly { readonly tag: number; readonly raw: Uint8Array }[];
}

export interface Iso39794Block {
  readonly version: { readonly generation: number; readonly year: number };
  readonly representations: readonly Iso39794Representation[];
}

/**
 * A FaceImageDataBlock (ISO/IEC 39794-5, implicit tags, [APPLICATION 5]), bare or in the [1] that Doc 9303-10 puts
 * around it. Three-dimensional representations and extensions of the image have no image here and are refused.
 * @throws ChipidError `asn1.*`, `lds.structure`, `lds.limit` for more than 16 representations
 */
export function readIso39794Block(data: Uint8Array): Iso39794Block {
  const context = new Asn1Context({ mode: "ber", maxDepth: SCHEMA_DEPTH, maxNodes: 4096 });
  const outer = readAsn1(data, { context });
  const block = (outer.tag === 0xa1 ? only(outer) : outer).expect(FACE_IMAGE_DATA_BLOCK);
  const version = required(block, 0);
  const list = required(block, 1).children;
  if (list.length === 0) throw structureError("A face image data block has no representation.", REFERENCE);
  if (list.length > MAX_REPRESENTATIONS) {
    throw new ChipidError(
      "lds.limit",
      `A face image data block has more than ${MAX_REPRESENTATIONS} representations.`,
      {
        reference: REFERENCE,
      },
    );
  }
  return {
    version: { generation: number(required(version, 0)), year: number(required(version, 1)) },
    representations: list.map((node) => representation(node.expect(TAG.sequence))),
  };
}

function representation(node: Asn1Node): Iso39794Representation {
  // imageRepresentation [1] → base [0] → imageRepresentation2DBlock [0]
  const plane = required(required(required(node, 1), 0), 0);
  const information = required(plane, 1);
  const size = field(information, 7);
  const date = field(node, 2);
  const read = new Set([0x80, 0xa1, 0xa2, 0x85, 0x86]);
  return {
    representationId: number(required(node, 0)),
    image: required(plane, 0).stringValue(0x80),
    imageDataFormat: formatName(required(information, 0)),
    faceImageKind: code(field(information, 1)),
    imageColourSpace: code(field(information, 9)),
    imageSize: size === undefined ? undefined : { width: number(required(size, 0)), height: number(required(size, 1)) },
    captureDate: date === undefined ? undefined : captureDate(date),
    sessionId: optional(field(node, 5)),
    derivedFrom: optional(field(node, 6)),
    otherBlocks: node.children
      .filter((child) => !read.has(child.tag))
      .map((child) => ({ tag: child.tag & 0x1f, raw: child.raw })),
  };
}

function captureDate(node: Asn1Node): Iso39794Date {
  return {
    year: number(required(node, 0)),
    month: optional(field(node, 1)),
    day: optional(field(node, 2)),
    hour: optional(field(node, 3)),
    minute: optional(field(node, 4)),
    second: optional(field(node, 5)),
    millisecond: optional(field(node, 6)),
  };
}

/** Code of a CHOICE { code [0], extensionBlock [1] }; undefined for an extension. */
function code(choice: Asn1Node | undefined): number | undefined {
  return choice === undefined ? undefined : optional(field(choice, 0));
}

function formatName(choice: Asn1Node): string {
  const value = code(choice);
  return value === undefined ? "extension" : (IMAGE_DATA_FORMATS[value] ?? String(value));
}

/** The child with context tag `n`, primitive or constructed. */
function field(node: Asn1Node, n: number): Asn1Node | undefined {
  return node.children.find((child) => child.tag === (0x80 | n) || child.tag === (0xa0 | n));
}

function required(node: Asn1Node, n: number): Asn1Node {
  const child = field(node, n);
  if (child === undefined)
    throw structureError("A face image data block lacks a mandatory field.", REFERENCE, node.start);
  return child;
}

function number(node: Asn1Node): number {
  return smallInteger(node, node.tag);
}

function optional(node: Asn1Node | undefined): number | undefined {
  return node === undefined ? undefined : number(node);
}

function only(node: Asn1Node): Asn1Node {
  if (node.children.length !== 1) throw structureError("A biometric data block holds not one element.", REFERENCE);
  return node.child(0);
}

export interface Iso39794Fields {
  readonly image: Uint8Array;
  /** 2 JPEG, 3 JPEG 2000 lossy, 4 JPEG 2000 lossless. */
  readonly imageDataFormat: number;
  readonly imageSize?: { readonly width: number; readonly height: number };
}

/** A FaceImageDataBlock of one image with the mandatory fields and the image's size, in the [1] of Doc 9303-10. */
export function writeIso39794Block(fields: Iso39794Fields): Uint8Array {
  const size = fields.imageSize;
  const information = implicitConstructed(
    1,
    implicitConstructed(0, derInteger(fields.imageDataFormat, 0x80)),
    ...(size === undefined
      ? []
      : [implicitConstructed(7, derInteger(size.width, 0x80), derInteger(size.height, 0x81))]),
  );
  const plane = implicitConstructed(0, implicit(0, fields.image), information);
  const block = encodeTlv(
    FACE_IMAGE_DATA_BLOCK,
    implicitConstructed(0, derInteger(3, 0x80), derInteger(2019, 0x81)),
    implicitConstructed(1, sequence(derInteger(0, 0x80), implicitConstructed(1, implicitConstructed(0, plane)))),
  );
  return implicitConstructed(1, block);
}
