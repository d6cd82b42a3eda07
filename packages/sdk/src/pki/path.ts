import { equalBytes } from "../bytes/bytes.js";
import type { Crypto } from "../crypto/types.js";
import { type CertificateSignature, sameCertificate, verifyCertificateSignature } from "./certificate.js";
import type { Certificate } from "./certificate-types.js";
import type { TrustedCertificate, TrustView } from "./trust-types.js";

/** Signatures computed for one question; beyond them the answer is what was found by then. */
const MAX_TRIES = 64;
const MAX_PATHS = 32;
/** CSCAs after one another, link by link. */
const MAX_DEPTH = 8;

/** What made a certificate a candidate for the issuer of another. */
export type IssuerMatch =
  /** Subject and key identifier are those that the certificate names: the issuer is known (contract: "issuer known"). */
  | "name-and-key"
  /** The subject is; the certificate names no key, or another one. */
  | "name"
  /** The key identifier is; the subject is another (a name change). */
  | "key";

export interface IssuerCandidate {
  readonly trusted: TrustedCertificate;
  readonly match: IssuerMatch;
  /** undefined: not tried: a better match holds, the candidate's key cannot be used, or the tries were used up. */
  readonly signature: CertificateSignature | undefined;
}

/** From the issuer of the certificate in question to a CSCA of the store, each signed by the next. */
export interface TrustPath {
  readonly certificates: readonly [TrustedCertificate, ...TrustedCertificate[]];
  /** How the first was found. */
  readonly match: IssuerMatch;
}

export interface IssuerSearch {
  /**
   * Every way up, shortest first: the direct issuer alone, then with the older CSCA that signed its link certificate,
   * and so on. Which end is good enough, and whether it was valid at the time, is the caller's judgement.
   */
  readonly paths: readonly TrustPath[];
  /** The candidates for the direct issuer, best match first, with what their key said. */
  readonly candidates: readonly IssuerCandidate[];
  /** Signatures computed. */
  readonly tries: number;
  /** The limit of tries or paths was reached: there may be more. */
  readonly exhausted: boolean;
}

/**
 * Finds who in the trust store issued a certificate (ICAO 9303-12 §7.1, RFC 5280 §6.1): candidates by name and key
 * identifier, then by name alone, then by key identifier alone; each is an issuer only when the signature holds under
 * its key. A candidate that itself was signed by another CSCA (a link certificate) is followed further (T46); a key
 * that is already in the path ends it, so a cycle of links ends too. Dates, CA flags and status of the sources are not
 * judged here.
 *
 * With `enough`, the search is no longer than it need be: a path whose last certificate is enough is not followed
 * further, and once one of a certificate's issuers is enough the candidates with other keys are not tried.
 */
export function findIssuers(
  certificate: Certificate,
  trust: TrustView,
  crypto: Crypto,
  enough: (issuer: TrustedCertificate) => boolean = () => false,
): IssuerSearch {
  const search = new Search(trust, crypto, enough);
  const candidates = search.issuersOf(certificate);
  const paths: TrustPath[] = [];
  for (const candidate of candidates) {
    if (candidate.signature?.valid !== true) continue;
    paths.push({ certificates: [candidate.trusted], match: candidate.match });
  }
  for (let i = 0; i < paths.length; i++) {
    const path = paths[i];
    const last = path?.certificates[path.certificates.length - 1];
    if (path === undefined || last === undefined || path.certificates.length >= MAX_DEPTH) continue;
    if (enough(last)) continue;
    const inPath = [certificate.spki, ...path.certificates.map((step) => step.certificate.spki)];
    for (const trusted of search.linkIssuersOf(last.certificate, inPath)) {
      if (paths.length >= MAX_PATHS) search.exhausted = true;
      else paths.push({ certificates: [...path.certificates, trusted], match: path.match });
    }
  }
  return { paths, candidates, tries: search.tries, exhausted: search.exhausted };
}

interface Named {
  readonly trusted: TrustedCertificate;
  readonly match: IssuerMatch;
}

interface Answer {
  readonly spki: Uint8Array;
  readonly signature: CertificateSignature | undefined;
}

class Search {
  tries = 0;
  exhausted = false;
  private readonly answers = new Map<Certificate, Answer[]>();

  constructor(
    private readonly trust: TrustView,
    private readonly crypto: Crypto,
    private readonly enough: (issuer: TrustedCertificate) => boolean,
  ) {}

  /** Candidates in the order of their match; once one of a kind holds, the keys of the next kinds are not tried. */
  issuersOf(certificate: Certificate): readonly IssuerCandidate[] {
    const out: IssuerCandidate[] = [];
    let found: IssuerMatch | undefined;
    let satisfied = false;
    for (const { trusted, match } of this.named(certificate)) {
      const asked = this.answer(certificate, trusted.certificate) !== undefined;
      if (!asked && satisfied) continue;
      const ask = asked || found === undefined || found === match;
      const signature = ask ? this.verify(certificate, trusted.certificate) : undefined;
      out.push({ trusted, match, signature });
      if (signature?.valid !== true) continue;
      found ??= match;
      if (this.enough(trusted)) satisfied = true;
    }
    return out;
  }

