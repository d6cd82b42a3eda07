import { isJpeg, readJpeg } from "./jpeg.js";
import { isCodestream, isJp2, readCodestream, readJp2 } from "./jpeg2000.js";
import type { ImageIdentification, ImageMime, ImageReading } from "./types.js";

/** More pixels than this are never decoded (T75). */
export const MAX_PIXELS = 20_000_000;
/** Above a megapixel, an image with fewer bytes than this for its pixels is a bomb: portraits have 3 to 50. */
const BOMB_PIXELS = 1_000_000;
const BOMB_PIXELS_PER_BYTE = 1000;

/**
 * Tells what an image is by its first bytes and walks its structure, in time linear in its length and without
 * allocating for what it announces. Never throws.
 */
export function identifyImage(bytes: Uint8Array): ImageIdentification {
  const [mime, reading] = read(bytes);
  const { header } = reading;
  const fault =
    reading.fault === "malformed" || reading.fault === "unknown" ? reading.fault : sizeFault(bytes, reading);
  if (mime !== undefined && header !== undefined && fault === undefined) return { displayable: true, mime, ...header };
  return { displayable: false, why: fault ?? "unknown", mime, width: header?.width, height: header?.height };
}

function read(bytes: Uint8Array): readonly [ImageMime | undefined, ImageReading] {
  if (isJpeg(bytes)) return ["image/jpeg", readJpeg(bytes)];
  if (isJp2(bytes)) return ["image/jp2", readJp2(bytes)];
  if (isCodestream(bytes)) return ["image/j2c", readCodestream(bytes)];
  return [undefined, { header: undefined, fault: "unknown" }];
}

/** What is too large is called so even when it is also cut: its size alone rules it out. */
function sizeFault(bytes: Uint8Array, { header, fault }: ImageReading): ImageReading["fault"] {
  if (header === undefined) return fault;
  const pixels = header.width * header.height;
  if (pixels > MAX_PIXELS) return "too-large";
  if (pixels > BOMB_PIXELS && pixels / bytes.length > BOMB_PIXELS_PER_BYTE) return "bomb";
  return fault;
}
