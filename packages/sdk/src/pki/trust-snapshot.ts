import { concat, equalBytes, fromUtf8, utf8 } from "../bytes/bytes.js";
import type { Crypto } from "../crypto/types.js";
import { ChipidError } from "../errors/chipid-error.js";
import {
  type CrlEntry,
  type DeviationEntry,
  type TrustEntry,
  type TrustRemark,
  type TrustSource,
  TrustStore,
} from "./trust-store.js";
import type { AnchorFlag, DeviationScope } from "./trust-types.js";

/*
 * A store as one file, so that opening it again parses no certificate.
 *
 *   0  magic "CHIPTRST"
 *   8  format version, u32 big-endian
 *  12  binding: 32 bytes the caller chose; the snapshot is of no use under another
 *  44  SHA-256 over the 44 bytes before and everything behind this field
 *  76  length of the index, u32 big-endian
 *  80  index: JSON in UTF-8; lengths in it cut the rest into certificates and CRLs, in order
 *      then these, one after the other
 *
 * The digest finds damage, not malice: whoever may write here may as well write anchors. What the snapshot claims can
 * always be made again from the files that were imported.
 */

const MAGIC = utf8("CHIPTRST");
/** Raised whenever the layout changes, and whenever the rules of import do: what older rules let in is judged again. */
const VERSION = 2;
const BINDING = 12;
const DIGEST = 44;
const INDEX_LENGTH = 76;
const INDEX = 80;

const FLAGS: readonly AnchorFlag[] = [
  "no-ca-flag",
  "test-name",
  "expired-long-ago",
  "self-signature-invalid",
  "key-unusable",
  "not-der",
  "link",
];
const ROLES = ["csca", "signer"] as const;
const KINDS = ["certificate", "master-list", "ldif", "deviation-list"] as const;
const STATUSES = ["given", "verified", "unverified"] as const;
const REMARKS = ["refused", "flagged"] as const;

/**
 * The store as bytes. CRLs that were refused belong to one run and are left out. `binding`: 32 bytes that name what
 * the store was made from.
 */
export function encodeSnapshot(store: TrustStore, binding: Uint8Array, crypto: Crypto): Uint8Array {
  if (binding.length !== 32) throw new ChipidError("trust.store", "A snapshot is bound to 32 bytes.");
  const { entries, sources, crls, deviations } = store.data;
  const parts: Uint8Array[] = [];
  const put = (bytes: Uint8Array): number => {
    parts.push(bytes);
    return bytes.length;
  };
  const names: string[] = [];
  const known = new Map<string, number>();
  const name = (key: string): number => {
    let at = known.get(key);
    if (at === undefined) {
      at = names.push(key) - 1;
      known.set(key, at);
    }
    return at;
  };
  const index = {
    entries: entries.map((entry) => [
      put(entry.raw),
      entry.serial,
      name(entry.issuerKey),
      name(entry.subjectKey),
      entry.country ?? null,
      entry.notBefore,
      entry.notAfter,
      entry.keyIdentifier ?? null,
      entry.authorityKeyIdentifier ?? null,
      (entry.ca ? 1 : 0) | (keyCertSignBits(entry.keyCertSign) << 1) | (ROLES.indexOf(entry.role) << 3),
      entry.flags.map((flag) => FLAGS.indexOf(flag)),
      entry.sources,
    ]),
    sources: [...sources.values()].map((source) => [
      source.id,
      source.source,
      KINDS.indexOf(source.kind),
      STATUSES.indexOf(source.status),
      source.date ?? null,
      source.signer ?? null,
      source.sha256,
      source.publisher ?? null,
      source.chain.map(put),
      source.certificates,
      source.standing,
      source.remarks.map((remark) => [remark.subject, REMARKS.indexOf(remark.kind), remark.why]),
    ]),
    crls: crls.map((crl) => [
      put(crl.raw),
      put(crl.signer),
      name(crl.issuerKey),
      crl.country ?? null,
      crl.thisUpdate,
      crl.nextUpdate ?? null,
      crl.revokedCount,
      crl.source,
      crl.sha256,
    ]),
    deviations: deviations.map((deviation) => [
      deviation.country,
      deviation.code,
      deviation.source,
      deviation.sourceId,
      deviation.scope ?? null,
    ]),
    names,
  };
  const json = utf8(JSON.stringify(index));
  const head = new Uint8Array(INDEX);
  const view = new DataView(head.buffer);
  head.set(MAGIC);
  view.setUint32(MAGIC.length, VERSION);
  head.set(binding, BINDING);
  view.setUint32(INDEX_LENGTH, json.length);
  const body = concat(json, ...parts);
  head.set(crypto.digest("sha-256", head.subarray(0, DIGEST), head.subarray(INDEX_LENGTH), body), DIGEST);
  return concat(head, body);
}

/** Known, then set. */
function keyCertSignBits(keyCertSign: boolean | undefined): number {
  return keyCertSign === undefined ? 0 : keyCertSign ? 3 : 1;
}

/**
 * The store of a snapshot. Certificates are not read, only cut out.
 * @throws ChipidError `trust.snapshot` when it is damaged, of another version or bound to something else: make the
 * store again from its sources.
 */
export function decodeSnapshot(bytes: Uint8Array, binding: Uint8Array, crypto: Crypto): TrustStore {
  if (bytes.length < INDEX || !equalBytes(bytes.subarray(0, MAGIC.length), MAGIC)) throw broken("is not one");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(MAGIC.length) !== VERSION) throw broken("is of another version");
  if (!equalBytes(bytes.subarray(BINDING, DIGEST), binding)) throw broken("was made from other sources");
  const digest = crypto.digest("sha-256", bytes.subarray(0, DIGEST), bytes.subarray(INDEX_LENGTH));
  if (!equalBytes(bytes.subarray(DIGEST, INDEX_LENGTH), digest)) throw broken("is damaged");
  const indexEnd = INDEX + view.getUint32(INDEX_LENGTH);
  if (indexEnd > bytes.length) throw broken("is damaged");
  let index: unknown;
  try {
    index = JSON.parse(fromUtf8(bytes.subarray(INDEX, indexEnd)));
  } catch (error) {
    throw broken("is damaged", error);
  }
  return new Reader(bytes, indexEnd).store(index);
}

