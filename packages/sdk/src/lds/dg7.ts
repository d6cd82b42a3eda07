import { type DisplayedImages, readDisplayedImages, writeDisplayedImages } from "./displayed-images.js";

/** DG7: displayed signature or usual mark. */
export type Dg7 = DisplayedImages;

/**
 * DG7 (ICAO 9303-10 §4.7.7): tag 67 with signatures in 5F43.
 * @throws ChipidError `lds.*`, `tlv.*`
 */
export function readDg7(bytes: Uint8Array): Dg7 {
  return readDisplayedImages(bytes, 0x67, 0x5f43, "DG7", "ICAO 9303-10 §4.7.7");
}

export function writeDg7(images: readonly Uint8Array[]): Uint8Array {
  return writeDisplayedImages(0x67, 0x5f43, images);
}
