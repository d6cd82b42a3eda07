import { readAsn1 } from "../asn1/node.js";
import { TAG } from "../asn1/values.js";
import type { PublicKeyReading } from "../pki/certificate-types.js";
import { readPublicKey } from "../pki/spki.js";
import { encodeTlv } from "../tlv/tlv.js";
import { type ElementaryFile, readOuter, structureError } from "./elementary-file.js";
import { lazy } from "./lazy.js";

const REFERENCE = "ICAO 9303-10 §4.7.15";

export interface Dg15 extends ElementaryFile {
  /** SubjectPublicKeyInfo as received. */
  readonly spki: Uint8Array;
  /** The Active Authentication key, or why it is none; read when first asked for. */
  readonly publicKey: PublicKeyReading;
}

/**
 * DG15 (ICAO 9303-10 §4.7.15, 9303-11 §6.1): tag 6F around one SubjectPublicKeyInfo.
 * @throws ChipidError `lds.tag`, `lds.structure` when empty, `tlv.*`, `asn1.*` unless it is one SEQUENCE
 */
export function readDg15(bytes: Uint8Array): Dg15 {
  const outer = readOuter(bytes, 0x6f, "DG15");
  if (outer.value.length === 0) throw structureError("DG15 is empty.", REFERENCE);
  const spki = readAsn1(outer.value, { mode: "ber", maxNodes: 256 }).expect(TAG.sequence).raw;
  const publicKey = lazy(() => readPublicKey(spki));
  return {
    raw: outer.raw,
    trailingBytes: outer.trailingBytes,
    spki,
    get publicKey() {
      return publicKey();
    },
  };
}

/** DG15 around the DER of a SubjectPublicKeyInfo. */
export function writeDg15(spki: Uint8Array): Uint8Array {
  return encodeTlv(0x6f, spki);
}