  /**
   * Who signed a CSCA certificate with another key than those of the path. A certificate that names its own key as its
   * issuer's is a root; where neither is named, its signature tells.
   */
  linkIssuersOf(certificate: Certificate, inPath: readonly Uint8Array[]): readonly TrustedCertificate[] {
    const identifier = certificate.authorityKeyIdentifier?.keyIdentifier;
    const own = certificate.subjectKeyIdentifier;
    if (identifier !== undefined && own !== undefined && equalBytes(identifier, own)) return [];
    if (identifier === undefined && certificate.selfIssued && this.verify(certificate, certificate)?.valid === true) {
      return [];
    }
    const others = this.named(certificate).filter(
      ({ trusted }) => !inPath.some((spki) => equalBytes(spki, trusted.certificate.spki)),
    );
    const holding = (wanted: (match: IssuerMatch) => boolean): TrustedCertificate[] =>
      others
        .filter(({ match, trusted }) => wanted(match) && this.verify(certificate, trusted.certificate)?.valid === true)
        .map(({ trusted }) => trusted);
    const exact = holding((match) => match === "name-and-key");
    return exact.length > 0 ? exact : holding((match) => match !== "name-and-key");
  }

  private named(certificate: Certificate): readonly Named[] {
    const identifier = certificate.authorityKeyIdentifier?.keyIdentifier;
    const byName = this.trust.bySubject(certificate.issuer.key).map((trusted) => {
      const own = trusted.certificate.subjectKeyIdentifier;
      const exact = identifier !== undefined && own !== undefined && equalBytes(own, identifier);
      return { trusted, match: exact ? "name-and-key" : "name" } as const;
    });
    const byKey = identifier === undefined ? [] : this.trust.byKeyIdentifier(identifier);
    return [
      ...byName.filter(({ match }) => match === "name-and-key"),
      ...byName.filter(({ match }) => match === "name"),
      ...byKey
        .filter((trusted) => trusted.certificate.subject.key !== certificate.issuer.key)
        .map((trusted) => ({ trusted, match: "key" }) as const),
    ];
  }

  private answer(certificate: Certificate, issuer: Certificate): Answer | undefined {
    return this.answers.get(certificate)?.find(({ spki }) => equalBytes(spki, issuer.spki));
  }

  /** Certificates of one key (a CSCA and its links) are asked once. */
  private verify(certificate: Certificate, issuer: Certificate): CertificateSignature | undefined {
    const known = this.answer(certificate, issuer);
    if (known !== undefined) return known.signature;
    const key = issuer.publicKey;
    if (!key.ok) return undefined;
    if (this.tries >= MAX_TRIES) {
      this.exhausted = true;
      return undefined;
    }
    this.tries++;
    const signature = verifyCertificateSignature(certificate, key.key, this.crypto);
    const answers = this.answers.get(certificate) ?? [];
    answers.push({ spki: issuer.spki, signature });
    this.answers.set(certificate, answers);
    return signature;
  }
}

/**
 * A way from `certificate` up to one of `vouchers` over certificates of `pool`, each signed by the next: the vouchers
 * first, then CAs of the pool, by name and key identifier. The result starts with `certificate` and ends with the voucher;
 * undefined when there is none. Dates are not judged. At most 64 signatures are computed.
 */
export function chainTo(
  certificate: Certificate,
  vouchers: readonly Certificate[],
  pool: readonly Certificate[],
  crypto: Crypto,
): readonly Certificate[] | undefined {
  if (vouchers.length === 0) return undefined;
  const between = below(vouchers, pool);
  let tries = 0;
  const verifies = (child: Certificate, issuer: Certificate): boolean => {
    const key = issuer.publicKey;
    if (!key.ok || tries >= MAX_TRIES) return false;
    // What anybody can forge vouches for nobody.
    const reading = child.signatureReading;
    if (reading.ok && reading.algorithm.hash === "md5") return false;
    tries++;
    return verifyCertificateSignature(child, key.key, crypto).valid;
  };
  const queue: (readonly [Certificate, ...Certificate[]])[] = [[certificate]];
  for (let i = 0; i < queue.length; i++) {
    const path = queue[i];
    const last = path?.[path.length - 1];
    if (path === undefined || last === undefined) break;
    const voucher = vouchers.find((candidate) => sameCertificate(candidate, last));
    if (voucher !== undefined) return path;
    const direct = vouchers.find((candidate) => mayIssue(candidate, last) && verifies(last, candidate));
    if (direct !== undefined) return [...path, direct];
    if (path.length >= MAX_DEPTH) continue;
    for (const candidate of between) {
      if (candidate.basicConstraints?.ca !== true || !mayIssue(candidate, last)) continue;
      if (path.some((step) => equalBytes(step.spki, candidate.spki))) continue;
      // Another certificate of a key that is queued already is another way up, so certificates are compared, not keys.
      if (queue.some((other) => other.some((step) => sameCertificate(step, candidate)))) continue;
      if (queue.length < MAX_PATHS && verifies(last, candidate)) queue.push([...path, candidate]);
    }
  }
  return undefined;
}

/** Certificates of the pool that name a voucher as their issuer, or one that does: no other can be on the way. */
function below(vouchers: readonly Certificate[], pool: readonly Certificate[]): readonly Certificate[] {
  const found = new Set<Certificate>();
  let issuers = vouchers;
  for (let depth = 0; depth < MAX_DEPTH && issuers.length > 0; depth++) {
    const next = pool.filter((one) => !found.has(one) && issuers.some((issuer) => mayIssue(issuer, one)));
    for (const one of next) found.add(one);
    issuers = next;
  }
  return pool.filter((one) => found.has(one));
}

/** Named as the issuer, and not barred from signing certificates by its own keyUsage. */
function mayIssue(issuer: Certificate, certificate: Certificate): boolean {
  if (issuer.keyUsage !== undefined && !issuer.keyUsage.keyCertSign) return false;
  const named = certificate.authorityKeyIdentifier?.keyIdentifier;
  const own = issuer.subjectKeyIdentifier;
  const sameKey = named !== undefined && own !== undefined && equalBytes(named, own);
  return issuer.subject.key === certificate.issuer.key || sameKey;
}
