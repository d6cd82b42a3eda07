import { derBitString, derInteger, derTime, explicit, sequence } from "../../asn1/encode.js";
import type { SignatureAlgorithm } from "../../crypto/types.js";
import { encodeTlv } from "../../tlv/tlv.js";
import { signatureAlgorithmIdentifier } from "./algorithms.js";
import { type SigningKey, signWith } from "./keys.js";

/** What a certificate says (RFC 5280 §4.1) and how it is signed. Names, SPKI and extensions are whole DER elements. */
export interface CertificateSpec {
  readonly subject: Uint8Array;
  readonly issuer: Uint8Array;
  /** A number, or the INTEGER's content bytes as they shall stand (T49: negative, not minimal). */
  readonly serial: bigint | number | Uint8Array;
  /** ISO dates (midnight UTC) or instants, see `instant`. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly publicKey: Uint8Array;
  readonly extensions?: readonly Uint8Array[];
  readonly signWith: SigningKey;
  readonly algorithm: SignatureAlgorithm;
  readonly quirks?: CertificateQuirks;
}

/** Departures a fixture wants. */
export interface CertificateQuirks {
  /** AlgorithmIdentifier inside the TBS, instead of the outer one. */
  readonly innerAlgorithm?: Uint8Array;
  /** AlgorithmIdentifier in both places, instead of the one that belongs to `algorithm`. */
  readonly algorithmIdentifier?: Uint8Array;
  readonly mangleSignature?: (signature: Uint8Array) => Uint8Array;
}

/**
 * Milliseconds since 1970 of `YYYY-MM-DD` (midnight UTC) or an RFC 3339 instant.
 */
export function instant(text: string): number {
  return Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text);
}

/** DER of the certificate. Always version 3, signed over the bytes that are sent out. */
export function createCertificate(spec: CertificateSpec): Uint8Array {
  const quirks = spec.quirks ?? {};
  const outer = quirks.algorithmIdentifier ?? signatureAlgorithmIdentifier(spec.algorithm);
  const extensions = spec.extensions ?? [];
  const tbs = sequence(
    explicit(0, derInteger(2)),
    spec.serial instanceof Uint8Array ? encodeTlv(0x02, spec.serial) : derInteger(spec.serial),
    quirks.innerAlgorithm ?? outer,
    spec.issuer,
    sequence(derTime(instant(spec.notBefore)), derTime(instant(spec.notAfter))),
    spec.subject,
    spec.publicKey,
    ...(extensions.length > 0 ? [explicit(3, sequence(...extensions))] : []),
  );
  const signature = signWith(spec.signWith, spec.algorithm, tbs);
  return sequence(tbs, outer, derBitString(quirks.mangleSignature?.(signature) ?? signature));
}
