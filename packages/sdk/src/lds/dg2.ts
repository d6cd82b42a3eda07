import { encodeTlv } from "../tlv/tlv.js";
import {
  type BiometricHeader,
  type BiometricTemplate,
  readBiometricTemplates,
  writeBiometricTemplates,
} from "./biometric-templates.js";
import { type ElementaryFile, readOuter } from "./elementary-file.js";
import { identifyImage } from "./image/identify.js";
import type { ImageIdentification } from "./image/types.js";
import {
  type Iso19794Face,
  type Iso19794Record,
  isIso19794Record,
  readIso19794Record,
  writeIso19794Record,
} from "./iso19794-5.js";
import {
  type Iso39794Block,
  type Iso39794Representation,
  readIso39794Block,
  writeIso39794Block,
} from "./iso39794-5.js";

/** A face image with what its own bytes say it is, and what its record claims. */
export type FaceImage = {
  readonly image: Uint8Array;
  readonly identification: ImageIdentification;
} & (
  | { readonly format: "iso19794-5"; readonly face: Iso19794Face }
  | { readonly format: "iso39794-5"; readonly face: Iso39794Representation }
);

export interface FaceTemplate {
  readonly header: BiometricHeader;
  readonly dataTag: 0x5f2e | 0x7f2e;
  readonly record:
    | ({ readonly format: "iso19794-5" } & Iso19794Record)
    | ({ readonly format: "iso39794-5" } & Iso39794Block);
}

export interface Dg2 extends ElementaryFile {
  readonly templates: readonly FaceTemplate[];
  /** All images of all templates in the order of the file; the first is the portrait. At least one. */
  readonly faces: readonly FaceImage[];
}

/**
 * DG2 (ICAO 9303-10 §4.7.2): face templates after ISO/IEC 19794-5:2005 or ISO/IEC 39794-5. Which of them it is, is
 * told by the data block itself. An image that cannot be displayed is no error: see `identification`.
 * @throws ChipidError `lds.*`, `tlv.*`, `asn1.*`
 */
export function readDg2(bytes: Uint8Array): Dg2 {
  const outer = readOuter(bytes, 0x75, "DG2");
  const templates = readBiometricTemplates(outer.value, "DG2").map(readTemplate);
  return {
    raw: outer.raw,
    trailingBytes: outer.trailingBytes,
    templates,
    faces: templates.flatMap(({ record }) => facesOf(record)),
  };
}

function readTemplate({ header, dataTag, data }: BiometricTemplate): FaceTemplate {
  // 5F2E is the older format by definition; 7F2E too, when what it holds says so.
  const record: FaceTemplate["record"] =
    dataTag === 0x5f2e || isIso19794Record(data)
      ? { format: "iso19794-5", ...readIso19794Record(data) }
      : { format: "iso39794-5", ...readIso39794Block(data) };
  return { header, dataTag, record };
}

function facesOf(record: FaceTemplate["record"]): FaceImage[] {
  return record.format === "iso19794-5"
    ? record.faces.map((face) => ({ format: record.format, face, ...identified(face.image) }))
    : record.representations.map((face) => ({ format: record.format, face, ...identified(face.image) }));
}

function identified(image: Uint8Array): { image: Uint8Array; identification: ImageIdentification } {
  return { image, identification: identifyImage(image) };
}

export interface Dg2Fields {
  /** JPEG or JPEG 2000; its type and size are written as found. */
  readonly image: Uint8Array;
  /** Default `iso19794-5`. */
  readonly format?: "iso19794-5" | "iso39794-5";
  /** Overrides what is written about the image: headers that lie are part of the field. */
  readonly declared?: { readonly jpeg2000?: boolean; readonly width?: number; readonly height?: number };
}

/** DG2 with one face. An image of unknown type or size is declared as JPEG of 0 × 0. */
export function writeDg2(fields: Dg2Fields): Uint8Array {
  const { mime, width, height } = identifyImage(fields.image);
  const jpeg2000 = fields.declared?.jpeg2000 ?? (mime === "image/jp2" || mime === "image/j2c");
  const size = { width: fields.declared?.width ?? width ?? 0, height: fields.declared?.height ?? height ?? 0 };
  if (fields.format === "iso39794-5") {
    const data = writeIso39794Block({ image: fields.image, imageDataFormat: jpeg2000 ? 3 : 2, imageSize: size });
    const header = { formatOwner: Uint8Array.of(1, 1), formatType: Uint8Array.of(0, 0x2a) };
    return encodeTlv(0x75, writeBiometricTemplates([{ header, dataTag: 0x7f2e, data }]));
  }
  const data = writeIso19794Record({ image: fields.image, imageDataType: jpeg2000 ? 1 : 0, ...size });
  const header = {
    biometricType: Uint8Array.of(2),
    biometricSubtype: Uint8Array.of(0),
    formatOwner: Uint8Array.of(1, 1),
    formatType: Uint8Array.of(0, 8),
  };
  return encodeTlv(0x75, writeBiometricTemplates([{ header, dataTag: 0x5f2e, data }]));
}
