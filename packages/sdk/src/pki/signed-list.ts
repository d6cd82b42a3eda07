import type { SignedData, SignerInfo } from "../asn1/cms-types.js";
import type { Crypto } from "../crypto/types.js";
import { isChipidError } from "../errors/chipid-error.js";
import { parseCertificate, sameCertificate } from "./certificate.js";
import type { Certificate } from "./certificate-types.js";
import { chainTo } from "./path.js";
import { findSigner, type SignerInfoCheck, verifySignerInfo } from "./signed-data.js";

export type ListRefusal =
  | "no-signer-info"
  /** The signer's certificate is neither in the list's CMS nor among the vouchers. */
  | "signer-missing"
  /** The signature, the messageDigest or the content type is false. */
  | "signature"
  /** Signed with an algorithm or a key that is not known, or over MD5. */
  | "algorithm"
  /** The signer's certificate does not carry the extended key usage for this kind of list (T91d). */
  | "signer-role";

/** Outcome for a signed list (master list, deviation list). */
export type ListVerification =
  /** The signature holds and the signer chains to a voucher: `chain` goes from the signer to it. */
  | {
      readonly status: "verified";
      readonly signer: Certificate;
      readonly chain: readonly Certificate[];
      readonly signedAt: number | undefined;
      readonly check: SignerInfoCheck;
    }
  /** The signature holds; nobody vouches for the signer (T89). */
  | {
      readonly status: "unverified";
      readonly signer: Certificate;
      readonly signedAt: number | undefined;
      readonly check: SignerInfoCheck;
    }
  /** Not to be imported: code `ml.signature` (T88) or `ml.signer` (T91d). */
  | {
      readonly status: "refused";
      readonly code: "ml.signature" | "ml.signer";
      readonly why: ListRefusal;
      readonly signer: Certificate | undefined;
    };

export interface SignedListOptions {
  /** Extended key usage the signer must have. */
  readonly role: string;
  /** Further certificates that may link the signer to a voucher; only asked for when no shorter way is there. */
  readonly pool?: () => readonly Certificate[];
}

/**
 * Verifies the signature of a list and who stands behind its signer (ICAO 9303-12 §8.1.1). Every SignerInfo must hold.
 * The signer chains to a voucher by signatures: directly, over a certificate in the CMS, or over a link certificate of
 * the pool. A CSCA that is only in the list never vouches for it. Dates are not judged.
 */
export function verifySignedList(
  signedData: SignedData,
  vouchers: readonly Certificate[],
  crypto: Crypto,
  options: SignedListOptions,
): ListVerification {
  const enclosed = signedData.certificates.flatMap(certificateOrNone);
  const results = signedData.signerInfos.map((info) =>
    verifyOne(signedData, info, enclosed, vouchers, crypto, options),
  );
  const [first] = results;
  if (first === undefined) return refused("ml.signature", "no-signer-info");
  return (
    results.find((result) => result.status === "refused") ??
    results.find((result) => result.status === "verified") ??
    first
  );
}

function verifyOne(
  signedData: SignedData,
  info: SignerInfo,
  enclosed: readonly Certificate[],
  vouchers: readonly Certificate[],
  crypto: Crypto,
  options: SignedListOptions,
): ListVerification {
  const named = findSigner(info, [...enclosed, ...vouchers]);
  if (named.length === 0) return refused("ml.signer", "signer-missing");
  let tried: { signer: Certificate; check: SignerInfoCheck } | undefined;
  for (const signer of named.slice(0, 8)) {
    const check = verifySignerInfo(signedData, info, signer, crypto);
    tried = { signer, check };
    if (check.valid) break;
  }
  if (tried === undefined) return refused("ml.signer", "signer-missing");
  const { signer, check } = tried;
  if (!check.valid) return refused("ml.signature", check.signature.checked ? "signature" : "algorithm", signer);
  // Signed attributes are mandatory in both lists (ICAO 9303-12 §9.1, §10.1): they bind the content type.
  if (info.signedAttributes === undefined) return refused("ml.signature", "signature", signer);
  // Either of the two may be named: the hash of the attributes or that of the signature over them.
  const signed = check.algorithm.ok ? check.algorithm.algorithm.hash : undefined;
  if (check.hash === "md5" || signed === "md5") return refused("ml.signature", "algorithm", signer);
  if (signer.extendedKeyUsage?.includes(options.role) !== true) return refused("ml.signer", "signer-role", signer);
  const signedAt = check.signingTime;
  const others = enclosed.filter((certificate) => !sameCertificate(certificate, signer));
  const chain =
    chainTo(signer, vouchers, others, crypto) ??
    (options.pool === undefined || vouchers.length === 0
      ? undefined
      : chainTo(signer, vouchers, [...others, ...options.pool()], crypto));
  if (chain === undefined) return { status: "unverified", signer, signedAt, check };
  return { status: "verified", signer, chain, signedAt, check };
}

function refused(code: "ml.signature" | "ml.signer", why: ListRefusal, signer?: Certificate): ListVerification {
  return { status: "refused", code, why, signer };
}

/** A certificate in a CMS that cannot be read is no signer and vouches for nothing. */
function certificateOrNone(raw: Uint8Array): Certificate[] {
  try {
    return [parseCertificate(raw)];
  } catch (error) {
    if (isChipidError(error)) return [];
    throw error;
  }
}
