import { derBitString, derInteger, derTime, explicit, sequence } from "../../asn1/encode.js";
import { TAG } from "../../asn1/values.js";
import type { SignatureAlgorithm } from "../../crypto/types.js";
import { encodeTlv } from "../../tlv/tlv.js";
import { signatureAlgorithmIdentifier } from "./algorithms.js";
import { instant } from "./certificate.js";
import { extension } from "./extensions.js";
import { type SigningKey, signWith } from "./keys.js";

export interface CrlSpec {
  readonly issuer: Uint8Array;
  readonly thisUpdate: string;
  readonly nextUpdate?: string;
  readonly revoked: readonly { readonly serial: bigint | number; readonly date: string; readonly reason?: number }[];
  readonly extensions: readonly Uint8Array[];
  readonly signWith: SigningKey;
  readonly algorithm: SignatureAlgorithm;
}

/** DER of a version 2 CRL (RFC 5280 §5.1). `reason` is a CRLReason number. */
export function createCrl(spec: CrlSpec): Uint8Array {
  const algorithm = signatureAlgorithmIdentifier(spec.algorithm);
  const entries = spec.revoked.map((entry) =>
    sequence(
      derInteger(entry.serial),
      derTime(instant(entry.date)),
      ...(entry.reason === undefined
        ? []
        : [sequence(extension("2.5.29.21", false, encodeTlv(TAG.enumerated, Uint8Array.of(entry.reason))))]),
    ),
  );
  const tbs = sequence(
    derInteger(1),
    algorithm,
    spec.issuer,
    derTime(instant(spec.thisUpdate)),
    ...(spec.nextUpdate === undefined ? [] : [derTime(instant(spec.nextUpdate))]),
    ...(entries.length === 0 ? [] : [sequence(...entries)]),
    explicit(0, sequence(...spec.extensions)),
  );
  return sequence(tbs, algorithm, derBitString(signWith(spec.signWith, spec.algorithm, tbs)));
}
