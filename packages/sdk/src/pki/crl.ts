import { Asn1Context, type Asn1Node, readAsn1 } from "../asn1/node.js";
import { OID } from "../asn1/oids.js";
import { bitStringBytes, boolean, integer, octetString, oid, smallInteger, TAG, time } from "../asn1/values.js";
import { equalBytes, fromHex, toHex } from "../bytes/bytes.js";
import type { Crypto } from "../crypto/types.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import { readSignatureAlgorithm } from "./algorithm.js";
import type { AlgorithmIdentifier, Certificate } from "./certificate-types.js";
import type { Crl, IssuingDistributionPoint, Revocation } from "./crl-types.js";
import { distributionPointName, readAuthorityKeyIdentifier } from "./extensions.js";
import { checkName, readName } from "./name.js";

const MAX_NODES = 4_000;
const MAX_ENTRIES = 1_000_000;
const MAX_EXTENSIONS = 32;
const MAX_CANDIDATES = 64;

const REASONS = [
  "unspecified",
  "keyCompromise",
  "cACompromise",
  "affiliationChanged",
  "superseded",
  "cessationOfOperation",
  "certificateHold",
  undefined,
  "removeFromCRL",
  "privilegeWithdrawn",
  "aACompromise",
] as const;

const PROCESSED: ReadonlySet<string> = new Set([
  OID.crlNumber,
  OID.authorityKeyIdentifier,
  OID.issuingDistributionPoint,
  OID.issuerAltName,
]);
const PROCESSED_IN_ENTRY: ReadonlySet<string> = new Set([OID.reasonCode, OID.invalidityDate]);

function structure(message: string, offset?: number, cause?: unknown): ChipidError {
  return new ChipidError("crl.structure", message, {
    reference: "RFC 5280 §5.1",
    ...(offset === undefined ? {} : { offset }),
    ...(cause === undefined ? {} : { cause }),
  });
}

/**
 * Reads a certificate revocation list (RFC 5280 §5.1). The entries are walked once for their shape and number (at most
 * a million) and read when a serial number is looked up. Nothing of it may be believed before `verifyCrl`.
 * @throws ChipidError `crl.structure`; `crl.delta` for a delta CRL (§5.2.4), which this SDK does not use.
 */
export function parseCrl(bytes: Uint8Array): Crl {
  try {
    return read(bytes);
  } catch (error) {
    if (isChipidError(error) && error.code.startsWith("asn1.")) {
      throw structure(`Revocation list is malformed: ${error.message}`, error.offset, error);
    }
    throw error;
  }
}

function read(bytes: Uint8Array): Crl {
  const context = new Asn1Context({ mode: "ber", maxNodes: MAX_NODES });
  const root = readAsn1(bytes, { context }).expect(TAG.sequence);
  if (root.children.length !== 3) throw structure("A revocation list has three parts.");
  const tbs = root.child(0).expect(TAG.sequence);
  const fields = tbs.children;
  let at = 0;
  const version = fields[0]?.tag === TAG.integer ? smallInteger(tbs.child(at++)) + 1 : 1;
  if (version > 2) throw structure("The version of the revocation list is above 2.");
  const innerAlgorithm = tbs.child(at++).expect(TAG.sequence);
  const issuer = tbs.child(at++);
  checkName(issuer);
  const thisUpdate = time(tbs.child(at++));
  const next = fields[at];
  let nextUpdate: number | undefined;
  if (next?.tag === TAG.utcTime || next?.tag === TAG.generalizedTime) {
    nextUpdate = time(next);
    at++;
  }
  const list = fields[at]?.tag === TAG.sequence ? fields[at++] : undefined;
  const tagged = fields[at]?.tag === 0xa0 ? fields[at++] : undefined;
  if (at !== fields.length) throw structure("The tbsCertList has a field it should not have.");

  const unknownCritical = new Set<string>();
  const extensions = readCrlExtensions(tagged, unknownCritical);
  if (extensions.has(OID.deltaCrlIndicator)) {
    throw new ChipidError("crl.delta", "A delta revocation list was given; only whole lists are used.", {
      reference: "RFC 5280 §5.2.4",
    });
  }
  const entries = new Entries(root.data, list, unknownCritical, thisUpdate);
  const value = <T>(type: string, parse: (node: Asn1Node) => T): T | undefined => {
    const node = extensions.get(type);
    return node === undefined ? undefined : parse(readAsn1(octetString(node), { context }));
  };

  const outerAlgorithm = root.child(1).expect(TAG.sequence);
  const signatureAlgorithm: AlgorithmIdentifier = {
    oid: oid(outerAlgorithm.child(0)),
    parameters: outerAlgorithm.children[1]?.raw,
  };
  return {
    raw: root.raw,
    tbs: tbs.raw,
    version,
    issuer: readName(issuer),
    thisUpdate,
    nextUpdate,
    crlNumber: value(OID.crlNumber, (node) => integer(node).toString()),
    authorityKeyIdentifier: value(OID.authorityKeyIdentifier, readAuthorityKeyIdentifier),
    issuingDistributionPoint: value(OID.issuingDistributionPoint, readIssuingDistributionPoint),
    signatureAlgorithm,
    algorithmsAgree: equalBytes(innerAlgorithm.raw, outerAlgorithm.raw),
    signatureReading: readSignatureAlgorithm(signatureAlgorithm.oid, signatureAlgorithm.parameters),
    signature: bitStringBytes(root.child(2)),
    revokedCount: entries.count,
    unknownCritical: [...unknownCritical],
    quirks: [...context.quirks],
    lookup: (serial) => entries.lookup(serial),
    revocations: () => entries,
  };
}

