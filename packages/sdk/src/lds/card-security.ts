import { parseSignedData } from "../asn1/cms.js";
import type { SignedData } from "../asn1/cms-types.js";
import { OID } from "../asn1/oids.js";
import { ChipidError } from "../errors/chipid-error.js";
import type { ElementaryFile } from "./elementary-file.js";
import { structureError } from "./elementary-file.js";
import { readSecurityInfos, type SecurityInfos } from "./security-infos.js";

const REFERENCE = "ICAO 9303-11 §9.3";

export interface CardSecurity extends ElementaryFile {
  readonly signedData: SignedData;
  /** What was signed. Worth nothing until the signature is verified. */
  readonly securityInfos: SecurityInfos;
}

/**
 * EF.CardSecurity (ICAO 9303-11 §9.3): CMS SignedData over SecurityInfos with eContentType id-SecurityObject.
 * @throws ChipidError `lds.tag`, `cms.*`, `asn1.*`; `cms.content-type` for another eContentType; `lds.structure`
 * without content or with bytes behind the signed SET.
 */
export function readCardSecurity(bytes: Uint8Array): CardSecurity {
  if (bytes[0] !== 0x30) {
    throw new ChipidError("lds.tag", "EF.CardSecurity does not start with tag 30.", { reference: REFERENCE });
  }
  const signedData = parseSignedData(bytes, { mode: "ber", trailing: true });
  if (signedData.eContentType !== OID.securityObject) {
    throw new ChipidError("cms.content-type", "The content of EF.CardSecurity is not id-SecurityObject.", {
      reference: REFERENCE,
    });
  }
  const content = signedData.eContent;
  if (content === undefined) throw structureError("EF.CardSecurity has no content in its signature.", REFERENCE);
  const securityInfos = readSecurityInfos(content);
  if (securityInfos.raw.length !== content.length) {
    throw structureError("Bytes follow the SecurityInfos of EF.CardSecurity.", REFERENCE);
  }
  return {
    raw: bytes.subarray(0, bytes.length - signedData.trailingBytes),
    trailingBytes: signedData.trailingBytes,
    signedData,
    securityInfos,
  };
}
