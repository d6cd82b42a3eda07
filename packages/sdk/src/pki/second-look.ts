import { type EcdsaDeviation, relaxedEcdsaSignature } from "../crypto/ecdsa-signature.js";
import { recoverPssSalt } from "../crypto/emsa.js";
import { rsaRecover } from "../crypto/rsa.js";
import type { Crypto, HashName, PublicKey, SignatureAlgorithm } from "../crypto/types.js";

/** How a signature that the strict engine refused departs from what its algorithm declares. */
export type SignatureDeviation = EcdsaDeviation | "pss-salt-length" | "pss-mgf-hash";

const MGF_HASHES: readonly HashName[] = ["sha-1", "sha-224", "sha-256", "sha-384", "sha-512"];

/**
 * Second look at a signature that did not verify strictly: whether it holds under the same key and over the same bytes
 * when read with one of the known slips of issuers (T24b, T53, T55), and which. The hash function is never guessed, and
 * the strict answer stays "no": what this finds is for a person to judge. undefined when it does not hold either way.
 */
export function secondLook(
  key: PublicKey,
  algorithm: SignatureAlgorithm,
  signature: Uint8Array,
  message: Uint8Array,
  crypto: Crypto,
): readonly SignatureDeviation[] | undefined {
  if (key.kind === "ec" && algorithm.kind === "ecdsa") {
    const relaxed = relaxedEcdsaSignature(signature, key.parameters.n, algorithm.encoding);
    if (relaxed === undefined) return undefined;
    const { valid } = crypto.verify(key, { ...algorithm, encoding: "plain" }, relaxed.plain, message);
    return valid ? relaxed.deviations : undefined;
  }
  if (key.kind !== "rsa" || algorithm.kind !== "rsa-pss") return undefined;
  const encoded = rsaRecover(key, signature, Math.ceil((key.bits - 1) / 8));
  if (encoded === undefined) return undefined;
  const digest = crypto.digest(algorithm.hash, message);
  for (const mgfHash of MGF_HASHES) {
    const saltLength = recoverPssSalt(crypto.digest, algorithm.hash, mgfHash, digest, encoded, key.bits);
    if (saltLength === undefined) continue;
    const deviations: SignatureDeviation[] = [];
    if (saltLength !== algorithm.saltLength) deviations.push("pss-salt-length");
    if (mgfHash !== algorithm.mgfHash) deviations.push("pss-mgf-hash");
    // The engine may have refused for another reason (a restricted key); then nothing deviates and nothing is excused.
    if (deviations.length === 0) return undefined;
    const { valid } = crypto.verify(key, { ...algorithm, saltLength, mgfHash }, signature, message);
    return valid ? deviations : undefined;
  }
  return undefined;
}
