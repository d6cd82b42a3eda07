import { type DisplayedImages, readDisplayedImages, writeDisplayedImages } from "./displayed-images.js";

/** DG5: displayed portrait. */
export type Dg5 = DisplayedImages;

/**
 * DG5 (ICAO 9303-10 §4.7.5): tag 65 with portraits in 5F40.
 * @throws ChipidError `lds.*`, `tlv.*`
 */
export function readDg5(bytes: Uint8Array): Dg5 {
  return readDisplayedImages(bytes, 0x65, 0x5f40, "DG5", "ICAO 9303-10 §4.7.5");
}

export function writeDg5(images: readonly Uint8Array[]): Uint8Array {
  return writeDisplayedImages(0x65, 0x5f40, images);
}