function readCrlExtensions(tagged: Asn1Node | undefined, unknownCritical: Set<string>): Map<string, Asn1Node> {
  const out = new Map<string, Asn1Node>();
  if (tagged === undefined) return out;
  for (const { type, critical, value } of extensionList(tagged.child(0))) {
    if (out.has(type)) throw structure("An extension of the revocation list appears twice.");
    out.set(type, value);
    if (critical && !PROCESSED.has(type)) unknownCritical.add(type);
  }
  return out;
}

function extensionList(node: Asn1Node): { type: string; critical: boolean; value: Asn1Node }[] {
  const list = node.expect(TAG.sequence).children;
  if (list.length > MAX_EXTENSIONS) throw structure(`More than ${MAX_EXTENSIONS} extensions.`);
  return list.map((extension) => {
    const fields = extension.expect(TAG.sequence).children;
    if (fields.length !== 2 && fields.length !== 3) throw structure("An extension is malformed.");
    return {
      type: oid(extension.child(0)),
      critical: fields.length === 3 && boolean(extension.child(1)),
      value: extension.child(fields.length - 1),
    };
  });
}

function readIssuingDistributionPoint(node: Asn1Node): IssuingDistributionPoint {
  const flags = new Map<number, boolean>();
  let names: readonly string[] = [];
  let onlySomeReasons = false;
  for (const field of node.expect(TAG.sequence).children) {
    if (field.tag === 0xa0) names = distributionPointName(field.child(0));
    else if (field.tag === 0x83) onlySomeReasons = true;
    else if ([0x81, 0x82, 0x84, 0x85].includes(field.tag)) flags.set(field.tag, field.content[0] !== 0);
    else throw structure("issuingDistributionPoint is malformed.");
  }
  return {
    names,
    onlyUserCertificates: flags.get(0x81) === true,
    onlyCaCertificates: flags.get(0x82) === true,
    onlyAttributeCertificates: flags.get(0x85) === true,
    onlySomeReasons,
    indirect: flags.get(0x84) === true,
  };
}

/** revokedCertificates by offsets: a list of a million entries costs no object an entry. */
class Entries implements Iterable<Revocation> {
  readonly count: number;
  private readonly data: Uint8Array;
  private readonly start: number;
  private readonly end: number;

  private readonly fallbackDate: number;

  constructor(data: Uint8Array, list: Asn1Node | undefined, unknownCritical: Set<string>, fallbackDate: number) {
    this.data = data;
    this.fallbackDate = fallbackDate;
    this.start = list?.contentStart ?? 0;
    this.end = list?.contentEnd ?? 0;
    let count = 0;
    for (let at = this.start; at < this.end; ) {
      if (++count > MAX_ENTRIES) throw structure(`More than ${MAX_ENTRIES} revoked certificates.`, at);
      const entry = head(data, at, this.end, TAG.sequence);
      const serial = head(data, entry.content, entry.end, TAG.integer);
      if (serial.content === serial.end) throw structure("A revoked serial number is empty.", at);
      const dateTag = data[serial.end];
      if (dateTag !== TAG.utcTime && dateTag !== TAG.generalizedTime) throw structure("A revocation has no date.", at);
      const date = head(data, serial.end, entry.end, dateTag);
      if (date.end < entry.end) this.checkExtensions(date.end, entry.end, unknownCritical);
      at = entry.end;
    }
    this.count = count;
  }

  lookup(serial: string): Revocation | undefined {
    const wanted = minimal(fromHex(serial));
    const { data } = this;
    for (let at = this.start; at < this.end; ) {
      const entry = head(data, at, this.end, TAG.sequence);
      const found = head(data, entry.content, entry.end, TAG.integer);
      if (sameInteger(data, found.content, found.end, wanted)) return this.revocation(at);
      at = entry.end;
    }
    return undefined;
  }

  *[Symbol.iterator](): Iterator<Revocation> {
    for (let at = this.start; at < this.end; ) {
      yield this.revocation(at);
      at = head(this.data, at, this.end, TAG.sequence).end;
    }
  }

  /** A date or reason that cannot be read must not hide that the certificate is revoked. */
  private revocation(at: number): Revocation {
    const entry = head(this.data, at, this.end, TAG.sequence);
    const serial = head(this.data, entry.content, entry.end, TAG.integer);
    const node = readAsn1(this.data.subarray(at, entry.end), { mode: "ber", maxNodes: 512 });
    return {
      serial: toHex(this.data.subarray(serial.content, serial.end)),
      date: attempt(() => time(node.child(1))) ?? this.fallbackDate,
      reason: attempt(() => reasonOf(node.children[2])),
    };
  }

