import { equalBytes, toHex } from "../bytes/bytes.js";
import { parseCertificate } from "./certificate.js";
import type { Certificate, DistinguishedName } from "./certificate-types.js";
import { parseName } from "./name.js";

/** What a store needs to find a certificate again without reading all of it. */
export interface CertificateIndex {
  /** The whole certificate as received. */
  readonly raw: Uint8Array;
  /** As `Certificate.serial`. */
  readonly serial: string;
  readonly issuerKey: string;
  readonly subjectKey: string;
  readonly country: string | undefined;
  readonly commonName: string | undefined;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Lower-case hex. */
  readonly keyIdentifier: string | undefined;
  readonly authorityKeyIdentifier: string | undefined;
  readonly ca: boolean;
  /** undefined: no keyUsage. */
  readonly keyCertSign: boolean | undefined;
}

type ShortName = Pick<DistinguishedName, "key" | "country" | "commonName">;

/** Reads names once: lists repeat a few hundred names over and over. One per import, so that it is freed with it. */
export class NameCache {
  private readonly buckets = new Map<number, { readonly raw: Uint8Array; readonly name: ShortName }[]>();

  read(raw: Uint8Array): ShortName {
    const hash = mix(raw);
    const bucket = this.buckets.get(hash);
    const known = bucket?.find((candidate) => equalBytes(candidate.raw, raw));
    if (known !== undefined) return known.name;
    const { key, country, commonName } = parseName(raw);
    const name = { key, country, commonName };
    if (bucket === undefined) this.buckets.set(hash, [{ raw, name }]);
    // A file full of names made to collide is read the slow way, name by name.
    else if (bucket.length < MAX_BUCKET) bucket.push({ raw, name });
    return name;
  }
}

const MAX_BUCKET = 8;

/** FNV-1a. */
function mix(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  return hash;
}

/**
 * Index of a certificate from one walk over its offsets. What that walk does not know (BER, odd times) goes through
 * the full reader: of whatever the full reader takes, both tell the same. The walk passes over what the index has no
 * use for (key, algorithms, other extensions), so it also takes some bytes that the full reader refuses; those the
 * store never offers (`TrustStore`).
 * @throws ChipidError `cert.structure` when neither takes it.
 */
export function indexCertificate(raw: Uint8Array, names: NameCache): CertificateIndex {
  return scan(raw, names) ?? indexOf(parseCertificate(raw));
}

/** The index of a certificate that was read in full. */
export function indexOf(certificate: Certificate): CertificateIndex {
  const keyIdentifier = certificate.subjectKeyIdentifier;
  const authority = certificate.authorityKeyIdentifier?.keyIdentifier;
  return {
    raw: certificate.raw,
    serial: certificate.serial,
    issuerKey: certificate.issuer.key,
    subjectKey: certificate.subject.key,
    country: certificate.subject.country,
    commonName: certificate.subject.commonName,
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    keyIdentifier: keyIdentifier === undefined ? undefined : toHex(keyIdentifier),
    authorityKeyIdentifier: authority === undefined ? undefined : toHex(authority),
    ca: certificate.basicConstraints?.ca === true,
    keyCertSign: certificate.keyUsage?.keyCertSign,
  };
}

/** Signals that the quick walk does not apply. Never leaves this file. */
const GIVE_UP = Symbol("not plain DER");

/** Cursor over plain DER: definite, minimal lengths and low tags only. */
class Walk {
  tag = 0;
  start = 0;
  end = 0;

  constructor(
    private readonly data: Uint8Array,
    private at: number,
    private readonly limit: number,
  ) {}

  get more(): boolean {
    return this.at < this.limit;
  }

  /** Moves to the next element; `start` and `end` then bound its content. Returns the offset of its identifier. */
  next(tag?: number): number {
    const first = this.at;
    let at = first;
    if (at + 2 > this.limit) throw GIVE_UP;
    this.tag = this.data[at++] ?? 0;
    let length = this.data[at++] ?? 0;
    if (length >= 0x80) {
      const count = length & 0x7f;
      if (count === 0 || count > 3 || at + count > this.limit) throw GIVE_UP;
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + (this.data[at++] ?? 0);
      if (length < 0x80 || (count > 1 && length < 2 ** (8 * (count - 1)))) throw GIVE_UP;
    }
    if ((this.tag & 0x1f) === 0x1f || length > this.limit - at) throw GIVE_UP;
    if (tag !== undefined && this.tag !== tag) throw GIVE_UP;
    this.start = at;
    this.end = at + length;
    this.at = this.end;
    return first;
  }

  /** A cursor over the content of the current element. */
  inside(): Walk {
    return new Walk(this.data, this.start, this.end);
  }
}

function scan(raw: Uint8Array, names: NameCache): CertificateIndex | undefined {
  try {
    return walk(raw, names);
  } catch (error) {
    if (error === GIVE_UP) return undefined;
    throw error;
  }
}

