import { encodeTlv } from "../tlv/tlv.js";
import { type ElementaryFile, readOuter } from "./elementary-file.js";

/** DG13: what the issuer likes. Its content is read by the issuer's own room. */
export interface Dg13 extends ElementaryFile {
  /** Content of tag 6D, not looked into. */
  readonly content: Uint8Array;
}

/**
 * DG13 (ICAO 9303-10 §4.7.13): tag 6D around content that is the issuer's choice.
 * @throws ChipidError `lds.tag`, `tlv.*`
 */
export function readDg13(bytes: Uint8Array): Dg13 {
  const outer = readOuter(bytes, 0x6d, "DG13");
  return { raw: outer.raw, trailingBytes: outer.trailingBytes, content: outer.value };
}

export function writeDg13(content: Uint8Array): Uint8Array {
  return encodeTlv(0x6d, content);
}
