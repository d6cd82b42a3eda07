import { equalBytes } from "../bytes/bytes.js";
import type { Crypto } from "../crypto/types.js";
import { verifyCertificateSignature } from "./certificate.js";
import type { Certificate } from "./certificate-types.js";
import { FLAG_TEXTS } from "./trust-flags.js";
import type { TrustRemark, TrustStore } from "./trust-store.js";

/** What the certificates of a store turn out to be when each is read in full and its signature computed. */
export interface TrustAudit {
  readonly certificates: number;
  /** Certificates whose key can be used. */
  readonly usable: number;
  /** Signed with their own key, and rightly. */
  readonly selfSigned: number;
  /** Signed with the key of another certificate here: link certificates, document signers. */
  readonly signedByOther: number;
  /** Nobody here has the key that signed them. */
  readonly parentMissing: number;
  /** A certificate here has the name and key identifier of their issuer, and the signature is false under it. */
  readonly signatureFalse: number;
  /** Certificates the index knows and the reader refuses. */
  readonly unreadable: number;
  readonly remarks: readonly TrustRemark[];
}

/**
 * Reads every certificate in full, its key included, and verifies its signature under whichever key of the store holds,
 * tried by key identifier and by name. Costs one or two signatures a certificate; no verdict depends on it, since the
 * inspection judges the certificates it uses.
 */
export function auditTrust(store: TrustStore, crypto: Crypto): TrustAudit {
  const remarks: TrustRemark[] = [];
  const all = store.all();
  let usable = 0;
  const outcomes = { self: 0, other: 0, missing: 0, false: 0 };
  for (const { certificate, flags } of all) {
    const flag = (why: string): void => {
      remarks.push({ subject: certificate.subject.text, kind: "flagged", why });
    };
    if (certificate.publicKey.ok) usable++;
    else flag(`${FLAG_TEXTS["key-unusable"]} (${certificate.publicKey.why})`);
    for (const name of flags) if (name !== "link" && name !== "key-unusable") flag(FLAG_TEXTS[name]);
    const outcome = signatureOf(certificate, store, crypto);
    outcomes[outcome]++;
    if (outcome === "false" && !flags.includes("self-signature-invalid")) {
      flag("has a signature that is false under the key it names");
    }
  }
  return {
    certificates: store.size,
    usable,
    selfSigned: outcomes.self,
    signedByOther: outcomes.other,
    parentMissing: outcomes.missing,
    signatureFalse: outcomes.false,
    unreadable: store.size - all.length,
    remarks,
  };
}

function signatureOf(
  certificate: Certificate,
  store: TrustStore,
  crypto: Crypto,
): "self" | "other" | "missing" | "false" {
  const wanted = certificate.authorityKeyIdentifier?.keyIdentifier;
  const byKey = wanted === undefined ? [] : store.byKeyIdentifier(wanted);
  const candidates = [...byKey, ...store.bySubject(certificate.issuer.key)].map((trusted) => trusted.certificate);
  let named = false;
  const tried: Uint8Array[] = [];
  for (const candidate of [certificate, ...candidates]) {
    const own = candidate.subjectKeyIdentifier;
    const exact = wanted !== undefined && own !== undefined && equalBytes(own, wanted);
    named ||= exact && candidate.subject.key === certificate.issuer.key;
    if (!candidate.publicKey.ok || tried.some((spki) => equalBytes(spki, candidate.spki))) continue;
    // Its own key is tried only where the certificate may mean it.
    if (candidate === certificate && wanted !== undefined && own !== undefined && !exact) continue;
    tried.push(candidate.spki);
    if (verifyCertificateSignature(certificate, candidate.publicKey.key, crypto).valid) {
      return equalBytes(candidate.spki, certificate.spki) ? "self" : "other";
    }
  }
  return named ? "false" : "missing";
}
