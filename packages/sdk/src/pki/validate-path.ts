import type { Crypto, HashName } from "../crypto/types.js";
import { sameCertificate, verifyCertificateSignature } from "./certificate.js";
import type { Certificate } from "./certificate-types.js";
import { verifyCrl } from "./crl.js";
import type { Crl } from "./crl-types.js";

const MAX_LENGTH = 10;
const MAX_PATHS = 64;
const DEFAULT_REFUSED: readonly HashName[] = ["md5", "sha-1"];

export interface PathInput {
  readonly endEntity: Certificate;
  /** Certificates that may stand between, in any order. */
  readonly intermediates: readonly Certificate[];
  /** Trusted as given: its name and key are used, its own signature and dates are not judged. */
  readonly anchor: Certificate;
  /** Lists whose signature is yet to be checked. */
  readonly crls: readonly Crl[];
  /** The moment the path is judged at, milliseconds since 1970. */
  readonly at: number;
}

export interface PathOptions {
  /** `required` (default): each certificate needs a current list; `if-available`: a list that is there counts; `ignore`. */
  readonly revocation?: "required" | "if-available" | "ignore";
  /** Hash functions a signature may not use. Default MD5 and SHA-1. */
  readonly refusedHashes?: readonly HashName[];
}

export type PathFault =
  /** No chain of names leads from the certificate to the anchor. */
  | "no-path"
  | "signature"
  | "algorithm"
  | "weak-hash"
  | "not-yet-valid"
  | "expired"
  | "unknown-critical"
  | "extension-repeated"
  | "not-ca"
  | "key-usage"
  | "path-length"
  | "revoked"
  | "revocation-unknown"
  | "crl-expired";

export type PathResult =
  /** From the end entity to the anchor. */
  | { readonly ok: true; readonly path: readonly Certificate[] }
  | { readonly ok: false; readonly why: PathFault; readonly certificate: Certificate };

/**
 * Certification path validation (RFC 5280 §6.1) with revocation lists (§6.3), every policy being accepted: signatures
 * by key, names, dates, CA flag, path length, key usage, critical extensions. All chains of names are tried; the result
 * of the first sound one, else why the best-looking failed. Never throws for what a file can hold.
 */
export function validatePath(input: PathInput, crypto: Crypto, options: PathOptions = {}): PathResult {
  let failure: Extract<PathResult, { ok: false }> = { ok: false, why: "no-path", certificate: input.endEntity };
  let rank = -1;
  let count = 0;
  for (const path of chainsOfNames(input)) {
    if (++count > MAX_PATHS) break;
    const result = checkPath(path, input, crypto, options);
    if (result.ok) return result;
    // A path whose signatures hold says more than one that merely has the right names.
    const weight = result.why === "signature" || result.why === "algorithm" ? 0 : 1;
    if (weight > rank) [failure, rank] = [result, weight];
  }
  return failure;
}

function* chainsOfNames({ endEntity, intermediates, anchor }: PathInput): Generator<readonly Certificate[]> {
  const stack: (readonly Certificate[])[] = [[endEntity]];
  let steps = 0;
  for (let path = stack.pop(); path !== undefined && ++steps <= 4 * MAX_PATHS; path = stack.pop()) {
    const last = path[path.length - 1];
    if (last === undefined || path.length >= MAX_LENGTH) continue;
    for (const candidate of intermediates) {
      if (candidate.subject.key !== last.issuer.key) continue;
      if (!path.some((step) => sameCertificate(step, candidate))) stack.push([...path, candidate]);
    }
    if (last.issuer.key === anchor.subject.key) yield [...path, anchor];
  }
}

