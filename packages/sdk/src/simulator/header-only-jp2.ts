import { concat, latin1 } from "../bytes/bytes.js";

/**
 * A JPEG 2000 file of the given size that has every header and no picture: one tile whose packets are all empty, which
 * decoders show as a flat field. For tests of what is announced.
 */
export function headerOnlyJp2(width: number, height: number, components = 3): Uint8Array {
  const u32 = (value: number): Uint8Array =>
    Uint8Array.of((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
  const u16 = (value: number): Uint8Array => Uint8Array.of((value >> 8) & 255, value & 255);
  const box = (type: string, ...parts: readonly Uint8Array[]): Uint8Array => {
    const content = concat(...parts);
    return concat(u32(8 + content.length), latin1(type), content);
  };
  const perComponent = Array.from({ length: components }, () => Uint8Array.of(7, 1, 1));
  const siz = concat(
    u16(0xff51),
    u16(38 + 3 * components),
    u16(0),
    ...[width, height, 0, 0, width, height, 0, 0].map(u32),
    u16(components),
    ...perComponent,
  );
  const cod = Uint8Array.of(0xff, 0x52, 0, 12, 0, 0, 0, 1, 0, 0, 4, 4, 0, 1);
  const qcd = Uint8Array.of(0xff, 0x5c, 0, 4, 0x40, 0x40);
  const packets = new Uint8Array(components);
  const sot = concat(u16(0xff90), u16(10), u16(0), u32(14 + packets.length), Uint8Array.of(0, 1));
  const tilePart = concat(sot, u16(0xff93), packets);
  const codestream = concat(u16(0xff4f), siz, cod, qcd, tilePart, u16(0xffd9));
  const ihdr = box("ihdr", u32(height), u32(width), u16(components), Uint8Array.of(7, 7, 0, 0));
  const colr = box("colr", Uint8Array.of(1, 0, 0), u32(components === 1 ? 17 : 16));
  return concat(
    box("jP  ", Uint8Array.of(0x0d, 0x0a, 0x87, 0x0a)),
    box("ftyp", latin1("jp2 "), u32(0), latin1("jp2 ")),
    box("jp2h", ihdr, colr),
    box("jp2c", codestream),
  );
}
