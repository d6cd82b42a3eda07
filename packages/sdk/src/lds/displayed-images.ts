import { encodeTlv } from "../tlv/tlv.js";
import {
  type ElementaryFile,
  readCount,
  readMembers,
  readOuter,
  requireOne,
  structureError,
} from "./elementary-file.js";
import { identifyImage } from "./image/identify.js";
import type { ImageIdentification } from "./image/types.js";

const MAX_IMAGES = 9;

export interface DisplayedImage {
  readonly image: Uint8Array;
  readonly identification: ImageIdentification;
}

export interface DisplayedImages extends ElementaryFile {
  readonly images: readonly DisplayedImage[];
}

/**
 * A file of displayed images (ICAO 9303-10 §4.7.5–4.7.7): a count in 02, then the images.
 * @throws ChipidError `lds.tag`, `lds.structure`, `lds.limit` for more than nine images, `tlv.*`
 */
export function readDisplayedImages(
  bytes: Uint8Array,
  tag: number,
  imageTag: number,
  name: string,
  reference: string,
): DisplayedImages {
  const outer = readOuter(bytes, tag, name);
  const members = readMembers(outer.value);
  const count = readCount(requireOne(members, 0x02, name, reference).value, MAX_IMAGES, "images", reference);
  const images = members.filter((member) => member.tag === imageTag);
  if (images.length !== count || members.length !== count + 1) {
    throw structureError(`${name} has not the images it announces.`, reference);
  }
  return {
    raw: outer.raw,
    trailingBytes: outer.trailingBytes,
    images: images.map(({ value }) => ({ image: value, identification: identifyImage(value) })),
  };
}

export function writeDisplayedImages(tag: number, imageTag: number, images: readonly Uint8Array[]): Uint8Array {
  return encodeTlv(
    tag,
    encodeTlv(0x02, Uint8Array.of(images.length)),
    ...images.map((image) => encodeTlv(imageTag, image)),
  );
}
