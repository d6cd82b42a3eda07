import { type EcdsaDeviation, relaxedEcdsaSignature } from "../crypto/ecdsa-signature.js";
import { pssSecondTry } from "../crypto/pss-second-try.js";
import type { Crypto, PublicKey, SignatureAlgorithm } from "../crypto/types.js";

/** How a signature that the strict engine refused departs from what its algorithm declares. */
export type SignatureDeviation = EcdsaDeviation | "pss-salt-length" | "pss-mgf-hash";

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
  const fitting = pssSecondTry(crypto, key, algorithm, signature, message);
  // The engine judges once more: a key that is restricted to other parameters stays refused.
  if (fitting === undefined || !crypto.verify(key, { ...algorithm, ...fitting }, signature, message).valid) {
    return undefined;
  }
  const deviations: SignatureDeviation[] = [];
  if (fitting.saltLength !== algorithm.saltLength) deviations.push("pss-salt-length");
  if (fitting.mgfHash !== algorithm.mgfHash) deviations.push("pss-mgf-hash");
  return deviations;
}
