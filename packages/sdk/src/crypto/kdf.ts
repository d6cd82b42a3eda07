import { latin1 } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";
import { type CipherName, keyLength } from "./cipher-types.js";
import { type Digest, digest as pureDigest } from "./digest.js";

/** What a derived key is for (ICAO 9303-11 §9.7.1): encryption, MAC, or the nonce of PACE. */
export type KeyUse = "enc" | "mac" | "password";

const COUNTERS: Readonly<Record<KeyUse, number>> = { enc: 1, mac: 2, password: 3 };

/** Session keys, or the document's basic access keys. */
export interface DerivedKeys {
  readonly enc: Uint8Array;
  readonly mac: Uint8Array;
}

/**
 * KDF(K, c) of ICAO 9303-11 §9.7.1: the hash of the secret and a 32-bit counter, cut to the cipher's key length. SHA-1 for
 * 3DES (two keys, parity bits set) and AES-128, SHA-256 for AES-192 and AES-256. The secret has whatever length it has: a
 * shared secret must come with its leading zero bytes.
 */
export function deriveKey(
  cipher: CipherName,
  secret: Uint8Array,
  use: KeyUse,
  digest: Digest = pureDigest,
): Uint8Array {
  const hash = cipher === "aes-192" || cipher === "aes-256" ? "sha-256" : "sha-1";
  const key = digest(hash, secret, Uint8Array.of(0, 0, 0, COUNTERS[use])).slice(0, keyLength(cipher));
  return cipher === "3des" ? withOddParity(key) : key;
}

/** KS_Enc and KS_MAC of a shared secret or a key seed (ICAO 9303-11 §9.7.1, §9.7.4). */
export function deriveSessionKeys(cipher: CipherName, secret: Uint8Array, digest: Digest = pureDigest): DerivedKeys {
  return { enc: deriveKey(cipher, secret, "enc", digest), mac: deriveKey(cipher, secret, "mac", digest) };
}

/**
 * K_Enc and K_MAC of a document's MRZ information (ICAO 9303-11 §9.7.2): document number, date of birth and date of
 * expiry, each with its check digit.
 * @throws ChipidError `crypto.key` when it is empty or no MRZ text
 */
export function basicAccessKeys(mrzInformation: string, digest: Digest = pureDigest): DerivedKeys {
  return deriveSessionKeys("3des", digest("sha-1", mrzBytes(mrzInformation)).subarray(0, 16), digest);
}

/** A password of PACE (ICAO 9303-11 §4.4.2, §9.7.3). */
export type PacePassword =
  | { readonly kind: "mrz"; readonly mrzInformation: string }
  | { readonly kind: "can" | "pin" | "puk"; readonly value: string };

/** No password of a document is longer; the PUK has ten digits. */
const MAX_PASSWORD = 64;

/**
 * K_π = KDF(f(π), 3) (ICAO 9303-11 §9.7.3): of the MRZ, f is the SHA-1 of the MRZ information, all 20 bytes; of CAN, PIN
 * and PUK the characters as ISO 8859-1.
 * @throws ChipidError `crypto.key` for an empty or overlong password or a character outside its alphabet
 */
export function passwordKey(cipher: CipherName, password: PacePassword, digest: Digest = pureDigest): Uint8Array {
  if (password.kind === "mrz") {
    return deriveKey(cipher, digest("sha-1", mrzBytes(password.mrzInformation)), "password", digest);
  }
  const { value } = password;
  if (value.length === 0 || value.length > MAX_PASSWORD || [...value].some((c) => c > "\u00ff")) {
    throw new ChipidError("crypto.key", "A PACE password is empty, too long or not ISO 8859-1 text.");
  }
  return deriveKey(cipher, latin1(value), "password", digest);
}

function mrzBytes(information: string): Uint8Array {
  if (!/^[A-Z0-9<]{24,64}$/.test(information)) {
    throw new ChipidError("crypto.key", "MRZ information must be at least 24 characters of the MRZ alphabet.", {
      reference: "ICAO 9303-11 §9.7.2",
    });
  }
  return latin1(information);
}

/** Each byte with its lowest bit such that the number of ones is odd (FIPS 46-3). */
function withOddParity(key: Uint8Array): Uint8Array {
  return key.map((byte) => {
    let bits = byte >> 1;
    bits ^= bits >> 4;
    bits ^= bits >> 2;
    bits ^= bits >> 1;
    return (byte & 0xfe) | (~bits & 1);
  });
}
