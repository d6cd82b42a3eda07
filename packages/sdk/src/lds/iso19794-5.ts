import { concat, equalBytes } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";
import { structureError } from "./elementary-file.js";

const REFERENCE = "ISO/IEC 19794-5:2005 §5";
const FORMAT = Uint8Array.of(0x46, 0x41, 0x43, 0x00); // "FAC"
const VERSION = Uint8Array.of(0x30, 0x31, 0x30, 0x00); // "010"
const HEADER = 14;
const FACIAL_INFORMATION = 20;
const FEATURE_POINT = 8;
const IMAGE_INFORMATION = 12;
const MAX_FACES = 16;
/** Bytes behind the last face that are let pass: some issuers count padding into the record. */
const MAX_SURPLUS = 8;

export interface FeaturePoint {
  readonly type: number;
  readonly major: number;
  readonly minor: number;
  /** Pixels. */
  readonly x: number;
  readonly y: number;
}

/** One face of a record: codes as they stand (ISO/IEC 19794-5:2005 §5.5–5.7), the image as received. */
export interface Iso19794Face {
  readonly blockLength: number;
  readonly gender: number;
  readonly eyeColour: number;
  readonly hairColour: number;
  /** Three bytes, bit 0 says whether the others mean anything. */
  readonly featureMask: number;
  readonly expression: number;
  /** Yaw, pitch, roll, coded. */
  readonly poseAngle: readonly [number, number, number];
  readonly poseAngleUncertainty: readonly [number, number, number];
  readonly featurePoints: readonly FeaturePoint[];
  /** 1 full frontal, 2 token frontal. */
  readonly faceImageType: number;
  /** 0 JPEG, 1 JPEG 2000: a claim, often false. */
  readonly imageDataType: number;
  /** As declared, often not the image's own size. */
  readonly width: number;
  readonly height: number;
  readonly colourSpace: number;
  readonly sourceType: number;
  readonly deviceType: number;
  readonly quality: number;
  readonly image: Uint8Array;
}

export interface Iso19794Record {
  /** Length that the header gives, bytes. */
  readonly recordLength: number;
  readonly faces: readonly Iso19794Face[];
  /** Bytes behind the last face, 0–8. */
  readonly surplusBytes: number;
}

/** True when the data start as a facial record, of whatever version. */
export function isIso19794Record(data: Uint8Array): boolean {
  return equalBytes(data.subarray(0, 4), FORMAT);
}

/**
 * A facial record (ISO/IEC 19794-5:2005 §5). Counts are held against the bytes that are there before anything is
 * read for them.
 * @throws ChipidError `lds.structure`, `lds.value` for another format or version, `lds.limit` for more than 16 faces
 */
export function readIso19794Record(data: Uint8Array): Iso19794Record {
  if (data.length < HEADER) throw cut(0);
  if (!isIso19794Record(data)) throw invalid("A facial record does not start with its format identifier.");
  if (!equalBytes(data.subarray(4, 8), VERSION)) throw invalid("A facial record has an unknown version.");
  const recordLength = u32(data, 8);
  const count = u16(data, 12);
  if (recordLength > data.length || recordLength < HEADER) throw cut(8);
  const room = Math.floor((recordLength - HEADER) / (FACIAL_INFORMATION + IMAGE_INFORMATION));
  if (count === 0 || count > room)
    throw structureError("A facial record has not the faces it announces.", REFERENCE, 12);
  if (count > MAX_FACES) {
    throw new ChipidError("lds.limit", `A facial record announces more than ${MAX_FACES} faces.`, {
      reference: REFERENCE,
    });
  }
  const faces: Iso19794Face[] = [];
  let at = HEADER;
  for (let i = 0; i < count; i++) {
    const face = readFace(data.subarray(at, recordLength), at);
    faces.push(face);
    at += face.blockLength;
  }
  const surplusBytes = data.length - at;
  if (surplusBytes > MAX_SURPLUS) throw structureError("Too many bytes follow the last face.", REFERENCE, at);
  return { recordLength, faces, surplusBytes };
}

function readFace(data: Uint8Array, offset: number): Iso19794Face {
  if (data.length < FACIAL_INFORMATION + IMAGE_INFORMATION) throw cut(offset);
  const blockLength = u32(data, 0);
  if (blockLength > data.length) throw cut(offset);
  const points = u16(data, 4);
  const information = FACIAL_INFORMATION + points * FEATURE_POINT;
  if (information + IMAGE_INFORMATION >= blockLength)
    throw structureError("A face has no room for its image.", REFERENCE, offset);
  const info = data.subarray(information, information + IMAGE_INFORMATION);
  return {
    blockLength,
    gender: data[6] ?? 0,
    eyeColour: data[7] ?? 0,
    hairColour: data[8] ?? 0,
    featureMask: (u16(data, 9) << 8) | (data[11] ?? 0),
    expression: u16(data, 12),
    poseAngle: [data[14] ?? 0, data[15] ?? 0, data[16] ?? 0],
    poseAngleUncertainty: [data[17] ?? 0, data[18] ?? 0, data[19] ?? 0],
    featurePoints: Array.from({ length: points }, (_, i) =>
      readPoint(data.subarray(FACIAL_INFORMATION + i * FEATURE_POINT)),
    ),
    faceImageType: info[0] ?? 0,
    imageDataType: info[1] ?? 0,
    width: u16(info, 2),
    height: u16(info, 4),
    colourSpace: info[6] ?? 0,
    sourceType: info[7] ?? 0,
    deviceType: u16(info, 8),
    quality: u16(info, 10),
    image: data.subarray(information + IMAGE_INFORMATION, blockLength),
  };
}

function readPoint(data: Uint8Array): FeaturePoint {
  const code = data[1] ?? 0;
  return { type: data[0] ?? 0, major: code >> 4, minor: code & 15, x: u16(data, 2), y: u16(data, 4) };
}

export interface Iso19794Fields {
  readonly image: Uint8Array;
  /** 0 JPEG, 1 JPEG 2000. */
  readonly imageDataType: number;
  readonly width: number;
  readonly height: number;
  readonly gender?: number;
  /** Default 1, full frontal. */
  readonly faceImageType?: number;
  /** Default 1, 24-bit RGB; 2 is grey. */
  readonly colourSpace?: number;
  readonly featurePoints?: readonly FeaturePoint[];
}

/** A facial record of one face. */
export function writeIso19794Record(fields: Iso19794Fields): Uint8Array {
  const points = (fields.featurePoints ?? []).map(({ type, major, minor, x, y }) =>
    concat(Uint8Array.of(type, (major << 4) | minor), be(x, 2), be(y, 2), be(0, 2)),
  );
  const block = concat(
    be(points.length, 2),
    Uint8Array.of(fields.gender ?? 0),
    new Uint8Array(13),
    ...points,
    Uint8Array.of(fields.faceImageType ?? 1, fields.imageDataType),
    be(fields.width, 2),
    be(fields.height, 2),
    Uint8Array.of(fields.colourSpace ?? 1),
    new Uint8Array(5),
    fields.image,
  );
  return concat(FORMAT, VERSION, be(HEADER + 4 + block.length, 4), be(1, 2), be(4 + block.length, 4), block);
}

function cut(offset: number): ChipidError {
  return structureError("A facial record is shorter than it says.", REFERENCE, offset);
}

function invalid(message: string): ChipidError {
  return new ChipidError("lds.value", message, { reference: REFERENCE });
}

function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function u32(bytes: Uint8Array, at: number): number {
  return u16(bytes, at) * 0x10000 + u16(bytes, at + 2);
}

function be(value: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (value / 256 ** (length - 1 - i)) & 255);
}
