// Images that hold the structure of their format and no picture: enough for readers that look at headers only.

function u16(value: number): number[] {
  return [value >> 8, value & 255];
}

function u32(value: number): number[] {
  return [...u16(value >>> 16), ...u16(value & 0xffff)];
}

/** Baseline JPEG of three components with an application segment, a comment and one scan (ITU-T T.81 Annex B). */
export function madeJpeg(width: number, height: number): Uint8Array {
  const segment = (marker: number, ...body: number[]) => [0xff, marker, ...u16(body.length + 2), ...body];
  return Uint8Array.from([
    0xff,
    0xd8,
    ...segment(0xe0, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0),
    ...segment(0xfe, 0x66, 0x75, 0x7a, 0x7a),
    ...segment(0xdb, 0, ...Array.from({ length: 64 }, () => 1)),
    ...segment(0xc0, 8, ...u16(height), ...u16(width), 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0),
    ...segment(0xc4, 0, 1, ...Array.from({ length: 15 }, () => 0), 0),
    ...segment(0xda, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0),
    ...Array.from({ length: 200 }, (_, i) => (i * 37) % 251),
    0xff,
    0xd9,
  ]);
}

/** JPEG 2000 codestream of one tile (ISO/IEC 15444-1 Annex A). */
export function madeCodestream(width: number, height: number): Uint8Array {
  const body = Array.from({ length: 300 }, (_, i) => (i * 53) % 127);
  const cod = [0xff, 0x52, 0, 12, 0, 0, 0, 1, 1, 5, 4, 4, 0, 1];
  const qcd = [0xff, 0x5c, 0, 19, 0x40, ...Array.from({ length: 16 }, () => 0x48)];
  const siz = [
    ...u16(0),
    ...u32(width),
    ...u32(height),
    ...u32(0),
    ...u32(0),
    ...u32(width),
    ...u32(height),
    ...u32(0),
    ...u32(0),
    ...u16(3),
  ];
  const components = [7, 1, 1, 7, 1, 1, 7, 1, 1];
  return Uint8Array.from([
    0xff,
    0x4f,
    ...[0xff, 0x51, ...u16(siz.length + components.length + 2), ...siz, ...components],
    ...cod,
    ...qcd,
    ...[0xff, 0x90, 0, 10, 0, 0, ...u32(12 + 2 + body.length), 0, 1],
    ...[0xff, 0x93, ...body],
    0xff,
    0xd9,
  ]);
}

/** The codestream in a JP2 file (ISO/IEC 15444-1 Annex I). */
export function madeJp2(width: number, height: number): Uint8Array {
  const box = (type: string, body: readonly number[]) => [
    ...u32(body.length + 8),
    ...[...type].map((letter) => letter.charCodeAt(0)),
    ...body,
  ];
  const header = [
    ...box("ihdr", [...u32(height), ...u32(width), ...u16(3), 7, 7, 0, 0]),
    ...box("colr", [1, 0, 0, ...u32(16)]),
  ];
  return Uint8Array.from([
    ...box("jP  ", [0x0d, 0x0a, 0x87, 0x0a]),
    ...box("ftyp", [0x6a, 0x70, 0x32, 0x20, ...u32(0), 0x6a, 0x70, 0x32, 0x20]),
    ...box("jp2h", header),
    ...box("jp2c", [...madeCodestream(width, height)]),
  ]);
}
