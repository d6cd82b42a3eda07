import { ecdsa, weierstrass } from "@noble/curves/abstract/weierstrass.js";
import { derBitString, derInteger, derNull, derOctetString, derOid, sequence } from "../../asn1/encode.js";
import { OID } from "../../asn1/oids.js";
import { fromBigInt, toBigInt, utf8 } from "../../bytes/bytes.js";
import { curveByName } from "../../crypto/curves.js";
import { digest, PURE_HASHES } from "../../crypto/digest.js";
import { encodePoint } from "../../crypto/points.js";
import {
  createSigner,
  type EcPrivateKey,
  type PrivateKey,
  type RsaPrivateKey,
  rsaKeyFromPrimes,
} from "../../crypto/signing.js";
import type { CurveName, CurveParameters, PssParameters, SignatureAlgorithm } from "../../crypto/types.js";
import { algorithmIdentifier, pssParameters } from "./algorithms.js";
import { TEST_RSA_KEYS, type TestRsaKeyName } from "./test-rsa-keys.js";

/** An EC key over parameters that are no known curve: a forged base point (T51). */
export interface ForeignEcKey {
  readonly kind: "foreign-ec";
  readonly parameters: CurveParameters;
  readonly d: bigint;
}

export type SigningKey = PrivateKey | ForeignEcKey;

const signer = createSigner();

/** EC key whose private scalar is derived from a label: the same label always gives the same key. For tests only. */
export function ecKey(label: string, curve: CurveName): EcPrivateKey {
  const { n } = curveByName(curve).parameters;
  const seed = [1, 2].map((part) => digest("sha-512", utf8(`chipid test key ${part} ${curve} ${label}`)));
  const wide = toBigInt(Uint8Array.from(seed.flatMap((bytes) => [...bytes])));
  return { kind: "ec", curve, d: (wide % (n - 1n)) + 1n };
}

/** One of the published RSA test keys. */
export function rsaKey(name: TestRsaKeyName): RsaPrivateKey {
  const { p, q, e } = TEST_RSA_KEYS[name];
  return rsaKeyFromPrimes(BigInt(`0x${p}`), BigInt(`0x${q}`), BigInt(`0x${e}`));
}

/**
 * A known curve's p, a, b and n with the base point multiplied by `factor`, and a key on it: what a forger builds who
 * wants a given point as public key.
 */
export function forgedBasePoint(curve: CurveName, factor: bigint, d: bigint): ForeignEcKey {
  const { x, y } = signer.ecPublicFromPrivate({ kind: "ec", curve, d: factor });
  return { kind: "foreign-ec", parameters: { ...curveByName(curve).parameters, gx: x, gy: y }, d };
}

/** Signs deterministically; see crypto/signing.ts. */
export function signWith(key: SigningKey, algorithm: SignatureAlgorithm, message: Uint8Array): Uint8Array {
  if (key.kind !== "foreign-ec") return signer.sign(key, algorithm, message);
  const { p, a, b, n, h, gx, gy } = key.parameters;
  const scheme = ecdsa(weierstrass({ p, a, b, n, h, Gx: gx, Gy: gy }), PURE_HASHES[algorithm.hash], { lowS: false });
  const secret = fromBigInt(key.d, Math.ceil(n.toString(16).length / 2));
  return scheme.sign(message, secret, { lowS: false, prehash: true, format: "der", extraEntropy: false });
}

/** Public point of an EC key, uncompressed (SEC 1 §2.3.3). */
export function publicPoint(key: EcPrivateKey | ForeignEcKey): Uint8Array {
  if (key.kind === "ec") {
    const { parameters, x, y } = signer.ecPublicFromPrivate(key);
    return encodePoint(parameters, { x, y });
  }
  const { p, a, b, n, h, gx, gy } = key.parameters;
  const point = weierstrass({ p, a, b, n, h, Gx: gx, Gy: gy }).BASE.multiply(key.d).toAffine();
  return encodePoint(key.parameters, point);
}

/** ECParameters with all numbers written out (RFC 3279 §2.3.5). */
export function explicitParameters(parameters: CurveParameters): Uint8Array {
  const width = Math.ceil(parameters.p.toString(16).length / 2);
  return sequence(
    derInteger(1),
    sequence(derOid(OID.primeField), derInteger(parameters.p)),
    sequence(derOctetString(fromBigInt(parameters.a, width)), derOctetString(fromBigInt(parameters.b, width))),
    derOctetString(encodePoint(parameters, { x: parameters.gx, y: parameters.gy })),
    derInteger(parameters.n),
    derInteger(parameters.h),
  );
}

export interface PublicKeyQuirks {
  /** EC: parameters written out instead of the curve's name. */
  readonly explicit?: boolean;
  /** EC: the name of another curve than the key's (T58). */
  readonly curveLabel?: CurveName;
  /** EC: other point bytes (T52). */
  readonly point?: Uint8Array;
  /** RSA: an id-RSASSA-PSS key restricted to these parameters (RFC 4055 §1.2). */
  readonly pss?: PssParameters;
}

/** SubjectPublicKeyInfo of the key's public half (RFC 5280 §4.1.2.7, RFC 3279 §2.3, RFC 4055). */
export function publicKeyInfo(key: SigningKey, quirks: PublicKeyQuirks = {}): Uint8Array {
  if (key.kind === "rsa") {
    const algorithm =
      quirks.pss === undefined
        ? algorithmIdentifier(OID.rsaEncryption, derNull())
        : algorithmIdentifier(OID.rsassaPss, pssParameters(quirks.pss));
    return sequence(algorithm, derBitString(sequence(derInteger(key.modulus), derInteger(key.exponent))));
  }
  const explicit = key.kind === "foreign-ec" || quirks.explicit === true;
  const parameters = key.kind === "foreign-ec" ? key.parameters : curveByName(key.curve).parameters;
  const named = key.kind === "ec" ? key.curve : undefined;
  const label = quirks.curveLabel ?? named;
  return sequence(
    algorithmIdentifier(
      OID.ecPublicKey,
      explicit || label === undefined ? explicitParameters(parameters) : derOid(curveByName(label).oid),
    ),
    derBitString(quirks.point ?? publicPoint(key)),
  );
}
