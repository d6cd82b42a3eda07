import type { ImageHeader, ImageReading, NotDisplayable } from "./types.js";

const MAX_SCANS = 100;

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const DHT = 0xc4;
const JPG = 0xc8;
const DAC = 0xcc;

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === SOI;
}

/**
 * Walks the marker segments of a JPEG (ITU-T T.81 Annex B) up to its EOI. Application segments and comments are
 * stepped over by their length, thumbnails inside them included.
 */
export function readJpeg(bytes: Uint8Array): ImageReading {
  let header: ImageHeader | undefined;
  let scans = 0;
  let at = 2;
  const fault = (why: NotDisplayable): ImageReading => ({ header, fault: why });
  for (;;) {
    if (at >= bytes.length) return fault("truncated");
    if (bytes[at] !== 0xff) return fault("malformed");
    while (bytes[at] === 0xff) at++;
    const marker = bytes[at++];
    if (marker === undefined) return fault("truncated");
    if (marker === EOI) return header === undefined || scans === 0 ? fault("malformed") : { header, fault: undefined };
    if (marker < 0xc0 || (marker >= 0xd0 && marker <= SOI)) return fault("malformed");
    if (at + 2 > bytes.length) return fault("truncated");
    const length = u16(bytes, at);
    if (length < 2) return fault("malformed");
    if (at + length > bytes.length) return fault("truncated");
    if (isFrame(marker)) {
      if (header !== undefined) return fault("malformed");
      header = frameHeader(bytes.subarray(at + 2, at + length));
      if (header === undefined) return fault("malformed");
      // Baseline, extended sequential and progressive Huffman coding with 8 bits: what every display has.
      if (marker > 0xc2 || header.bitsPerSample !== 8) return fault("unknown");
    }
    at += length;
    if (marker === SOS) {
      if (header === undefined) return fault("malformed");
      if (++scans > MAX_SCANS) return fault("bomb");
      at = endOfScan(bytes, at);
    }
  }
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== DHT && marker !== JPG && marker !== DAC;
}

function frameHeader(segment: Uint8Array): ImageHeader | undefined {
  if (segment.length < 6) return undefined;
  const header = {
    bitsPerSample: segment[0] ?? 0,
    height: u16(segment, 1),
    width: u16(segment, 3),
    components: segment[5] ?? 0,
  };
  // A height of 0 is told later, by a DNL segment: allowed by T.81 and used by nobody.
  if (header.width === 0 || header.height === 0) return undefined;
  return [1, 3, 4].includes(header.components) && segment.length === 6 + 3 * header.components ? header : undefined;
}

/** Offset of the first marker behind entropy-coded data: FF followed by neither a stuffed 00 nor a restart marker. */
function endOfScan(bytes: Uint8Array, start: number): number {
  for (let at = start; at + 1 < bytes.length; at++) {
    if (bytes[at] !== 0xff) continue;
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return bytes.length;
}

function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
