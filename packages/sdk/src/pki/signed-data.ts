import type { CmsAttribute, SignedData, SignerInfo } from "../asn1/cms-types.js";
import { readAsn1 } from "../asn1/node.js";
import { OID } from "../asn1/oids.js";
import { octetString, oid, time } from "../asn1/values.js";
import { equalBytes } from "../bytes/bytes.js";
import type { Crypto, HashName, PublicKey, SignatureOutcome } from "../crypto/types.js";
import { isChipidError } from "../errors/chipid-error.js";
import { hashByOid, readHash, readSignatureAlgorithm } from "./algorithm.js";
import type { Certificate, SignatureAlgorithmReading } from "./certificate-types.js";
import { parseName } from "./name.js";
import { type SignatureDeviation, secondLook } from "./second-look.js";

/** What an attribute that must stand there once with one value was found to be. `none`: there are no signed attributes. */
export type AttributeCheck = "match" | "differs" | "missing" | "repeated" | "malformed" | "none";

/** Result of checking one SignerInfo (RFC 5652 §5.4–5.6) with one certificate. Nothing in it is policy. */
export interface SignerInfoCheck {
  /** What the signature was found to cover, or was last tried over. */
  readonly over: "received" | "sorted" | "content";
  /**
   * Whether the signature holds exactly as declared. `checked` is false when there is nothing to compute with: the
   * algorithm or the key is unknown or refused, or the content is detached.
   */
  readonly signature:
    | ({ readonly checked: true } & SignatureOutcome)
    | { readonly checked: false; readonly valid: false; readonly why: "algorithm" | "parameters" | "key" | "content" };
  /** Set when the strict answer is no and the signature holds with these slips of encoding (T24b, T53, T55). */
  readonly secondLook: readonly SignatureDeviation[] | undefined;
  /** messageDigest against the hash of eContent; `unknown-hash` when the digest algorithm is unknown. */
  readonly messageDigest: AttributeCheck | "unknown-hash";
  /** contentType attribute against eContentType (RFC 5652 §11.1). */
  readonly contentType: AttributeCheck;
  /** signingTime in milliseconds since 1970 (RFC 5652 §11.3); undefined when absent, repeated or malformed. */
  readonly signingTime: number | undefined;
  readonly signingTimeState: "absent" | "present" | "repeated" | "malformed";
  /** Signed attributes stand in DER order (T23); true when there are none. */
  readonly attributesInOrder: boolean;
  /** Digest algorithm of the SignerInfo; undefined when unknown. */
  readonly hash: HashName | undefined;
  /** The digest algorithm is in SignedData.digestAlgorithms (T20). */
  readonly digestListed: boolean;
  readonly algorithm: SignatureAlgorithmReading;
  /** The signature algorithm names the same hash as digestAlgorithm (T24). */
  readonly hashesAgree: boolean;
  /**
   * The signature holds exactly as declared over the signed attributes and these vouch for the content, or over the
   * content itself when there are none. What else to make of the other fields is the caller's policy.
   */
  readonly valid: boolean;
}

/** The certificates that the SignerInfo's sid names, out of `certificates` (RFC 5652 §5.3). */
export function findSigner(signerInfo: SignerInfo, certificates: readonly Certificate[]): readonly Certificate[] {
  const { sid } = signerInfo;
  if (sid.kind === "key-identifier") {
    return certificates.filter(({ subjectKeyIdentifier }) => {
      return subjectKeyIdentifier !== undefined && equalBytes(subjectKeyIdentifier, sid.keyIdentifier);
    });
  }
  const key = nameKey(sid.issuer);
  return certificates.filter((certificate) => certificate.serial === sid.serial && certificate.issuer.key === key);
}

function nameKey(name: Uint8Array): string | undefined {
  try {
    return parseName(name).key;
  } catch (error) {
    if (isChipidError(error)) return undefined;
    throw error;
  }
}

/**
 * Verifies one SignerInfo with the key of `certificate`: signature over the signed attributes as received with tag 31
 * (then, when that differs, over their DER order), or over the content when there are none; messageDigest over eContent;
 * contentType. Everything false is a field of the result; never throws for what a file can hold.
 */
