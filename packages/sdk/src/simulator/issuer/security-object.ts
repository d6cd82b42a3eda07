import { derInteger, derOctetString, derPrintable, sequence } from "../../asn1/encode.js";
import { OID } from "../../asn1/oids.js";
import { concat } from "../../bytes/bytes.js";
import { digest } from "../../crypto/digest.js";
import type { HashName } from "../../crypto/types.js";
import { encodeTlv } from "../../tlv/tlv.js";
import { digestAlgorithmIdentifier } from "./algorithms.js";
import { createSignedData, type SignedDataSpec } from "./signed-data.js";

/** LDSSecurityObject (ICAO 9303-10 §4.6.2.3). */
export interface SecurityObjectSpec {
  readonly hash: HashName;
  /** Data group number and file bytes, or a hash that stands in its place. Sent in this order. */
  readonly dataGroups: readonly (readonly [number, Uint8Array | { readonly hash: Uint8Array }])[];
  /** Present: version 1 with ldsVersionInfo. */
  readonly versionInfo?: { readonly lds: string; readonly unicode: string };
  readonly digestAlgorithmIdentifier?: Uint8Array;
}

/** DER of the LDSSecurityObject. */
export function createSecurityObject(spec: SecurityObjectSpec): Uint8Array {
  const hashes = spec.dataGroups.map(([number, content]) =>
    sequence(
      derInteger(number),
      derOctetString(content instanceof Uint8Array ? digest(spec.hash, content) : content.hash),
    ),
  );
  return sequence(
    derInteger(spec.versionInfo === undefined ? 0 : 1),
    spec.digestAlgorithmIdentifier ?? digestAlgorithmIdentifier(spec.hash),
    sequence(...hashes),
    ...(spec.versionInfo === undefined
      ? []
      : [sequence(derPrintable(spec.versionInfo.lds), derPrintable(spec.versionInfo.unicode))]),
  );
}

export interface SodSpec extends Omit<SignedDataSpec, "eContent" | "eContentType"> {
  readonly content: SecurityObjectSpec | Uint8Array;
  readonly eContentType?: string;
  /** Bytes behind the outer TLV (T26b). */
  readonly trailing?: Uint8Array;
}

/** EF.SOD: tag 77 around the SignedData (ICAO 9303-10 §4.6.2). */
export function createSod(spec: SodSpec): Uint8Array {
  const signedData = createSignedData({
    ...spec,
    eContentType: spec.eContentType ?? OID.ldsSecurityObject,
    eContent: spec.content instanceof Uint8Array ? spec.content : createSecurityObject(spec.content),
  });
  return concat(encodeTlv(0x77, signedData), spec.trailing ?? new Uint8Array(0));
}
