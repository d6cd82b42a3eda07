import type { Crypto } from "../../crypto/types.js";
import { isChipidError } from "../../errors/chipid-error.js";
import type { CardSecurity } from "../../lds/card-security.js";
import { parseCertificate } from "../../pki/certificate.js";
import type { Certificate } from "../../pki/certificate-types.js";
import { findSigner, type SignerInfoCheck, verifySignerInfo } from "../../pki/signed-data.js";

/**
 * The signature of EF.CardSecurity itself (ICAO 9303-11 §9.3). `valid` says that `signer` signed it, and nothing of who
 * that is: CAM counts only once `signer` chains to a CSCA of the country that issued the document (contract §1 rule 4).
 */
export interface CardSecuritySignature {
  /**
   * `deviates`: false as declared, and holds with the slips of encoding in `check.secondLook`; `unverified`: there is
   * nothing to compute with, see `why`.
   */
  readonly outcome: "valid" | "invalid" | "deviates" | "unverified";
  /**
   * `signer-info`: nobody signed; `certificate`: the signer's certificate is neither enclosed nor known; `algorithm`,
   * `key`: unknown or refused ones.
   */
  readonly why?: "signer-info" | "certificate" | "algorithm" | "key";
  readonly signer: Certificate | undefined;
  readonly check: SignerInfoCheck | undefined;
  /** Certificates inside EF.CardSecurity that could be read. */
  readonly enclosed: readonly Certificate[];
  /** SignerInfos there are; the first one is the one that was judged. */
  readonly signerInfos: number;
}

/**
 * Verifies the signature of EF.CardSecurity with the certificate that its first SignerInfo names: an enclosed one, else one
 * of `known`. Never throws for what a file can hold.
 */
export function verifyCardSecurity(
  { signedData }: CardSecurity,
  crypto: Crypto,
  known: readonly Certificate[] = [],
): CardSecuritySignature {
  const enclosed = signedData.certificates.flatMap(readable);
  const [signerInfo] = signedData.signerInfos;
  const base = { enclosed, signerInfos: signedData.signerInfos.length };
  if (signerInfo === undefined) {
    return { ...base, outcome: "unverified", why: "signer-info", signer: undefined, check: undefined };
  }
  const signer = findSigner(signerInfo, enclosed)[0] ?? findSigner(signerInfo, known)[0];
  if (signer === undefined) {
    return { ...base, outcome: "unverified", why: "certificate", signer: undefined, check: undefined };
  }
  const check = verifySignerInfo(signedData, signerInfo, signer, crypto);
  return { ...base, ...judge(check), signer, check };
}

function judge(check: SignerInfoCheck): Pick<CardSecuritySignature, "outcome" | "why"> {
  if (check.valid) return { outcome: "valid" };
  if (!check.signature.checked) {
    return { outcome: "unverified", why: check.signature.why === "key" ? "key" : "algorithm" };
  }
  // Signed attributes that vouch for another content leave nothing to make allowances for.
  const vouched = check.messageDigest === "none" || (check.messageDigest === "match" && check.contentType === "match");
  if (check.messageDigest === "unknown-hash") return { outcome: "unverified", why: "algorithm" };
  return { outcome: vouched && check.secondLook !== undefined ? "deviates" : "invalid" };
}

function readable(raw: Uint8Array): Certificate[] {
  try {
    return [parseCertificate(raw)];
  } catch (error) {
    if (isChipidError(error)) return [];
    throw error;
  }
}
