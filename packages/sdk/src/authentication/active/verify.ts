import { concat, fromBigInt, toBigInt } from "../../bytes/bytes.js";
import { type EcdsaEncoding, readEcdsaSignature } from "../../crypto/ecdsa-signature.js";
import { openRecoveryBlock, type RecoveryHash, type RecoveryOutcome } from "../../crypto/iso9796-2.js";
import { modulusBytes, rsaRecover } from "../../crypto/rsa.js";
import type { Crypto, EcPublicKey, HashName, RsaPublicKey } from "../../crypto/types.js";
import { ChipidError } from "../../errors/chipid-error.js";
import type { Dg14 } from "../../lds/dg14.js";
import type { Dg15 } from "../../lds/dg15.js";
import { type ActiveAuthenticationOffer, activeAuthenticationOffer, type DeclaredAlgorithm } from "./offer.js";
import type {
  ActiveAuthenticationDeviation,
  ActiveAuthenticationEvidence,
  ActiveAuthenticationScheme,
  ActiveAuthenticationVerification,
} from "./result.js";

/** Bytes of RND.IFD (ICAO 9303-11 §6.1.1). */
export const CHALLENGE_LENGTH = 8;

/** Hash functions of ECDSA without a declaration, the likeliest first (ICAO 9303-11 §6.1.2.3, T62b). */
const ECDSA_HASHES: readonly HashName[] = ["sha-256", "sha-224", "sha-384", "sha-512"];

/** What trailer BC may mean where the chip does not keep to SHA-1. */
const IMPLICIT_HASHES: readonly RecoveryHash[] = ["sha-1", "sha-256", "sha-224", "sha-384", "sha-512", "ripemd-160"];

/** A longer answer is no signature of any key; nothing of it is looked at. */
const MAX_RESPONSE = 4096;

/**
 * Whether `response` is the signature of DG15's key over `challenge` (ICAO 9303-11 §6.1): RSA with ISO/IEC 9796-2 scheme 1
 * in all its trailers, ECDSA as r‖s or in DER. A pure function of what it is given, for the chip at hand and for evidence
 * alike. Whether DG15 and DG14 are the issuer's, and whether the challenge was the verifier's own, is the caller's to know.
 * @throws ChipidError `authentication.input` unless the challenge has 8 bytes
 */
export function verifyActiveAuthentication(
  dg15: Pick<Dg15, "publicKey">,
  dg14: Pick<Dg14, "securityInfos"> | undefined,
  challenge: Uint8Array,
  response: Uint8Array,
  crypto: Crypto,
): ActiveAuthenticationVerification {
  return verifyOffer(activeAuthenticationOffer(dg15, dg14?.securityInfos.infos), challenge, response, crypto);
}

/** As verifyActiveAuthentication, for an offer already read. @throws ChipidError `authentication.input` */
export function verifyOffer(
  offer: ActiveAuthenticationOffer,
  challenge: Uint8Array,
  response: Uint8Array,
  crypto: Crypto,
): ActiveAuthenticationVerification {
  if (challenge.length !== CHALLENGE_LENGTH) {
    throw new ChipidError("authentication.input", "A challenge of Active Authentication must have 8 bytes.", {
      reference: "ICAO 9303-11 §6.1.1",
    });
  }
  // Copies: evidence must not change with a buffer that is used again.
  const evidence: ActiveAuthenticationEvidence = { challenge: challenge.slice(), response: response.slice() };
  if (!offer.usable) return { outcome: "not-done", why: "key", key: offer.why, evidence };
  const { key, weaknesses } = offer;
  const verdict =
    response.length > MAX_RESPONSE
      ? ({ outcome: "not-done", why: "length" } as const)
      : key.kind === "rsa"
        ? verifyRsa(key, evidence, crypto)
        : verifyEcdsa(key, offer.declared, evidence, crypto);
  return verdict.outcome === "not-done" ? { ...verdict, evidence } : { ...verdict, weaknesses, evidence };
}

type WithoutContext<T> = T extends unknown ? Omit<T, "evidence" | "weaknesses"> : never;
type Judgement = WithoutContext<ActiveAuthenticationVerification>;

function passed(scheme: ActiveAuthenticationScheme, deviations: readonly ActiveAuthenticationDeviation[]): Judgement {
  return { outcome: "passed", scheme, deviations };
}

