import { equalBytes, fromBigInt, toBase64, toBigInt, utf8 } from "../bytes/bytes.js";
import { curveByName, type KnownCurve } from "./curves.js";
import { derBitString, derOid, derSequence, derUnsigned } from "./der.js";
import { digest as pureDigest } from "./digest.js";
import { encodePlainSignature } from "./ecdsa-signature.js";
import { encodePkcs1, encodePss } from "./emsa.js";
import { bitLength } from "./modular.js";
import { encodePoint } from "./points.js";
import type { CryptoBackend, HashName, PublicKey, RsaPublicKey, SignatureAlgorithm } from "./types.js";

/**
 * The part of `node:crypto` this back end uses; pass the module itself. The two `never` stand for what only Node's own
 * types could name (Buffer, KeyObject); what is passed there is a KeyInput and a VerifyKey.
 */
export interface NodeCryptoLike {
  readonly constants: { readonly RSA_PKCS1_PADDING: number; readonly RSA_PKCS1_PSS_PADDING: number };
  getCurves(): string[];
  createHash(algorithm: string): NodeHashLike;
  createPublicKey(input: never): object;
  verify(algorithm: string, data: Uint8Array, key: never, signature: Uint8Array): boolean;
}

export interface NodeHashLike {
  update(data: Uint8Array): NodeHashLike;
  digest(): Uint8Array;
}

type KeyInput =
  | { readonly key: Uint8Array; readonly format: "der"; readonly type: "spki" | "pkcs1" }
  | { readonly key: JsonWebKey; readonly format: "jwk" };

/** RFC 7518 §6.2.1. */
interface JsonWebKey {
  readonly kty: "EC";
  readonly crv: "P-256";
  readonly x: string;
  readonly y: string;
}

interface VerifyKey {
  readonly key: object;
  readonly dsaEncoding?: "der" | "ieee-p1363";
  readonly padding?: number;
  readonly saltLength?: number;
}

const HOST_HASHES: Readonly<Record<HashName, string>> = {
  md5: "md5",
  "sha-1": "sha1",
  "sha-224": "sha224",
  "sha-256": "sha256",
  "sha-384": "sha384",
  "sha-512": "sha512",
};

/**
 * Sizes that OpenSSL and BoringSSL both compute with. Beyond them one or the other answers "false" instead of "cannot",
 * so such keys are not handed over.
 */
const HOST_RSA = { minBits: 512, maxBits: 8_192, maxExponentBits: 32 } as const;

/**
 * The back end over the host's `node:crypto`, be it OpenSSL (Node) or BoringSSL (Electron). Nothing is assumed of it:
 * each hash, each curve with a hash, each RSA scheme with a hash is tried on a signature known to be good and one known
 * to be bad when it is first asked for, and only what gave both right answers is said to be supported.
 *
 * Keys are handed over as named-curve SubjectPublicKeyInfo (P-256: JWK) and as PKCS#1 RSAPublicKey built here: BoringSSL takes neither
 * explicit curve parameters nor id-RSASSA-PSS keys. RSA-PSS with different hashes for message and MGF is left to the pure
 * back end, since `verify` has no option for the MGF hash.
 */
export function createNativeBackend(host: NodeCryptoLike): CryptoBackend {
  const hashes = new Map<HashName, boolean>();
  const schemes = new Map<string, boolean>();
  const keys = new WeakMap<PublicKey, { readonly handle: object | undefined }>();
  let curves: ReadonlySet<string> | undefined;

  function supportsHash(hash: HashName): boolean {
    return remember(hashes, hash, () => {
      const sample = utf8("abc");
      return equalBytes(digest(hash, sample), pureDigest(hash, sample));
    });
  }

  function digest(hash: HashName, ...data: readonly Uint8Array[]): Uint8Array {
    const state = host.createHash(HOST_HASHES[hash]);
    for (const part of data) state.update(part);
    return plainArray(state.digest());
  }

  function hasCurve(curve: KnownCurve): boolean {
    curves ??= new Set(host.getCurves());
    return curves.has(curve.opensslName);
  }

  /** The host's key object, made once for each key of ours; undefined when the host refuses the key. */
  function handle(key: PublicKey): object | undefined {
    let entry = keys.get(key);
    if (entry === undefined) {
      try {
        entry = { handle: host.createPublicKey(keyInput(key) as never) };
      } catch {
        entry = { handle: undefined };
      }
      keys.set(key, entry);
    }
    return entry.handle;
  }

  function hostVerify(key: object, algorithm: SignatureAlgorithm, signature: Uint8Array, message: Uint8Array): boolean {
    const options = verifyKey(host.constants, key, algorithm) as never;
    return host.verify(HOST_HASHES[algorithm.hash], message, options, signature) === true;
  }

  function supportsScheme(key: PublicKey, algorithm: SignatureAlgorithm): boolean {
    const name = key.kind === "ec" ? key.curve : algorithm.kind;
    return remember(schemes, `${name} ${algorithm.hash}`, () => {
      const probe = makeProbe(key, algorithm);
      if (probe === undefined) return false;
      const publicKey = handle(probe.key);
      if (publicKey === undefined) return false;
      const run = (signature: Uint8Array) => hostVerify(publicKey, probe.algorithm, signature, PROBE_MESSAGE);
      return run(probe.good) && !run(probe.bad);
    });
  }

  return {
    name: "native",
    supportsHash,
    digest,
    supportsVerify(key, algorithm) {
      if ((key.kind === "ec") !== (algorithm.kind === "ecdsa")) return false;
      if (key.kind === "ec") {
        if (key.curve === undefined || !hasCurve(curveByName(key.curve))) return false;
      } else {
        if (key.bits < HOST_RSA.minBits || key.bits > HOST_RSA.maxBits) return false;
        if (bitLength(key.exponent) > HOST_RSA.maxExponentBits) return false;
        if (algorithm.kind === "rsa-pss") {
          // Negative salt lengths are the host's "any" and "as long as the hash".
          if (algorithm.mgfHash !== algorithm.hash || algorithm.saltLength < 0) return false;
        }
      }
      return supportsScheme(key, algorithm) && handle(key) !== undefined;
    },
    verify(key, algorithm, signature, message) {
      const publicKey = handle(key);
      return publicKey !== undefined && hostVerify(publicKey, algorithm, signature, message);
    },
  };
}

