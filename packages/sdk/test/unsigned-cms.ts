import { derInteger, derOctetString, derOid, explicit, sequence, setOf } from "../src/asn1/encode.js";
import { OID } from "../src/asn1/oids.js";

/** CMS SignedData without certificate or signer: for readers that look at the content and verify nothing. */
export function unsignedCms(eContentType: string, eContent: Uint8Array | undefined): Uint8Array {
  const content = eContent === undefined ? [] : [explicit(0, derOctetString(eContent))];
  const body = sequence(derInteger(3), setOf(), sequence(derOid(eContentType), ...content), setOf());
  return sequence(derOid(OID.signedData), explicit(0, body));
}
