import { equalBytes } from "../../bytes/bytes.js";
import type { Crypto, CurveName, PublicKey } from "../../crypto/types.js";
import {
  type CvAuthorization,
  type CvCertificate,
  type CvReference,
  type CvRole,
  verifyCvSignature,
} from "./cv-certificate.js";
import { resolveCvKey } from "./cv-public-key.js";

/** No chain in the field has more than a few link certificates, a DV and a terminal. */
const MAX_LENGTH = 16;

export function sameReference(a: CvReference, b: CvReference): boolean {
  return equalBytes(a.raw, b.raw);
}

/**
 * The certificates to show a chip, in their order: from one that a trust point of the chip signed to the terminal's own
 * (TR-03110-3 §2.5). `references` are the chip's trust points (EF.CVCA, or PACE), the current one first. Undefined when no
 * chain leads there. Only names are followed here; `verifyCvChain` looks at signatures.
 */
export function findCvChain(
  terminal: CvCertificate,
  certificates: readonly CvCertificate[],
  references: readonly CvReference[],
): readonly CvCertificate[] | undefined {
  const chain: CvCertificate[] = [terminal];
  for (let lowest = terminal; chain.length <= MAX_LENGTH; ) {
    if (references.some((known) => sameReference(known, lowest.authority))) return chain;
    const issuer = certificates.find(
      (candidate) =>
        sameReference(candidate.holder, lowest.authority) && !sameReference(candidate.holder, candidate.authority),
    );
    if (issuer === undefined || chain.includes(issuer)) return undefined;
    chain.unshift(issuer);
    lowest = issuer;
  }
  return undefined;
}

/** Why a chain does not hold, at the certificate of that index. */
export interface CvChainFault {
  readonly index: number;
  /**
   * `length`: none, or more than any chain has; `authority`: it does not name the one above as its issuer; `role`: the one above may not issue it (TR-03110-3 §2.5.1);
   * `terminal-type`: the type changes below the trust point; `key`: the key above cannot be used; `dates`: not valid at the given day, or its
   * validity begins behind its end.
   */
  readonly why: "length" | "authority" | "role" | "terminal-type" | "key" | "signature" | "dates";
}

export type CvChainResult =
  | {
      readonly ok: true;
      /** The terminal's own key, on the curve it inherits. */
      readonly key: PublicKey;
      /** What all certificates of the chain grant: the bitwise AND of their authorisations (TR-03110-3 §2.7). */
      readonly rights: Uint8Array;
    }
  | { readonly ok: false; readonly fault: CvChainFault };

const MAY_ISSUE: Readonly<Record<CvRole, readonly CvRole[]>> = {
  cvca: ["cvca", "dv-domestic", "dv-foreign"],
  "dv-domestic": ["terminal"],
  "dv-foreign": ["terminal"],
  terminal: [],
};

/**
 * Verifies a chain below `anchor`, the certificate of a trust point, as a chip would: names, roles, signatures, and with
 * `at` (ISO date) the validity of all but CVCA certificates. Never throws for what a certificate can hold.
 */
export function verifyCvChain(
  anchor: CvCertificate,
  chain: readonly CvCertificate[],
  crypto: Crypto,
  at?: string,
): CvChainResult {
  const fault = (index: number, why: CvChainFault["why"]): CvChainResult => ({ ok: false, fault: { index, why } });
  if (chain.length === 0 || chain.length > MAX_LENGTH) return fault(0, "length");
  let issuer = anchor;
  let curve: CurveName | undefined;
  let rights = rightsOf(anchor.authorization);
  for (const [index, certificate] of chain.entries()) {
    const reading = resolveCvKey(issuer.publicKey, curve);
    if (!reading.ok) return fault(index, "key");
    curve = reading.curve;
    const { authorization } = certificate;
    if (!sameReference(certificate.authority, issuer.holder)) return fault(index, "authority");
    if (!MAY_ISSUE[issuer.authorization.role].includes(authorization.role)) return fault(index, "role");
    // A trust point may serve terminals of every type; below it the type stays.
    const sameType = authorization.oid === issuer.authorization.oid;
    if (!sameType && issuer.authorization.role !== "cvca") return fault(index, "terminal-type");
    if (!verifyCvSignature(certificate, issuer.publicKey, reading.key, crypto).valid) return fault(index, "signature");
    if (certificate.effective > certificate.expires) return fault(index, "dates");
    // A link certificate counts whatever its dates: it only says that the trust point has a new key.
    if (authorization.role !== "cvca" && at !== undefined && (at < certificate.effective || at > certificate.expires)) {
      return fault(index, "dates");
    }
    rights = sameType ? both(rights, rightsOf(authorization)) : rightsOf(authorization);
    issuer = certificate;
  }
  const own = resolveCvKey(issuer.publicKey, curve);
  return own.ok ? { ok: true, key: own.key, rights } : fault(chain.length - 1, "key");
}

/** The authorisation without the role in its first two bits. */
function rightsOf({ raw }: CvAuthorization): Uint8Array {
  return raw.map((byte, i) => (i === 0 ? byte & 0x3f : byte));
}

/** Rights that both give; what one of them does not reach is not given. */
function both(a: Uint8Array, b: Uint8Array): Uint8Array {
  const length = Math.min(a.length, b.length);
  const other = b.subarray(b.length - length);
  return a.slice(a.length - length).map((byte, i) => byte & (other[i] ?? 0));
}