function verifyKey(constants: NodeCryptoLike["constants"], key: object, algorithm: SignatureAlgorithm): VerifyKey {
  switch (algorithm.kind) {
    case "ecdsa":
      return { key, dsaEncoding: algorithm.encoding === "plain" ? "ieee-p1363" : "der" };
    case "rsa-pkcs1":
      return { key, padding: constants.RSA_PKCS1_PADDING };
    case "rsa-pss":
      return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: algorithm.saltLength };
  }
}

function keyInput(key: PublicKey): KeyInput {
  if (key.kind === "rsa") {
    // PKCS#1 is the quickest form by far: OpenSSL 3 tries its decoders one after the other on an SPKI.
    const der = derSequence(derUnsigned(key.modulus), derUnsigned(key.exponent));
    return { key: der, format: "der", type: "pkcs1" };
  }
  if (key.curve === undefined) throw new TypeError("only known curves have a name to hand over");
  const { oid, parameters } = curveByName(key.curve);
  if (key.curve === "P-256") {
    // Half the time of an SPKI. On larger curves it is slower: a JWK's point is checked by a multiplication with n.
    return { key: { kty: "EC", crv: "P-256", x: coordinate(key.x), y: coordinate(key.y) }, format: "jwk" };
  }
  const algorithm = derSequence(derOid(EC_PUBLIC_KEY), derOid(oid));
  const der = derSequence(algorithm, derBitString(encodePoint(parameters, key)));
  return { key: der, format: "der", type: "spki" };
}

/** A coordinate of P-256 in base64url without padding (RFC 7518 §6.2.1.2). */
function coordinate(value: bigint): string {
  return toBase64(fromBigInt(value, 32)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** id-ecPublicKey (RFC 5480 §2.1.1). */
const EC_PUBLIC_KEY = "1.2.840.10045.2.1";

const PROBE_MESSAGE = utf8("chipid");

interface Probe {
  readonly key: PublicKey;
  readonly algorithm: SignatureAlgorithm;
  readonly good: Uint8Array;
  readonly bad: Uint8Array;
}

/** A key and a signature whose validity is known without any signing. */
function makeProbe(key: PublicKey, algorithm: SignatureAlgorithm): Probe | undefined {
  if (key.kind === "rsa") return algorithm.kind === "ecdsa" ? undefined : rsaProbe(algorithm);
  if (algorithm.kind !== "ecdsa" || key.curve === undefined) return undefined;
  // Private key 1 and nonce 1: the public key is the generator, r is its x and s = hash + r.
  const { parameters } = curveByName(key.curve);
  const { gx, gy, n } = parameters;
  const hash = pureDigest(algorithm.hash, PROBE_MESSAGE);
  const surplus = Math.max(0, 8 * hash.length - bitLength(n));
  const r = gx % n;
  const s = ((toBigInt(hash) >> BigInt(surplus)) + r) % n;
  return {
    key: { kind: "ec", curve: key.curve, parameters, encoding: "named", x: gx, y: gy },
    algorithm: { kind: "ecdsa", hash: algorithm.hash, encoding: "plain" },
    good: encodePlainSignature({ r, s }, n),
    bad: encodePlainSignature({ r, s: s === 1n ? 2n : s - 1n }, n),
  };
}

function rsaProbe(declared: Exclude<SignatureAlgorithm, { kind: "ecdsa" }>): Probe | undefined {
  const bits = 2047;
  const width = 256;
  const hash = pureDigest(declared.hash, PROBE_MESSAGE);
  const algorithm =
    declared.kind === "rsa-pss"
      ? ({ kind: "rsa-pss", hash: declared.hash, mgfHash: declared.hash, saltLength: 0 } as const)
      : declared;
  const encoded =
    algorithm.kind === "rsa-pss"
      ? encodePss(pureDigest, algorithm, hash, new Uint8Array(0), bits)
      : encodePkcs1(algorithm.hash, hash, width);
  if (encoded === undefined) return undefined;
  // With exponent 3 and the modulus s³ − m, the cube of s leaves m, whatever the modulus' factors are. s is chosen for a
  // modulus of 2047 bits and, by its parity, an odd one.
  const m = toBigInt(encoded);
  const s = (5n << 680n) + ((m & 1n) === 0n ? 1n : 0n);
  const modulus = s ** 3n - m;
  if (bitLength(modulus) !== bits) return undefined;
  const key: RsaPublicKey = { kind: "rsa", modulus, exponent: 3n, bits };
  return { key, algorithm, good: fromBigInt(s, width), bad: fromBigInt(s + 1n, width) };
}

/** The answer of `test`, asked once; an exception is a no. */
function remember<K>(answers: Map<K, boolean>, key: K, test: () => boolean): boolean {
  let answer = answers.get(key);
  if (answer === undefined) {
    try {
      answer = test();
    } catch {
      answer = false;
    }
    answers.set(key, answer);
  }
  return answer;
}

/** The same bytes as a plain Uint8Array: `Buffer` has another `slice`, and its memory may be shared with others. */
function plainArray(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes);
}
