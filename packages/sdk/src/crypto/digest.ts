import { md5, sha1 } from "@noble/hashes/legacy.js";
import { sha224, sha256, sha384, sha512 } from "@noble/hashes/sha2.js";
import type { HashName } from "./types.js";

/** All hash functions a document may name (ICAO 9303-12 §4.4; md5 only to say that it was used). */
export const HASH_NAMES: readonly HashName[] = ["md5", "sha-1", "sha-224", "sha-256", "sha-384", "sha-512"];

export const PURE_HASHES = {
  md5,
  "sha-1": sha1,
  "sha-224": sha224,
  "sha-256": sha256,
  "sha-384": sha384,
  "sha-512": sha512,
} as const satisfies Record<HashName, unknown>;

/** Output length in bytes. */
export function hashLength(hash: HashName): number {
  return PURE_HASHES[hash].outputLen;
}

export type Digest = (hash: HashName, ...data: readonly Uint8Array[]) => Uint8Array;

/** Hash of the concatenation of `data`, computed without help from the host. */
export const digest: Digest = (hash, ...data) => {
  const [only] = data;
  if (data.length === 1 && only !== undefined) return PURE_HASHES[hash](only);
  const state = PURE_HASHES[hash].create();
  for (const part of data) state.update(part);
  return state.digest();
};