function verifyRsa(
  key: RsaPublicKey,
  { challenge, response }: ActiveAuthenticationEvidence,
  crypto: Crypto,
): Judgement {
  const length = modulusBytes(key);
  const signature = ofLength(response, length);
  const block = signature === undefined ? undefined : rsaRecover(key, signature, length);
  const whole = response.length === length;
  if (block === undefined) {
    return whole ? { outcome: "failed", why: "signature", fault: "encoding" } : { outcome: "not-done", why: "length" };
  }
  const opened = open(block, challenge, crypto);
  // The signer may send the smaller of s and n − s; then n − F is what opens.
  const complement = opened.ok ? undefined : open(fromBigInt(key.modulus - toBigInt(block), length), challenge, crypto);
  const found = complement?.ok === true ? complement : opened;
  if (found.ok) {
    const { hash, trailer } = found;
    const deviations: ActiveAuthenticationDeviation[] = [];
    if (trailer === "implicit" && hash !== "sha-1") deviations.push("implicit-hash");
    if (hash === "ripemd-160") deviations.push("hash-outside-standard");
    if (!whole) deviations.push("length");
    if (found === complement) deviations.push("complement");
    return passed({ kind: "iso9796-2", hash, trailer }, deviations);
  }
  if (!whole) return { outcome: "not-done", why: "length" };
  // The leftmost bits of a block in a modulus of odd length stand elsewhere than where they are looked for.
  if (key.bits % 8 !== 0 && found.fault === "header") return { outcome: "not-done", why: "modulus" };
  if (found.fault === "trailer" && namesUnknownHash(block)) return { outcome: "not-done", why: "hash-unknown" };
  return { outcome: "failed", why: "signature", fault: found.fault };
}

function open(block: Uint8Array, challenge: Uint8Array, crypto: Crypto): RecoveryOutcome {
  return openRecoveryBlock(block, challenge, { implicitHashes: IMPLICIT_HASHES, digest: crypto.digest });
}

/** A block of the right form whose two-byte trailer names a hash function that is not known here. */
function namesUnknownHash(block: Uint8Array): boolean {
  return block[0] === 0x6a && block[block.length - 1] === 0xcc;
}

/** The same number in `length` bytes, or undefined when it is longer. */
function ofLength(response: Uint8Array, length: number): Uint8Array | undefined {
  if (response.length === length) return response;
  if (response.length < length) return concat(new Uint8Array(length - response.length), response);
  const surplus = response.length - length;
  return response.subarray(0, surplus).every((byte) => byte === 0) ? response.subarray(surplus) : undefined;
}

function verifyEcdsa(
  key: EcPublicKey,
  declared: DeclaredAlgorithm,
  { challenge, response }: ActiveAuthenticationEvidence,
  crypto: Crypto,
): Judgement {
  const { n } = key.parameters;
  const due = declared.kind === "declared" ? declared.algorithm : undefined;
  const dueEncoding = due?.encoding ?? "plain";
  const encodings = (["plain", "der"] satisfies EcdsaEncoding[]).filter(
    (encoding) => readEcdsaSignature(response, n, encoding) !== undefined,
  );
  const hashes = due === undefined ? ECDSA_HASHES : [due.hash, ...ECDSA_HASHES.filter((hash) => hash !== due.hash)];
  for (const hash of hashes) {
    for (const encoding of encodings) {
      if (!crypto.verify(key, { kind: "ecdsa", hash, encoding }, response, challenge).valid) continue;
      const deviations: ActiveAuthenticationDeviation[] = [];
      if (due === undefined) deviations.push("hash-not-declared");
      else if (hash !== due.hash) deviations.push("hash-differs");
      if (encoding !== dueEncoding) deviations.push("encoding-differs");
      return passed({ kind: "ecdsa", hash, encoding }, deviations);
    }
  }
  // Without r and s there is either a piece of a signature or something that is none at all.
  if (encodings.length === 0 && !isWhole(response, key)) return { outcome: "not-done", why: "length" };
  if (due === undefined) return { outcome: "not-done", why: "hash-unknown" };
  return { outcome: "failed", why: "signature", fault: encodings.length === 0 ? "encoding" : "mismatch" };
}

/** As long as r‖s, or a DER SEQUENCE to its last byte, whatever is in it. */
function isWhole(response: Uint8Array, key: EcPublicKey): boolean {
  const width = fromBigInt(key.parameters.n).length;
  if (response.length === 2 * width) return true;
  const [tag, first, second] = response;
  if (tag !== 0x30 || first === undefined) return false;
  if (first < 0x80) return response.length === 2 + first;
  return first === 0x81 && response.length === 3 + (second ?? 0);
}
