import { readAsn1 } from "../../asn1/node.js";
import { integer, TAG } from "../../asn1/values.js";
import { encodePkcs1 } from "../../crypto/emsa.js";
import { rsaRecover } from "../../crypto/rsa.js";
import type { Crypto, PublicKey, SignatureAlgorithm } from "../../crypto/types.js";
import { isChipidError } from "../../errors/chipid-error.js";

/**
 * What makes a signature that did not verify a forgery of a known kind. `padding`: the RSA block begins like a right
 * one and has something behind it, as forgeries under small exponents do (RFC 8017 §8.2.2, T54); `out-of-range`: r or s
 * is zero or not below the order (T53). undefined: it is merely false.
 */
export function signatureForgery(
  key: PublicKey,
  algorithm: SignatureAlgorithm,
  signature: Uint8Array,
  message: Uint8Array,
  crypto: Crypto,
): "padding" | "out-of-range" | undefined {
  if (key.kind === "ec" && algorithm.kind === "ecdsa") {
    const pair = algorithm.encoding === "der" ? derPair(signature) : undefined;
    return pair?.some((value) => value === 0n || value >= key.parameters.n) === true ? "out-of-range" : undefined;
  }
  if (key.kind !== "rsa" || algorithm.kind !== "rsa-pkcs1") return undefined;
  const length = Math.ceil(key.bits / 8);
  const block = rsaRecover(key, signature, length);
  const expected = encodePkcs1(algorithm.hash, crypto.digest(algorithm.hash, message), length);
  return block !== undefined && expected !== undefined && isForgedPadding(block, expected) ? "padding" : undefined;
}

function derPair(signature: Uint8Array): bigint[] | undefined {
  try {
    const pair = readAsn1(signature, { mode: "ber" }).expect(TAG.sequence);
    return [integer(pair.child(0)), integer(pair.child(1))];
  } catch (error) {
    if (isChipidError(error)) return undefined;
    throw error;
  }
}

/** True when `block` is 00 01 FF… 00 DigestInfo like `expected`, but with fewer FF bytes and something behind. */
function isForgedPadding(block: Uint8Array, expected: Uint8Array): boolean {
  const infoStart = expected.indexOf(0, 1) + 1;
  const info = expected.subarray(infoStart);
  if (block[0] !== 0 || block[1] !== 1) return false;
  let at = 2;
  while (block[at] === 0xff) at++;
  if (block[at] !== 0 || at + 1 >= infoStart) return false;
  return info.every((byte, i) => block[at + 1 + i] === byte);
}