function walk(raw: Uint8Array, names: NameCache): CertificateIndex {
  const outer = new Walk(raw, 0, raw.length);
  outer.next(0x30);
  if (outer.more) throw GIVE_UP;
  const body = outer.inside();
  body.next(0x30);
  const tbs = body.inside();
  body.next(0x30);
  body.next(0x03);
  if (body.more) throw GIVE_UP;

  // Version 1 and 2 certificates, which have no [0] or no extensions, are rare enough for the full reader.
  tbs.next(0xa0);
  tbs.next(0x02);
  const serial = raw.subarray(tbs.start, tbs.end);
  if (serial.length === 0 || serial.length > 64 || (serial.length > 1 && trimmed(serial))) throw GIVE_UP;
  tbs.next(0x30);
  const issuerStart = tbs.next(0x30);
  const issuer = raw.subarray(issuerStart, tbs.end);
  tbs.next(0x30);
  const validity = tbs.inside();
  const subjectStart = tbs.next(0x30);
  const subject = raw.subarray(subjectStart, tbs.end);
  tbs.next(0x30);
  const notBefore = readTime(raw, validity);
  const notAfter = readTime(raw, validity);
  if (validity.more) throw GIVE_UP;

  const found: Extensions = {
    keyIdentifier: undefined,
    authorityKeyIdentifier: undefined,
    ca: false,
    keyCertSign: undefined,
  };
  tbs.next(0xa3);
  if (tbs.more) throw GIVE_UP;
  const wrapper = tbs.inside();
  wrapper.next(0x30);
  if (wrapper.more) throw GIVE_UP;
  const extensions = wrapper.inside();
  let seen = 0;
  while (extensions.more) {
    extensions.next(0x30);
    seen |= readExtension(raw, extensions.inside(), found, seen);
  }
  const subjectName = names.read(subject);
  return {
    raw,
    serial: toHex(serial),
    issuerKey: names.read(issuer).key,
    subjectKey: subjectName.key,
    country: subjectName.country,
    commonName: subjectName.commonName,
    notBefore,
    notAfter,
    ...found,
  };
}

function trimmed(serial: Uint8Array): boolean {
  const [first = 0, second = 0] = serial;
  return (first === 0 && second < 0x80) || (first === 0xff && second >= 0x80);
}

function digit(raw: Uint8Array, at: number): number {
  const value = (raw[at] ?? 0) - 48;
  if (value < 0 || value > 9) throw GIVE_UP;
  return value;
}

/** A UTCTime or GeneralizedTime in its DER form, of a day that every month has. */
function readTime(raw: Uint8Array, walk: Walk): number {
  walk.next();
  let at = walk.start;
  const pair = (): number => digit(raw, at++) * 10 + digit(raw, at++);
  let year: number;
  if (walk.tag === 0x17 && walk.end - at === 13) {
    const short = pair();
    year = short < 50 ? 2000 + short : 1900 + short;
  } else if (walk.tag === 0x18 && walk.end - at === 15) {
    year = pair() * 100 + pair();
  } else {
    throw GIVE_UP;
  }
  const [month, day, hour, minute, second] = [pair(), pair(), pair(), pair(), pair()];
  if (
    raw[at] !== 0x5a ||
    year < 1950 ||
    month < 1 ||
    month > 12 ||
    day < 1 ||
    hour > 23 ||
    minute > 59 ||
    second > 59
  ) {
    throw GIVE_UP;
  }
  if (day > 28 && new Date(Date.UTC(year, month - 1, day)).getUTCMonth() !== month - 1) throw GIVE_UP;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

interface Extensions {
  keyIdentifier: string | undefined;
  authorityKeyIdentifier: string | undefined;
  ca: boolean;
  keyCertSign: boolean | undefined;
}

/** Reads the extension when it is one the index needs. Answers its bit; gives up when it comes twice. */
function readExtension(raw: Uint8Array, walk: Walk, found: Extensions, seen: number): number {
  walk.next(0x06);
  // id-ce: 2.5.29.n
  const known = walk.end - walk.start === 3 && raw[walk.start] === 0x55 && raw[walk.start + 1] === 0x1d;
  const type = known ? (raw[walk.start + 2] ?? 0) : 0;
  walk.next();
  if (walk.tag === 0x01) walk.next();
  if (walk.tag !== 0x04 || walk.more) throw GIVE_UP;
  const bit = type === 14 ? 1 : type === 15 ? 2 : type === 19 ? 4 : type === 35 ? 8 : 0;
  if (bit === 0) return 0;
  if ((seen & bit) !== 0) throw GIVE_UP;
  const value = walk.inside();
  value.next();
  if (value.more) throw GIVE_UP;
  if (type === 14) {
    if (value.tag !== 0x04) throw GIVE_UP;
    found.keyIdentifier = toHex(raw.subarray(value.start, value.end));
  } else if (type === 15) {
    if (value.tag !== 0x03 || value.end - value.start < 2 || (raw[value.start] ?? 8) > 7) throw GIVE_UP;
    found.keyCertSign = ((raw[value.start + 1] ?? 0) & 0x04) !== 0;
  } else if (type === 19) {
    if (value.tag !== 0x30) throw GIVE_UP;
    const constraints = value.inside();
    if (constraints.more) {
      constraints.next();
      if (constraints.tag === 0x01) {
        if (constraints.end - constraints.start !== 1) throw GIVE_UP;
        found.ca = raw[constraints.start] === 0xff;
        if (!found.ca) throw GIVE_UP;
      }
    }
  } else {
    if (value.tag !== 0x30) throw GIVE_UP;
    const authority = value.inside();
    if (authority.more) {
      authority.next();
      if (authority.tag === 0x80) found.authorityKeyIdentifier = toHex(raw.subarray(authority.start, authority.end));
    }
  }
  return bit;
}
