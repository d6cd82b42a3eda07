import { ChipidError } from "../errors/chipid-error.js";
import type { ElementaryFile } from "./elementary-file.js";
import {
  readSecurityInfos,
  type SecurityInfoFields,
  type SecurityInfos,
  writeSecurityInfos,
} from "./security-infos.js";

export interface CardAccess extends ElementaryFile {
  readonly securityInfos: SecurityInfos;
}

/**
 * EF.CardAccess (ICAO 9303-11 §9.1): SecurityInfos in plain. Only a SET is one: after the application is selected,
 * file 011C is EF.CVCA (tag 42). Bytes behind the SET, mostly zeros of a file larger than its content, are counted.
 * @throws ChipidError `lds.tag` for another first byte, `asn1.*`, `lds.limit`
 */
export function readCardAccess(bytes: Uint8Array): CardAccess {
  if (bytes[0] !== 0x31) {
    throw new ChipidError("lds.tag", "EF.CardAccess does not start with tag 31.", { reference: "ICAO 9303-11 §9.1" });
  }
  const securityInfos = readSecurityInfos(bytes);
  return { raw: securityInfos.raw, trailingBytes: bytes.length - securityInfos.raw.length, securityInfos };
}

export function writeCardAccess(infos: readonly SecurityInfoFields[]): Uint8Array {
  return writeSecurityInfos(infos);
}
