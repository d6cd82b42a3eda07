import { oidContent } from "../src/asn1/encode.js";
import { terminalAlgorithm } from "../src/authentication/terminal/cv-public-key.js";
import { concat, fromBigInt, latin1 } from "../src/bytes/bytes.js";
import { curveByName } from "../src/crypto/curves.js";
import { encodePoint } from "../src/crypto/points.js";
import { createSigner, type PrivateKey, rsaPublicFromPrivate } from "../src/crypto/signing.js";
import { encodeTlv } from "../src/tlv/tlv.js";

// Writes card verifiable certificates (TR-03110-3 C) for the suites of Terminal Authentication.

const signer = createSigner();

export const TA_OID = {
  rsaPkcs1Sha1: "0.4.0.127.0.7.2.2.2.1.1",
  rsaPkcs1Sha256: "0.4.0.127.0.7.2.2.2.1.2",
  rsaPssSha256: "0.4.0.127.0.7.2.2.2.1.4",
  ecdsaSha256: "0.4.0.127.0.7.2.2.2.2.3",
  ecdsaSha512: "0.4.0.127.0.7.2.2.2.2.5",
} as const;

export const INSPECTION_SYSTEM = "0.4.0.127.0.7.3.1.2.1";

export interface CvHolder {
  readonly reference: string;
  readonly key: PrivateKey;
  readonly oid: string;
}

export interface CvSpec {
  readonly holder: CvHolder;
  readonly issuer: CvHolder;
  /** Discretionary data of the authorisation: role in the first two bits. */
  readonly authorization: number | readonly number[];
  readonly terminalType?: string;
  /** YYMMDD. */
  readonly effective?: string;
  readonly expires?: string;
  /** EC: domain parameters written out, as in the certificate of a CVCA. */
  readonly explicit?: boolean;
  /** Elements of the body put in place of the standard ones. */
  readonly body?: (standard: readonly Uint8Array[]) => readonly Uint8Array[];
}

export function signCv(holder: CvHolder, message: Uint8Array): Uint8Array {
  const algorithm = terminalAlgorithm(holder.oid);
  if (algorithm === undefined) throw new RangeError("unknown algorithm");
  return signer.sign(holder.key, algorithm, message);
}

export function cvCertificate(spec: CvSpec): Uint8Array {
  const { holder, issuer, authorization, terminalType = INSPECTION_SYSTEM } = spec;
  const elements = [
    encodeTlv(0x5f29, Uint8Array.of(0)),
    encodeTlv(0x42, latin1(issuer.reference)),
    cvPublicKey(holder, spec.explicit === true),
    encodeTlv(0x5f20, latin1(holder.reference)),
    encodeTlv(
      0x7f4c,
      encodeTlv(0x06, oidContent(terminalType)),
      encodeTlv(0x53, Uint8Array.from(typeof authorization === "number" ? [authorization] : authorization)),
    ),
    encodeTlv(0x5f25, digits(spec.effective ?? "240101")),
    encodeTlv(0x5f24, digits(spec.expires ?? "261231")),
  ];
  const body = encodeTlv(0x7f4e, ...(spec.body?.(elements) ?? elements));
  return encodeTlv(0x7f21, body, encodeTlv(0x5f37, signCv(issuer, body)));
}

export function cvPublicKey({ key, oid }: CvHolder, explicit: boolean): Uint8Array {
  const id = encodeTlv(0x06, oidContent(oid));
  if (key.kind === "rsa") {
    const { modulus, exponent } = rsaPublicFromPrivate(key);
    return encodeTlv(0x7f49, id, encodeTlv(0x81, fromBigInt(modulus)), encodeTlv(0x82, fromBigInt(exponent)));
  }
  const { parameters } = curveByName(key.curve);
  const { p, a, b, gx, gy, n, h } = parameters;
  const width = fromBigInt(p).length;
  const point = encodeTlv(0x86, encodePoint(parameters, signer.ecPublicFromPrivate(key)));
  if (!explicit) return encodeTlv(0x7f49, id, point);
  const before = concat(
    encodeTlv(0x81, fromBigInt(p)),
    encodeTlv(0x82, fromBigInt(a, width)),
    encodeTlv(0x83, fromBigInt(b, width)),
    encodeTlv(0x84, encodePoint(parameters, { x: gx, y: gy })),
    encodeTlv(0x85, fromBigInt(n)),
  );
  return encodeTlv(0x7f49, id, before, point, encodeTlv(0x87, fromBigInt(h)));
}

function digits(date: string): Uint8Array {
  return Uint8Array.from(date, Number);
}