  private checkExtensions(at: number, end: number, unknownCritical: Set<string>): void {
    const node = readAsn1(this.data.subarray(at, end), { mode: "ber", maxNodes: 256 });
    for (const { type, critical } of extensionList(node)) {
      if (critical && !PROCESSED_IN_ENTRY.has(type)) unknownCritical.add(type);
    }
  }
}

function reasonOf(extensions: Asn1Node | undefined): string | undefined {
  const code = extensions && extensionList(extensions).find(({ type }) => type === OID.reasonCode);
  if (code === undefined) return undefined;
  const value = smallInteger(readAsn1(octetString(code.value), { mode: "ber" }), TAG.enumerated);
  return REASONS[value] ?? `reason ${value}`;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isChipidError(error)) return undefined;
    throw error;
  }
}

/** Content offsets of the element at `at`, which must have the tag and end by `limit`. Definite lengths only. */
function head(data: Uint8Array, at: number, limit: number, tag: number): { content: number; end: number } {
  if (at + 2 > limit) throw structure("The revocation list ends early.", at);
  if (data[at] !== tag) throw structure("An entry of the revocation list is malformed.", at);
  let content = at + 2;
  let length = data[at + 1] ?? 0;
  if (length >= 0x80) {
    const count = length & 0x7f;
    if (count === 0 || count > 4 || content + count > limit) throw structure("An entry's length is malformed.", at);
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + (data[content++] ?? 0);
  }
  if (length > limit - content) throw structure("The revocation list ends early.", at);
  return { content, end: content + length };
}

/** A two's-complement integer without the sign bytes it does not need. */
function minimal(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start + 1 < bytes.length && redundant(bytes[start], bytes[start + 1])) start++;
  return bytes.subarray(start);
}

function redundant(first = 0, second = 0): boolean {
  return (first === 0 && second < 0x80) || (first === 0xff && second >= 0x80);
}

function sameInteger(data: Uint8Array, start: number, end: number, wanted: Uint8Array): boolean {
  let at = start;
  while (at + 1 < end && redundant(data[at], data[at + 1])) at++;
  if (end - at !== wanted.length) return false;
  for (let i = 0; i < wanted.length; i++) if (data[at + i] !== wanted[i]) return false;
  return true;
}

export type CrlRefusal =
  /** No candidate has the list's issuer name. */
  | "issuer-unknown"
  /** Candidates of that name are there, and the signature holds under none of their keys. */
  | "signature"
  /** The only key it holds under may not sign lists (keyUsage without cRLSign). */
  | "key-usage"
  | "algorithm"
  | "algorithms-differ"
  | "unknown-critical"
  /** Indirect, for attribute certificates, or for some reasons only: says nothing of a document signer. */
  | "scope";

export type CrlVerification =
  | { readonly ok: true; readonly signer: Certificate }
  | { readonly ok: false; readonly why: CrlRefusal };

/**
 * Finds the CSCA among `candidates` that signed the list: same name, allowed to sign lists, signature over tbsCertList
 * as received (RFC 5280 §6.3.3 f–g, ICAO 9303-12 §7.1.4). Dates are not judged. Never throws for what a file can hold.
 */
export function verifyCrl(crl: Crl, candidates: readonly Certificate[], crypto: Crypto): CrlVerification {
  const reading = crl.signatureReading;
  if (!reading.ok) return { ok: false, why: "algorithm" };
  if (!crl.algorithmsAgree) return { ok: false, why: "algorithms-differ" };
  if (crl.unknownCritical.length > 0) return { ok: false, why: "unknown-critical" };
  const scope = crl.issuingDistributionPoint;
  if (scope !== undefined && (scope.indirect || scope.onlyAttributeCertificates || scope.onlySomeReasons)) {
    return { ok: false, why: "scope" };
  }
  const named = candidates.filter((candidate) => candidate.subject.key === crl.issuer.key);
  if (named.length === 0) return { ok: false, why: "issuer-unknown" };
  const identifier = crl.authorityKeyIdentifier?.keyIdentifier;
  // Those with the named key first, so that the others are only tried when the identifier is wrong or absent.
  const ordered =
    identifier === undefined ? named : [...named].sort((a, b) => rank(a, identifier) - rank(b, identifier));
  let refusal: CrlRefusal = "signature";
  for (const candidate of ordered.slice(0, MAX_CANDIDATES)) {
    const key = candidate.publicKey;
    if (!key.ok || !crypto.verify(key.key, reading.algorithm, crl.signature, crl.tbs).valid) continue;
    if (candidate.keyUsage === undefined || candidate.keyUsage.cRLSign) return { ok: true, signer: candidate };
    refusal = "key-usage";
  }
  return { ok: false, why: refusal };
}

function rank(candidate: Certificate, identifier: Uint8Array): number {
  const own = candidate.subjectKeyIdentifier;
  return own !== undefined && equalBytes(own, identifier) ? 0 : 1;
}
