import { parseSignedData } from "../asn1/cms.js";
import type { SignedData } from "../asn1/cms-types.js";
import { OID } from "../asn1/oids.js";
import { ChipidError } from "../errors/chipid-error.js";
import type { ErrorCode } from "../errors/codes.js";
import { encodeTlv } from "../tlv/tlv.js";
import { type ElementaryFile, readOuter } from "./elementary-file.js";
import { type LdsSecurityObject, readLdsSecurityObject } from "./lds-security-object.js";

/**
 * What eContentType says the content is. `icao` is 2.23.136.1.1.1; the others are OIDs that early issuers put in its
 * place over a sound LDS security object (T26c); `unknown` is any other, which no passive authentication may accept.
 */
export type SodContentType = "icao" | "legacy-icao" | "legacy-nl" | "data" | "unknown";

const CONTENT_TYPES: ReadonlyMap<string, SodContentType> = new Map([
  [OID.ldsSecurityObject, "icao"],
  ["1.3.27.1.1.1", "legacy-icao"],
  ["1.2.528.1.1006.1.20.1", "legacy-nl"],
  [OID.data, "data"],
]);

export type LdsSecurityObjectReading =
  | { readonly ok: true; readonly object: LdsSecurityObject }
  /** `detached`: no eContent. `structure`: not an LDSSecurityObject; `code` is the parser's. */
  | { readonly ok: false; readonly why: "detached" | "structure"; readonly code: ErrorCode; readonly message: string };

export interface Sod extends ElementaryFile {
  readonly signedData: SignedData;
  readonly contentType: SodContentType;
  readonly lds: LdsSecurityObjectReading;
}

/**
 * EF.SOD (ICAO 9303-10 §4.6.2): tag 77 around a CMS SignedData. The CMS is read as BER; its departures from DER are
 * in `signedData.quirks`, bytes behind it inside the wrapper in `signedData.trailingBytes`. An unreadable LDS
 * security object or an unknown content type is no error here: passive authentication judges them.
 * @throws ChipidError `lds.tag`, `tlv.*`, `cms.*`, `asn1.*`
 */
export function readSod(bytes: Uint8Array): Sod {
  const outer = readOuter(bytes, 0x77, "EF.SOD");
  const signedData = parseSignedData(outer.value, { mode: "ber", trailing: true });
  return {
    raw: outer.raw,
    trailingBytes: outer.trailingBytes,
    signedData,
    contentType: CONTENT_TYPES.get(signedData.eContentType) ?? "unknown",
    lds: readContent(signedData.eContent),
  };
}

function readContent(eContent: Uint8Array | undefined): LdsSecurityObjectReading {
  if (eContent === undefined) {
    return { ok: false, why: "detached", code: "cms.structure", message: "EF.SOD has no content in its signature." };
  }
  try {
    return { ok: true, object: readLdsSecurityObject(eContent) };
  } catch (error) {
    if (!(error instanceof ChipidError)) throw error;
    return { ok: false, why: "structure", code: error.code, message: error.message };
  }
}

/** EF.SOD around the DER of a CMS SignedData. */
export function writeSod(signedData: Uint8Array): Uint8Array {
  return encodeTlv(0x77, signedData);
}
