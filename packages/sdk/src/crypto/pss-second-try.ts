import { HASH_NAMES } from "./digest.js";
import { recoverPssSalt } from "./emsa.js";
import { isUsableRsaKey, rsaRecover } from "./rsa.js";
import type { Crypto, PssParameters, RsaPublicKey } from "./types.js";

/**
 * Second look at an RSA-PSS signature that does not verify as declared (T55): with which MGF hash and salt length it
 * does. The message hash stays the declared one. The salt length is read from the encoded message, so this costs one RSA
 * operation, not one for each length. undefined when no MGF hash of this SDK fits, or when the declared parameters
 * verify after all. What verifies this way is for the caller to label: the strict answer stays "refused".
 */
export function pssSecondTry(
  crypto: Crypto,
  key: RsaPublicKey,
  declared: PssParameters,
  signature: Uint8Array,
  message: Uint8Array,
): PssParameters | undefined {
  if (!isUsableRsaKey(key)) return undefined;
  const encoded = rsaRecover(key, signature, Math.ceil((key.bits - 1) / 8));
  if (encoded === undefined) return undefined;
  const { hash } = declared;
  const messageDigest = crypto.digest(hash, message);
  for (const mgfHash of HASH_NAMES) {
    const saltLength = recoverPssSalt(crypto.digest, hash, mgfHash, messageDigest, encoded, key.bits);
    if (saltLength === undefined) continue;
    return mgfHash === declared.mgfHash && saltLength === declared.saltLength
      ? undefined
      : { hash, mgfHash, saltLength };
  }
  return undefined;
}