export function verifySignerInfo(
  signedData: SignedData,
  signerInfo: SignerInfo,
  certificate: Pick<Certificate, "publicKey">,
  crypto: Crypto,
): SignerInfoCheck {
  const hash = readHash(signerInfo.digestAlgorithm.raw);
  const { oid: algorithmOid, parameters } = signerInfo.signatureAlgorithm;
  const algorithm = readSignatureAlgorithm(algorithmOid, parameters, hash);
  const attributes = signerInfo.signedAttributes;
  const key = certificate.publicKey;

  const covered = coveredBytes(signedData, signerInfo);
  let over = covered[0]?.over ?? "content";
  let signature: SignerInfoCheck["signature"];
  let deviations: readonly SignatureDeviation[] | undefined;
  if (!algorithm.ok) {
    signature = { checked: false, valid: false, why: algorithm.why === "unknown" ? "algorithm" : "parameters" };
  } else if (!key.ok) {
    signature = { checked: false, valid: false, why: "key" };
  } else if (covered.length === 0) {
    signature = { checked: false, valid: false, why: "content" };
  } else {
    ({ over, signature, deviations } = trySignature(
      key.key,
      algorithm.algorithm,
      signerInfo.signature,
      covered,
      crypto,
    ));
  }

  const list = attributes?.attributes;
  const messageDigest = checkMessageDigest(list, hash, signedData.eContent, crypto);
  const contentType = checkSingle(
    list,
    OID.contentType,
    (value) => oid(readAsn1(value, { mode: "ber" })) === signedData.eContentType,
  );
  const time = readSigningTime(list);
  return {
    over,
    signature,
    secondLook: deviations,
    messageDigest,
    contentType,
    signingTime: time.value,
    signingTimeState: time.state,
    attributesInOrder: attributes?.sorted === undefined,
    hash,
    digestListed: signedData.digestAlgorithms.some((listed) => sameDigest(listed, signerInfo.digestAlgorithm)),
    algorithm,
    hashesAgree: algorithm.ok && algorithm.algorithm.hash === hash,
    valid: signature.valid && (list === undefined || (messageDigest === "match" && contentType === "match")),
  };
}

interface Covered {
  readonly over: SignerInfoCheck["over"];
  readonly bytes: Uint8Array;
}

function coveredBytes(signedData: SignedData, signerInfo: SignerInfo): readonly Covered[] {
  const attributes = signerInfo.signedAttributes;
  if (attributes === undefined) {
    return signedData.eContent === undefined ? [] : [{ over: "content", bytes: signedData.eContent }];
  }
  const received: Covered = { over: "received", bytes: attributes.received };
  return attributes.sorted === undefined ? [received] : [received, { over: "sorted", bytes: attributes.sorted }];
}

function trySignature(
  key: PublicKey,
  algorithm: Extract<SignatureAlgorithmReading, { ok: true }>["algorithm"],
  signature: Uint8Array,
  covered: readonly Covered[],
  crypto: Crypto,
): {
  over: Covered["over"];
  signature: { readonly checked: true } & SignatureOutcome;
  deviations: readonly SignatureDeviation[] | undefined;
} {
  let first: { over: Covered["over"]; outcome: SignatureOutcome } | undefined;
  for (const { over, bytes } of covered) {
    const outcome = crypto.verify(key, algorithm, signature, bytes);
    if (outcome.valid) return { over, signature: { checked: true, ...outcome }, deviations: undefined };
    first ??= { over, outcome };
  }
  if (first === undefined) throw new RangeError("nothing to verify a signature over");
  const strict = { checked: true, ...first.outcome } as const;
  for (const { over, bytes } of covered) {
    const deviations = secondLook(key, algorithm, signature, bytes, crypto);
    if (deviations !== undefined) return { over, signature: strict, deviations };
  }
  return { over: first.over, signature: strict, deviations: undefined };
}

function checkMessageDigest(
  attributes: readonly CmsAttribute[] | undefined,
  hash: HashName | undefined,
  content: Uint8Array | undefined,
  crypto: Crypto,
): SignerInfoCheck["messageDigest"] {
  let unknown = false;
  const check = checkSingle(attributes, OID.messageDigest, (value) => {
    const expected = octetString(readAsn1(value, { mode: "ber" }));
    unknown = hash === undefined;
    return hash !== undefined && content !== undefined && equalBytes(crypto.digest(hash, content), expected);
  });
  return unknown ? "unknown-hash" : check;
}

/** An attribute that must be there once with exactly one value (RFC 5652 §11.1, §11.2). */
function checkSingle(
  attributes: readonly CmsAttribute[] | undefined,
  type: string,
  matches: (value: Uint8Array) => boolean,
): AttributeCheck {
  if (attributes === undefined) return "none";
  const values = attributes.filter((attribute) => attribute.oid === type).map((attribute) => attribute.values);
  if (values.length === 0) return "missing";
  const [value] = values[0] ?? [];
  if (values.length > 1 || (values[0]?.length ?? 0) > 1) return "repeated";
  if (value === undefined) return "missing";
  try {
    return matches(value) ? "match" : "differs";
  } catch (error) {
    if (isChipidError(error)) return "malformed";
    throw error;
  }
}

function readSigningTime(attributes: readonly CmsAttribute[] | undefined): {
  value: number | undefined;
  state: SignerInfoCheck["signingTimeState"];
} {
  let value: number | undefined;
  const check = checkSingle(attributes, OID.signingTime, (raw) => {
    value = time(readAsn1(raw, { mode: "ber" }));
    return true;
  });
  if (check === "match") return { value, state: "present" };
  if (check === "repeated" || check === "malformed") return { value: undefined, state: check };
  return { value: undefined, state: "absent" };
}

/** Same digest, whether its parameters are NULL or absent (RFC 5754 §2). */
function sameDigest(a: SignedData["digestAlgorithms"][number], b: SignerInfo["digestAlgorithm"]): boolean {
  if (a.oid !== b.oid) return false;
  return hashByOid(a.oid) !== undefined || equalBytes(a.raw, b.raw);
}