function checkPath(path: readonly Certificate[], input: PathInput, crypto: Crypto, options: PathOptions): PathResult {
  const fail = (why: PathFault, certificate: Certificate): PathResult => ({ ok: false, why, certificate });
  const refusedHashes = options.refusedHashes ?? DEFAULT_REFUSED;
  // From the anchor down, as RFC 5280 §6.1.3 goes.
  let pathLength = Number.POSITIVE_INFINITY;
  for (let i = path.length - 2; i >= 0; i--) {
    const certificate = path[i];
    const issuer = path[i + 1];
    if (certificate === undefined || issuer === undefined) continue;
    const key = issuer.publicKey;
    if (!key.ok) return fail("algorithm", issuer);
    const signature = verifyCertificateSignature(certificate, key.key, crypto);
    if (!signature.valid) return fail(signature.checked ? "signature" : "algorithm", certificate);
    const reading = certificate.signatureReading;
    if (reading.ok && refusedHashes.includes(reading.algorithm.hash)) return fail("weak-hash", certificate);
    if (input.at < certificate.notBefore) return fail("not-yet-valid", certificate);
    if (input.at > certificate.notAfter) return fail("expired", certificate);
    if (certificate.repeatedExtensions.length > 0) return fail("extension-repeated", certificate);
    if (certificate.unknownCritical.length > 0) return fail("unknown-critical", certificate);
    const revocation = checkRevocation(certificate, path.slice(i + 1), input, crypto, options);
    if (revocation !== undefined) return fail(revocation, certificate);
    if (i === 0) continue;
    const constraints = certificate.basicConstraints;
    if (constraints?.ca !== true) return fail("not-ca", certificate);
    if (certificate.keyUsage !== undefined && !certificate.keyUsage.keyCertSign) return fail("key-usage", certificate);
    if (!certificate.selfIssued && --pathLength < 0) return fail("path-length", certificate);
    if (constraints.pathLength !== undefined) pathLength = Math.min(pathLength, constraints.pathLength);
  }
  return { ok: true, path };
}

/**
 * `issuers`: the certificates above, in the path. A list may also be signed with the issuer's next key (RFC 5280
 * §6.3.3 f): with a self-issued certificate of the same name that a key of the path signed and that is itself current
 * and not revoked. `rollover` false asks for such a certificate's own lists, which a key of the path must sign.
 */
function checkRevocation(
  certificate: Certificate,
  issuers: readonly Certificate[],
  input: PathInput,
  crypto: Crypto,
  options: PathOptions,
  rollover = true,
): PathFault | undefined {
  const mode = options.revocation ?? "required";
  if (mode === "ignore") return undefined;
  let fault: PathFault = "revocation-unknown";
  let current = false;
  for (const crl of input.crls) {
    if (crl.issuer.key !== certificate.issuer.key || !crlCovers(crl, certificate)) continue;
    if (!verifyCrl(crl, issuers, crypto).ok) {
      const next = rollover ? nextKeys(certificate, issuers, input, crypto, options) : [];
      if (!verifyCrl(crl, next, crypto).ok) continue;
    }
    // An entry counts even in an old list; its absence does not.
    if (crl.lookup(certificate.serial) !== undefined) return "revoked";
    if (crl.thisUpdate <= input.at && (crl.nextUpdate === undefined || input.at <= crl.nextUpdate)) current = true;
    else fault = "crl-expired";
  }
  return current || mode === "if-available" ? undefined : fault;
}

function nextKeys(
  certificate: Certificate,
  issuers: readonly Certificate[],
  input: PathInput,
  crypto: Crypto,
  options: PathOptions,
): readonly Certificate[] {
  const refusedHashes = options.refusedHashes ?? DEFAULT_REFUSED;
  return input.intermediates.filter((candidate) => {
    if (!candidate.selfIssued || candidate.subject.key !== certificate.issuer.key) return false;
    if (input.at < candidate.notBefore || input.at > candidate.notAfter) return false;
    if (candidate.unknownCritical.length > 0 || candidate.repeatedExtensions.length > 0) return false;
    const { signatureReading: reading } = candidate;
    if (!reading.ok || refusedHashes.includes(reading.algorithm.hash)) return false;
    const signed = issuers.some(({ subject, publicKey }) => {
      if (subject.key !== candidate.issuer.key || !publicKey.ok) return false;
      return verifyCertificateSignature(candidate, publicKey.key, crypto).valid;
    });
    return signed && checkRevocation(candidate, issuers, input, crypto, options, false) === undefined;
  });
}

/**
 * Whether the list speaks of this certificate (RFC 5280 §6.3.3 b): its issuingDistributionPoint does not leave out the
 * certificate's kind, and when it names distribution points the certificate names one of them.
 */
export function crlCovers(crl: Crl, certificate: Certificate): boolean {
  const scope = crl.issuingDistributionPoint;
  if (scope === undefined) return true;
  if (scope.indirect || scope.onlyAttributeCertificates || scope.onlySomeReasons) return false;
  const ca = certificate.basicConstraints?.ca === true;
  if ((ca && scope.onlyUserCertificates) || (!ca && scope.onlyCaCertificates)) return false;
  return scope.names.length === 0 || scope.names.some((name) => certificate.crlDistributionPoints.includes(name));
}
