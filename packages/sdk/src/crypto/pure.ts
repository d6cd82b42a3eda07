import { equalBytes } from "../bytes/bytes.js";
import { curveByName } from "./curves.js";
import { digest } from "./digest.js";
import { readEcdsaSignature } from "./ecdsa-signature.js";
import { EcdsaVerifier } from "./ecdsa-verify.js";
import { encodePkcs1, verifyPssEncoding } from "./emsa.js";
import { isUsableRsaKey, modulusBytes, rsaRecover } from "./rsa.js";
import type { CryptoBackend, CurveName, EcPublicKey, RsaPublicKey, SignatureAlgorithm } from "./types.js";

/**
 * The back end that needs nothing from its host: every hash, every known curve, RSA PKCS#1 v1.5 and PSS with any
 * combination of hashes and salt. For public data only; nothing in it is meant to hide timing.
 */
export function createPureBackend(): CryptoBackend {
  const verifiers = new Map<CurveName, EcdsaVerifier>();
  return {
    name: "pure",
    supportsHash: () => true,
    supportsVerify(key, algorithm) {
      if (key.kind === "ec") return algorithm.kind === "ecdsa" && key.curve !== undefined;
      return algorithm.kind !== "ecdsa" && isUsableRsaKey(key);
    },
    digest,
    verify(key, algorithm, signature, message) {
      if (key.kind === "ec") {
        return algorithm.kind === "ecdsa" && verifyEcdsa(verifiers, key, algorithm, signature, message);
      }
      if (algorithm.kind === "rsa-pkcs1") return verifyPkcs1(key, algorithm, signature, message);
      return algorithm.kind === "rsa-pss" && verifyPss(key, algorithm, signature, message);
    },
  };
}

function verifyEcdsa(
  verifiers: Map<CurveName, EcdsaVerifier>,
  key: EcPublicKey,
  algorithm: Extract<SignatureAlgorithm, { kind: "ecdsa" }>,
  signature: Uint8Array,
  message: Uint8Array,
): boolean {
  if (key.curve === undefined) return false;
  const { parameters } = curveByName(key.curve);
  const pair = readEcdsaSignature(signature, parameters.n, algorithm.encoding);
  if (pair === undefined) return false;
  let verifier = verifiers.get(key.curve);
  if (verifier === undefined) {
    verifier = new EcdsaVerifier(parameters);
    verifiers.set(key.curve, verifier);
  }
  return verifier.verify(pair, digest(algorithm.hash, message), key);
}

function verifyPkcs1(
  key: RsaPublicKey,
  algorithm: Extract<SignatureAlgorithm, { kind: "rsa-pkcs1" }>,
  signature: Uint8Array,
  message: Uint8Array,
): boolean {
  const length = modulusBytes(key);
  const expected = encodePkcs1(algorithm.hash, digest(algorithm.hash, message), length);
  const found = rsaRecover(key, signature, length);
  return expected !== undefined && found !== undefined && equalBytes(expected, found);
}

function verifyPss(
  key: RsaPublicKey,
  algorithm: Extract<SignatureAlgorithm, { kind: "rsa-pss" }>,
  signature: Uint8Array,
  message: Uint8Array,
): boolean {
  const encoded = rsaRecover(key, signature, Math.ceil((key.bits - 1) / 8));
  if (encoded === undefined) return false;
  return verifyPssEncoding(digest, algorithm, digest(algorithm.hash, message), encoded, key.bits);
}
