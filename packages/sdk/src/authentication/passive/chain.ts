import type { Crypto } from "../../crypto/types.js";
import { sameCertificate, verifyCertificateSignature } from "../../pki/certificate.js";
import type { Certificate } from "../../pki/certificate-types.js";
import { findIssuers, type IssuerCandidate } from "../../pki/path.js";
import { type SignatureDeviation, secondLook } from "../../pki/second-look.js";
import type { TrustedCertificate, TrustView } from "../../pki/trust-types.js";

/** What leads from the signer's certificate to an anchor, or why nothing does (ICAO 9303-12 §7.1, T27–T36, T46, T47). */
export type ChainResult =
  | {
      readonly outcome: "trusted" | "unverified-anchor";
      /** The signer's issuer first, the anchor last. */
      readonly path: readonly TrustedCertificate[];
      /** The signer's certificate verifies only with these slips of encoding. */
      readonly deviations: readonly SignatureDeviation[];
    }
  | {
      readonly outcome: "broken";
      /**
       * `signature`: a trusted CSCA has the subject and the key identifier that the signer names, and did not sign it;
       * `self-signed`: likewise, and the signer signed itself; `issuer-not-ca`: a certificate that is no CA signed it.
       */
      readonly why: "signature" | "self-signed" | "issuer-not-ca";
    }
  | {
      readonly outcome: "no-anchor";
      /**
       * `country`: the store has nothing of the issuer's country; `name`: nothing of its name; `key`: its name, not its
       * key; `self-signed`; `algorithm`: the issuer is there, but the signature's algorithm is unknown; `unusable`: the
       * issuer is there, but its key cannot be used.
       */
      readonly why: "country" | "name" | "key" | "self-signed" | "algorithm" | "unusable";
    };

/** Certificates inside EF.SOD that are looked at as the signer's issuer: each may cost a whole search. */
const MAX_ENCLOSED = 4;

/** Trusted by itself: given, or in a verified list. */
export function isTrusted(entry: TrustedCertificate): boolean {
  return entry.provenance.some(({ status }) => status === "given" || status === "verified");
}

/**
 * Looks for the chain of `signer` in the store. `enclosed` are the certificates inside EF.SOD: they can show that a
 * certificate that is no CA issued the signer (T36), and never become anchors.
 */
export function buildChain(
  signer: Certificate,
  enclosed: readonly Certificate[],
  trust: TrustView,
  crypto: Crypto,
): ChainResult {
  const up = climb(signer, trust, crypto);
  if (up.trusted !== undefined) return { outcome: "trusted", path: up.trusted, deviations: [] };
  if (up.notCa || isIssuedByNonCa(signer, enclosed, trust, crypto)) return { outcome: "broken", why: "issuer-not-ca" };
  const selfSigned = signer.selfIssued && signed(signer, signer, crypto);
  // Issuer known (contract.md §1 rule 3): subject and key identifier are those of a trusted CSCA. That comes before
  // what an unverified list holds: a CSCA made to look like the known one takes nothing from the evidence (T28).
  let unjudged: "algorithm" | "unusable" | undefined;
  for (const candidate of up.candidates) {
    if (candidate.match !== "name-and-key" || !isTrusted(candidate.trusted)) continue;
    const judged = judgeKnownIssuer(signer, candidate, crypto);
    if (judged === "false") return { outcome: "broken", why: selfSigned ? "self-signed" : "signature" };
    if (typeof judged !== "string") return { outcome: "trusted", path: [candidate.trusted], deviations: judged };
    unjudged ??= judged;
  }
  if (up.unverified !== undefined) return { outcome: "unverified-anchor", path: up.unverified, deviations: [] };
  if (unjudged !== undefined) return { outcome: "no-anchor", why: unjudged };
  if (selfSigned) return { outcome: "no-anchor", why: "self-signed" };
  if (trust.bySubject(signer.issuer.key).length > 0) return { outcome: "no-anchor", why: "key" };
  const country = signer.issuer.country;
  const known = country !== undefined && trust.byCountry(country).length > 0;
  return { outcome: "no-anchor", why: known ? "name" : "country" };
}