function broken(what: string, cause?: unknown): ChipidError {
  return new ChipidError("trust.snapshot", `The trust snapshot ${what}.`, cause === undefined ? {} : { cause });
}

/** Reads the index field by field: a right digest says that we wrote it, not which version of us did. */
class Reader {
  private names: readonly string[] = [];

  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
  ) {}

  store(index: unknown): TrustStore {
    if (typeof index !== "object" || index === null) throw broken("is damaged");
    const tables = index as Partial<Record<string, unknown>>;
    this.names = list(tables.names).map(string);
    const entries = list(tables.entries).map((row) => this.entry(list(row)));
    const sources = list(tables.sources).map((row) => this.source(list(row)));
    const crls = list(tables.crls).map((row) => this.crl(list(row)));
    const deviations = list(tables.deviations).map((row) => deviation(list(row)));
    if (this.at !== this.bytes.length) throw broken("is damaged");
    const byId = new Map(sources.map((source) => [source.id, source]));
    for (const entry of entries) {
      if (entry.sources.length === 0 || !entry.sources.every((id) => byId.has(id))) throw broken("is damaged");
    }
    return new TrustStore({ entries, sources: byId, crls, deviations, refusedCrls: [] });
  }

  private cut(length: unknown): Uint8Array {
    const end = this.at + count(length);
    if (end > this.bytes.length) throw broken("is damaged");
    const part = this.bytes.subarray(this.at, end);
    this.at = end;
    return part;
  }

  private name(at: unknown): string {
    return string(this.names[count(at)]);
  }

  private entry(row: readonly unknown[]): TrustEntry {
    const bits = count(row[9]);
    return {
      raw: this.cut(row[0]),
      serial: string(row[1]),
      issuerKey: this.name(row[2]),
      subjectKey: this.name(row[3]),
      country: optional(row[4], string),
      notBefore: number(row[5]),
      notAfter: number(row[6]),
      keyIdentifier: optional(row[7], string),
      authorityKeyIdentifier: optional(row[8], string),
      ca: (bits & 1) !== 0,
      keyCertSign: (bits & 2) !== 0 ? (bits & 4) !== 0 : undefined,
      role: choice(ROLES, bits >> 3),
      flags: list(row[10]).map((flag) => choice(FLAGS, flag)),
      sources: list(row[11]).map(count),
    };
  }

  private source(row: readonly unknown[]): TrustSource {
    return {
      id: count(row[0]),
      source: string(row[1]),
      kind: choice(KINDS, row[2]),
      status: choice(STATUSES, row[3]),
      date: optional(row[4], number),
      signer: optional(row[5], string),
      sha256: string(row[6]),
      publisher: optional(row[7], string),
      chain: list(row[8]).map((length) => this.cut(length)),
      certificates: count(row[9]),
      standing: string(row[10]),
      remarks: list(row[11]).map((remark) => readRemark(list(remark))),
    };
  }

  private crl(row: readonly unknown[]): CrlEntry {
    return {
      raw: this.cut(row[0]),
      signer: this.cut(row[1]),
      issuerKey: this.name(row[2]),
      country: optional(row[3], string),
      thisUpdate: number(row[4]),
      nextUpdate: optional(row[5], number),
      revokedCount: count(row[6]),
      source: string(row[7]),
      sha256: string(row[8]),
    };
  }
}

function deviation(row: readonly unknown[]): DeviationEntry {
  const scope = optional(row[4], readScope);
  return {
    country: string(row[0]),
    code: string(row[1]),
    source: string(row[2]),
    sourceId: count(row[3]),
    ...(scope === undefined ? {} : { scope }),
  };
}

const SCOPE_FIELDS: { readonly [K in keyof DeviationScope]-?: (value: unknown) => DeviationScope[K] } = {
  issuerKey: string,
  serial: string,
  keyIdentifier: string,
  certificateDigest: string,
  documentType: string,
  contentType: string,
  issuedFrom: number,
  issuedTo: number,
  documentNumbers: (value) => list(value).map(string),
};

/** A field that is not known would widen the scope by being left out: it is damage. */
function readScope(value: unknown): DeviationScope {
  if (typeof value !== "object" || value === null) throw broken("is damaged");
  for (const [name, field] of Object.entries(value)) {
    if (!Object.hasOwn(SCOPE_FIELDS, name)) throw broken("is damaged");
    SCOPE_FIELDS[name as keyof DeviationScope](field);
  }
  return value as DeviationScope;
}

function readRemark(row: readonly unknown[]): TrustRemark {
  return { subject: string(row[0]), kind: choice(REMARKS, row[1]), why: string(row[2]) };
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw broken("is damaged");
  return value;
}

function string(value: unknown): string {
  if (typeof value !== "string") throw broken("is damaged");
  return value;
}

function number(value: unknown): number {
  if (typeof value !== "number") throw broken("is damaged");
  return value;
}

function count(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw broken("is damaged");
  return value;
}

function choice<T extends string>(names: readonly T[], at: unknown): T {
  const name = names[count(at)];
  if (name === undefined) throw broken("is damaged");
  return name;
}

function optional<T>(value: unknown, read: (value: unknown) => T): T | undefined {
  return value === null ? undefined : read(value);
}
