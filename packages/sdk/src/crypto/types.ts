// The seam between what is verified and who computes it. Everything above this room passes parsed keys, declared
// parameters and bytes as received; everything below answers yes, no or why it cannot say.

export type HashName = "md5" | "sha-1" | "sha-224" | "sha-256" | "sha-384" | "sha-512";

/** Curve names as the standards spell them. */
export type CurveName =
  | "P-192"
  | "P-224"
  | "P-256"
  | "P-384"
  | "P-521"
  | "brainpoolP160r1"
  | "brainpoolP160t1"
  | "brainpoolP192r1"
  | "brainpoolP192t1"
  | "brainpoolP224r1"
  | "brainpoolP224t1"
  | "brainpoolP256r1"
  | "brainpoolP256t1"
  | "brainpoolP320r1"
  | "brainpoolP320t1"
  | "brainpoolP384r1"
  | "brainpoolP384t1"
  | "brainpoolP512r1"
  | "brainpoolP512t1";

/** Short Weierstrass curve over a prime field: y² = x³ + ax + b mod p, base point of prime order n, cofactor h. */
export interface CurveParameters {
  readonly p: bigint;
  readonly a: bigint;
  readonly b: bigint;
  readonly gx: bigint;
  readonly gy: bigint;
  readonly n: bigint;
  readonly h: bigint;
}

export interface RsaPublicKey {
  readonly kind: "rsa";
  readonly modulus: bigint;
  readonly exponent: bigint;
  /** Bit length of the modulus. */
  readonly bits: number;
  /** Parameters an id-RSASSA-PSS key is restricted to (RFC 4055 §1.2); absent for rsaEncryption keys. */
  readonly pss?: PssParameters;
  /** An id-RSASSA-PSS key: for PSS alone, with or without parameters (RFC 4055 §1.2). */
  readonly pssOnly?: boolean;
}

export interface EcPublicKey {
  readonly kind: "ec";
  /** Set when all parameters equal those of a known curve, named or explicit. */
  readonly curve: CurveName | undefined;
  readonly parameters: CurveParameters;
  readonly encoding: "named" | "explicit";
  /** The point as received, checked to be on the curve and not at infinity. */
  readonly x: bigint;
  readonly y: bigint;
}

export type PublicKey = RsaPublicKey | EcPublicKey;

export interface PssParameters {
  readonly hash: HashName;
  readonly mgfHash: HashName;
  /** Bytes. */
  readonly saltLength: number;
}

export type SignatureAlgorithm =
  | { readonly kind: "rsa-pkcs1"; readonly hash: HashName }
  | ({ readonly kind: "rsa-pss" } & PssParameters)
  /** `der`: SEQUENCE of two INTEGERs (RFC 3279 §2.2.3); `plain`: r‖s (TR-03111 §5.2.1). */
  | { readonly kind: "ecdsa"; readonly hash: HashName; readonly encoding: "der" | "plain" };

/** Why a signature did not verify. `mismatch` is the plain "false"; the others say what made it so. */
export type SignatureFault =
  | "mismatch"
  /** The signature's own encoding is refused: length, DER, r or s out of range, PSS trailer. */
  | "encoding"
  /** The key does not belong to the algorithm (an EC key under an RSA OID, a PSS key under PKCS#1 v1.5). */
  | "key-type"
  /** The key is refused: no known curve, a point off the curve, an RSA modulus or exponent out of bounds. */
  | "key"
  /** A PSS key with other parameters than the signature declares (RFC 4055 §3.3). */
  | "pss-restriction";

export type BackendName = "native" | "pure";

export interface SignatureOutcome {
  readonly valid: boolean;
  /** Absent when valid. */
  readonly fault?: SignatureFault;
  /**
   * Who answered. `pure` also for what the engine refuses itself, before a back end is asked (every fault but
   * `mismatch`). Tests assert it, so that a silent fall-back cannot pass.
   */
  readonly backend: BackendName;
}

/** One way of computing. A back end that cannot do something says so by `supports…`, it never guesses. */
export interface CryptoBackend {
  readonly name: BackendName;
  supportsHash(hash: HashName): boolean;
  /** Asked before every verify; must be safe for any key (no call that can abort the process). */
  supportsVerify(key: PublicKey, algorithm: SignatureAlgorithm): boolean;
  digest(hash: HashName, ...data: readonly Uint8Array[]): Uint8Array;
  /** Only called when `supportsVerify` said yes. Encoding checks are already done by the engine. */
  verify(key: PublicKey, algorithm: SignatureAlgorithm, signature: Uint8Array, message: Uint8Array): boolean;
}

/** The engine everything above uses: picks a back end, checks encodings strictly, never throws on bad signatures. */
export interface Crypto {
  digest(hash: HashName, ...data: readonly Uint8Array[]): Uint8Array;
  verify(key: PublicKey, algorithm: SignatureAlgorithm, signature: Uint8Array, message: Uint8Array): SignatureOutcome;
}