interface Climb {
  readonly trusted: readonly TrustedCertificate[] | undefined;
  readonly unverified: readonly TrustedCertificate[] | undefined;
  /** A certificate that is no CA, and is itself under a trusted one, signed the signer. */
  readonly notCa: boolean;
  readonly candidates: readonly IssuerCandidate[];
}

function climb(signer: Certificate, trust: TrustView, crypto: Crypto): Climb {
  const search = findIssuers(signer, trust, crypto, (entry) => isTrusted(entry) && !isSame(entry, signer));
  const candidates = search.candidates.filter(({ trusted }) => !isSame(trusted, signer));
  const paths = search.paths
    .map((path) => path.certificates)
    .filter((path) => !path.some((entry) => isSame(entry, signer)));
  const anchored = paths.filter((path) => isTrusted(path[path.length - 1] ?? path[0]));
  // What lies below the anchor is trusted for its own sake, or as a CA that the anchor signed (a link certificate).
  const sound = anchored.filter((path) => path.slice(0, -1).every((e) => isTrusted(e) || isAuthority(e.certificate)));
  const best = [...sound].sort((a, b) => a.length - b.length || byFitness(signer)(a[0], b[0]));
  const refused = anchored.some((path) => path.slice(0, -1).some((e) => !isTrusted(e) && mayNotSign(e.certificate)));
  return {
    trusted: best[0],
    unverified: paths[0],
    notCa: sound.length === 0 && refused,
    candidates,
  };
}

function isSame(entry: TrustedCertificate, certificate: Certificate): boolean {
  return sameCertificate(entry.certificate, certificate);
}

/** Among certificates of one key: valid when the signer's was issued, of its issuer's name, unflagged, self-issued. */
function byFitness(below: Certificate): (a: TrustedCertificate, b: TrustedCertificate) => number {
  const rank = ({ certificate, flags }: TrustedCertificate): number => {
    const valid = below.notBefore >= certificate.notBefore && below.notBefore <= certificate.notAfter;
    const sameName = certificate.subject.key === below.issuer.key;
    return (valid ? 8 : 0) + (sameName ? 4 : 0) + (flags.length === 0 ? 2 : 0) + (certificate.selfIssued ? 1 : 0);
  };
  return (a, b) => rank(b) - rank(a) || b.certificate.notAfter - a.certificate.notAfter;
}

function isAuthority(certificate: Certificate): boolean {
  const { basicConstraints, keyUsage } = certificate;
  return basicConstraints?.ca === true && keyUsage?.keyCertSign !== false;
}

/**
 * Neither the CA flag nor keyCertSign. Link certificates that lack one of them are in real lists (T35): no authority
 * for an anchor's sake alone, but no evidence against whom they signed either.
 */
function mayNotSign({ basicConstraints, keyUsage }: Certificate): boolean {
  return basicConstraints?.ca !== true && keyUsage?.keyCertSign !== true;
}

function signed(certificate: Certificate, issuer: Certificate, crypto: Crypto): boolean {
  const key = issuer.publicKey;
  return key.ok && verifyCertificateSignature(certificate, key.key, crypto).valid;
}

function isIssuedByNonCa(
  signer: Certificate,
  enclosed: readonly Certificate[],
  trust: TrustView,
  crypto: Crypto,
): boolean {
  const named = enclosed.filter((issuer) => {
    return issuer.subject.key === signer.issuer.key && !sameCertificate(issuer, signer) && mayNotSign(issuer);
  });
  return named
    .slice(0, MAX_ENCLOSED)
    .some((issuer) => signed(signer, issuer, crypto) && climb(issuer, trust, crypto).trusted !== undefined);
}

/** What a known issuer's key says: slips of encoding under which it did sign, `false`, or why it cannot say. */
function judgeKnownIssuer(
  signer: Certificate,
  { trusted, signature }: IssuerCandidate,
  crypto: Crypto,
): readonly SignatureDeviation[] | "false" | "algorithm" | "unusable" {
  const key = trusted.certificate.publicKey;
  const reading = signer.signatureReading;
  if (!key.ok || signature === undefined) return "unusable";
  if (!signature.checked || !reading.ok) return "algorithm";
  if (signature.fault === "pss-restriction") return "algorithm";
  if (signature.fault === "key") return "unusable";
  return secondLook(key.key, reading.algorithm, signer.signature, signer.tbs, crypto) ?? "false";
}
