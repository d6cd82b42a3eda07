import { encodeTlv } from "../tlv/tlv.js";
import { type ElementaryFile, readOuter, structureError } from "./elementary-file.js";
import {
  readSecurityInfos,
  type SecurityInfoFields,
  type SecurityInfos,
  writeSecurityInfos,
} from "./security-infos.js";

const REFERENCE = "ICAO 9303-10 §4.7.14";

export interface Dg14 extends ElementaryFile {
  readonly securityInfos: SecurityInfos;
}

/**
 * DG14 (ICAO 9303-10 §4.7.14, 9303-11 §9.2): tag 6E around SecurityInfos.
 * @throws ChipidError `lds.tag`, `lds.structure`, `lds.limit`, `tlv.*`, `asn1.*`
 */
export function readDg14(bytes: Uint8Array): Dg14 {
  const outer = readOuter(bytes, 0x6e, "DG14");
  const securityInfos = readSecurityInfos(outer.value);
  if (securityInfos.raw.length !== outer.value.length) {
    throw structureError("Bytes follow the SecurityInfos of DG14.", REFERENCE);
  }
  return { raw: outer.raw, trailingBytes: outer.trailingBytes, securityInfos };
}

export function writeDg14(infos: readonly SecurityInfoFields[]): Uint8Array {
  return encodeTlv(0x6e, writeSecurityInfos(infos));
}
