import type { ImageHeader, ImageReading, NotDisplayable } from "./types.js";

const SIGNATURE = [0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20, 0x0d, 0x0a, 0x87, 0x0a];
const MAX_BOXES = 256;
const MAX_TILES = 4096;
const MAX_COMPONENTS = 4;

const BOX_HEADER = 0x6a703268; // jp2h
const BOX_IMAGE_HEADER = 0x69686472; // ihdr
const BOX_CODESTREAM = 0x6a703263; // jp2c

const SOC = 0xff4f;
const SIZ = 0xff51;
const SOT = 0xff90;
const EOC = 0xffd9;

export function isJp2(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}

export function isCodestream(bytes: Uint8Array): boolean {
  return u16(bytes, 0) === SOC && u16(bytes, 2) === SIZ;
}

interface Box {
  readonly type: number;
  readonly start: number;
  readonly end: number;
  /** The box says that it reaches beyond the data. */
  readonly cut: boolean;
}

/**
 * A JP2 file (ISO/IEC 15444-1 Annex I): boxes up to the contiguous codestream, which is then walked. Its size must be
 * that of the image header box.
 */
export function readJp2(bytes: Uint8Array): ImageReading {
  let declared: { readonly width: number; readonly height: number } | undefined;
  let at = SIGNATURE.length;
  for (let count = 0; at < bytes.length; count++) {
    if (count === MAX_BOXES) return { header: undefined, fault: "bomb" };
    const box = readBox(bytes, at, bytes.length);
    if (box === undefined) return { header: undefined, fault: "malformed" };
    if (box.type === BOX_CODESTREAM) {
      if (declared === undefined) return { header: undefined, fault: "malformed" };
      const { header, fault } = readCodestream(bytes.subarray(box.start, box.end));
      if (header !== undefined && (header.width !== declared.width || header.height !== declared.height)) {
        return { header, fault: "malformed" };
      }
      return { header, fault: fault ?? (box.cut ? "truncated" : undefined) };
    }
    if (box.cut) return { header: undefined, fault: "truncated" };
    if (box.type === BOX_HEADER) declared = imageHeader(bytes, box);
    at = box.end;
  }
  return { header: undefined, fault: "truncated" };
}

function readBox(bytes: Uint8Array, at: number, limit: number): Box | undefined {
  if (at + 8 > limit) return undefined;
  let length = u32(bytes, at);
  let start = at + 8;
  if (length === 1) {
    if (at + 16 > limit) return undefined;
    length = u32(bytes, at + 8) * 2 ** 32 + u32(bytes, at + 12);
    start = at + 16;
  }
  const end = length === 0 ? limit : at + length;
  if (end < start) return undefined;
  return { type: u32(bytes, at + 4), start, end: Math.min(end, limit), cut: end > limit };
}

/** Size in the image header box, which is the first in the JP2 header box. */
function imageHeader(bytes: Uint8Array, superbox: Box): { width: number; height: number } | undefined {
  const box = readBox(bytes, superbox.start, superbox.end);
  if (box?.type !== BOX_IMAGE_HEADER || box.end - box.start !== 14) return undefined;
  return { height: u32(bytes, box.start), width: u32(bytes, box.start + 4) };
}

/** A codestream (ISO/IEC 15444-1 Annex A): the SIZ segment, then tile-parts by their lengths, up to the EOC. */
export function readCodestream(bytes: Uint8Array): ImageReading {
  if (!isCodestream(bytes)) return { header: undefined, fault: bytes.length < 4 ? "truncated" : "malformed" };
  const siz = readSiz(bytes);
  if (typeof siz === "string") return { header: undefined, fault: siz };
  const { header, tiles } = siz;
  const fault = (why: NotDisplayable): ImageReading => ({ header, fault: why });
  if (tiles > MAX_TILES || header.components > MAX_COMPONENTS) return fault("bomb");

  let at = siz.end;
  while (u16(bytes, at) !== SOT) {
    if (at + 4 > bytes.length) return fault("truncated");
    if ((bytes[at] ?? 0) !== 0xff || u16(bytes, at) === EOC || u16(bytes, at + 2) < 2) return fault("malformed");
    at += 2 + u16(bytes, at + 2);
  }
  const seen = new Set<number>();
  while (u16(bytes, at) === SOT) {
    if (at + 12 > bytes.length) return fault("truncated");
    const length = u32(bytes, at + 6);
    const tile = u16(bytes, at + 4);
    if (u16(bytes, at + 2) !== 10 || tile >= tiles || (length !== 0 && length < 14)) return fault("malformed");
    seen.add(tile);
    // Length 0: the last tile-part, up to the EOC.
    if (length === 0) return endsWithEoc(bytes) ? { header, fault: undefined } : fault("truncated");
    at += length;
    if (at > bytes.length) return fault("truncated");
  }
  // Some encoders leave the EOC out; with every tile there nothing is missing.
  if (at + 2 > bytes.length) return seen.size === tiles ? { header, fault: undefined } : fault("truncated");
  if (u16(bytes, at) !== EOC) return fault("malformed");
  return seen.size === tiles ? { header, fault: undefined } : fault("truncated");
}

function endsWithEoc(bytes: Uint8Array): boolean {
  return u16(bytes, bytes.length - 2) === EOC;
}

interface Siz {
  readonly header: ImageHeader;
  readonly tiles: number;
  readonly end: number;
}

/** SIZ (A.5.1): image and tile areas on the reference grid, then three bytes a component. */
function readSiz(bytes: Uint8Array): Siz | NotDisplayable {
  const end = 4 + u16(bytes, 4);
  if (end > bytes.length) return "truncated";
  const [right, bottom, left, top] = quad(bytes, 8);
  const [tileWidth, tileHeight, tileLeft, tileTop] = quad(bytes, 24);
  const components = u16(bytes, 40);
  if (components === 0 || components > 16384 || end !== 42 + 3 * components) return "malformed";
  if (left >= right || top >= bottom || tileWidth === 0 || tileHeight === 0) return "malformed";
  // The first tile has to hold the image's corner (B.3).
  if (tileLeft > left || tileTop > top || tileLeft + tileWidth <= left || tileTop + tileHeight <= top)
    return "malformed";
  let bitsPerSample = 0;
  for (let at = 42; at < end; at += 3) {
    const bits = ((bytes[at] ?? 0) & 0x7f) + 1;
    if (bits > 38 || bytes[at + 1] === 0 || bytes[at + 2] === 0) return "malformed";
    bitsPerSample = Math.max(bitsPerSample, bits);
  }
  return {
    header: { width: right - left, height: bottom - top, components, bitsPerSample },
    tiles: Math.ceil((right - tileLeft) / tileWidth) * Math.ceil((bottom - tileTop) / tileHeight),
    end,
  };
}

function quad(bytes: Uint8Array, at: number): readonly [number, number, number, number] {
  return [u32(bytes, at), u32(bytes, at + 4), u32(bytes, at + 8), u32(bytes, at + 12)];
}

function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function u32(bytes: Uint8Array, at: number): number {
  return u16(bytes, at) * 0x10000 + u16(bytes, at + 2);
}
