import {
  derBitString,
  derBoolean,
  derIa5,
  derInteger,
  derOctetString,
  derOid,
  derPrintable,
  implicit,
  implicitConstructed,
  sequence,
  setOf,
} from "../../asn1/encode.js";
import { readAsn1 } from "../../asn1/node.js";
import { bitStringBytes } from "../../asn1/values.js";
import { latin1 } from "../../bytes/bytes.js";
import { digest } from "../../crypto/digest.js";
import { encodeTlv } from "../../tlv/tlv.js";

// Certificate and CRL extensions (RFC 5280 §4.2, §5.2; ICAO 9303-12 §7.1.1): each function gives one whole Extension.

export const EXTENDED_KEY_USAGE = {
  masterListSigner: "2.23.136.1.1.3",
  deviationListSigner: "2.23.136.1.1.8",
  tlsServer: "1.3.6.1.5.5.7.3.1",
} as const;

/** Extension of any OID; `value` is the DER inside extnValue. */
export function extension(oid: string, critical: boolean, value: Uint8Array): Uint8Array {
  return sequence(derOid(oid), ...(critical ? [derBoolean(true)] : []), derOctetString(value));
}

/** SHA-1 of the subjectPublicKey bits (RFC 5280 §4.2.1.2, method 1). */
export function keyIdentifierOf(spki: Uint8Array): Uint8Array {
  return digest("sha-1", bitStringBytes(readAsn1(spki, { mode: "ber" }).child(1)));
}

export function subjectKeyIdentifier(keyIdentifier: Uint8Array): Uint8Array {
  return extension("2.5.29.14", false, derOctetString(keyIdentifier));
}

export function authorityKeyIdentifier(keyIdentifier: Uint8Array): Uint8Array {
  return extension("2.5.29.35", false, sequence(implicit(0, keyIdentifier)));
}

export function basicConstraints(ca: boolean, pathLength?: number): Uint8Array {
  const parts = ca ? [derBoolean(true)] : [];
  if (pathLength !== undefined) parts.push(derInteger(pathLength));
  return extension("2.5.29.19", true, sequence(...parts));
}

const KEY_USAGE_BITS = [
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
] as const;

export type KeyUsageName = (typeof KEY_USAGE_BITS)[number];

/** keyUsage as a named BIT STRING without trailing zero bits (X.690 §11.2.2). */
export function keyUsage(...names: readonly KeyUsageName[]): Uint8Array {
  let bits = 0;
  let last = 0;
  for (const name of names) {
    const index = KEY_USAGE_BITS.indexOf(name);
    bits |= 0x80 >> index;
    last = Math.max(last, index);
  }
  return extension("2.5.29.15", true, derBitString(Uint8Array.of(bits), 7 - last));
}

export function extendedKeyUsage(critical: boolean, ...oids: readonly string[]): Uint8Array {
  return extension("2.5.29.37", critical, sequence(...oids.map(derOid)));
}

/** privateKeyUsagePeriod: both ends as GeneralizedTime (RFC 3280 §4.2.1.4). Milliseconds since 1970. */
export function privateKeyUsagePeriod(notBefore: number, notAfter: number): Uint8Array {
  const time = (ms: number): Uint8Array => latin1(`${new Date(ms).toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`);
  return extension("2.5.29.16", false, sequence(implicit(0, time(notBefore)), implicit(1, time(notAfter))));
}

/** Document types a DS may sign (ICAO 9303-12 §7.1.1.6). */
export function documentTypeList(...types: readonly string[]): Uint8Array {
  return extension("2.23.136.1.1.6.2", false, sequence(derInteger(0), setOf(...types.map(derPrintable))));
}

/** CSCA name change (ICAO 9303-12 §7.1.1.5). */
export function nameChange(): Uint8Array {
  return extension("2.23.136.1.1.6.1", false, encodeTlv(0x05));
}

export function crlDistributionPoints(...uris: readonly string[]): Uint8Array {
  const points = uris.map((uri) => sequence(implicitConstructed(0, implicitConstructed(0, implicit(6, latin1(uri))))));
  return extension("2.5.29.31", false, sequence(...points));
}

/** issuerAltName holding a directory-less locality, as ICAO 9303-12 asks for the three-letter code: an rfc822Name. */
export function issuerAltName(mail: string): Uint8Array {
  return extension("2.5.29.18", false, sequence(implicit(1, latin1(mail))));
}

export function crlNumber(value: number): Uint8Array {
  return extension("2.5.29.20", false, derInteger(value));
}

/** Marks a CRL as a delta of CRL `base` (RFC 5280 §5.2.4); always critical. */
export function deltaCrlIndicator(base: number): Uint8Array {
  return extension("2.5.29.27", true, derInteger(base));
}

/** An extension nobody defines, for T48. */
export function unknownExtension(critical: boolean): Uint8Array {
  return extension("1.3.6.1.4.1.99999.48", critical, derIa5("unknown"));
}
