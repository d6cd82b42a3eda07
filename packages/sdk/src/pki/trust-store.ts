import { equalBytes, toHex } from "../bytes/bytes.js";
import type { HashName } from "../crypto/types.js";
import { isChipidError } from "../errors/chipid-error.js";
import { parseCertificate } from "./certificate.js";
import type { CertificateIndex } from "./certificate-index.js";
import type { Certificate } from "./certificate-types.js";
import { parseCrl } from "./crl.js";
import type {
  AnchorFlag,
  KnownDeviation,
  Provenance,
  TrustedCertificate,
  TrustedCrl,
  TrustView,
} from "./trust-types.js";
import { crlCovers } from "./validate-path.js";

/** One thing that trust data came from: a certificate given alone, a list, or a list inside an LDIF file. */
export interface TrustSource extends Provenance {
  /** Unique in its store, ascending in the order of import. */
  readonly id: number;
  /** SHA-256 of the file as given, lower-case hex. */
  readonly sha256: string;
  /** For lists: whose list it is, so that an older one of the same publisher is known. */
  readonly publisher: string | undefined;
  /** The list's signer and the certificates that came with it, signer first: a later anchor may vouch for it. */
  readonly chain: readonly Uint8Array[];
  /** Certificates the list holds, repeated and unreadable ones included. */
  readonly certificates: number;
  /** What vouches for it, or why nothing does; one sentence for people. */
  readonly standing: string;
  /** Certificates of it that were left out or are kept with a flag. */
  readonly remarks: readonly TrustRemark[];
}

export interface TrustRemark {
  /** Subject of the certificate, or its place in the list when it cannot be read. */
  readonly subject: string;
  readonly kind: "refused" | "flagged";
  readonly why: string;
}

/** `csca`: may sign document signers. `signer`: kept to be found by issuer and serial (T36d), never an anchor. */
export type TrustRole = "csca" | "signer";

export interface TrustEntry extends Omit<CertificateIndex, "commonName"> {
  readonly role: TrustRole;
  readonly flags: readonly AnchorFlag[];
  /** Ids of the sources that hold it. */
  readonly sources: readonly number[];
}

export interface CrlEntry {
  readonly raw: Uint8Array;
  readonly issuerKey: string;
  readonly country: string | undefined;
  readonly thisUpdate: number;
  readonly nextUpdate: number | undefined;
  readonly revokedCount: number;
  readonly source: string;
  /** SHA-256 of the file as given, lower-case hex. */
  readonly sha256: string;
  /** The CSCA whose key verified it. */
  readonly signer: Uint8Array;
}

export interface DeviationEntry extends KnownDeviation {
  /** The deviation list it stands in. */
  readonly sourceId: number;
}

export interface RefusedCrl {
  readonly source: string;
  readonly why: string;
  readonly code: string;
}

export interface TrustStoreData {
  readonly entries: readonly TrustEntry[];
  readonly sources: ReadonlyMap<number, TrustSource>;
  readonly crls: readonly CrlEntry[];
  readonly deviations: readonly DeviationEntry[];
  readonly refusedCrls: readonly RefusedCrl[];
}

const STATUS_RANK = { given: 0, verified: 1, unverified: 2 } as const;

function better(a: Provenance, b: Provenance): number {
  return STATUS_RANK[a.status] - STATUS_RANK[b.status] || (b.date ?? 0) - (a.date ?? 0);
}

/** A certificate of the store; read in full when first asked for. */
class StoredCertificate implements TrustedCertificate {
  private parsed: Certificate | undefined;

  constructor(
    private readonly entry: TrustEntry,
    readonly provenance: readonly Provenance[],
  ) {}

  get certificate(): Certificate {
    this.parsed ??= parseCertificate(this.entry.raw);
    return this.parsed;
  }

  get flags(): readonly AnchorFlag[] {
    const { flags } = this.entry;
    return this.certificate.quirks.length > 0 && !flags.includes("not-der") ? [...flags, "not-der"] : flags;
  }
}

class StoredCrl implements TrustedCrl {
  readonly issuerKey: string;
  readonly country: string | undefined;
  readonly thisUpdate: number;
  readonly nextUpdate: number | undefined;
  readonly source: string;
  readonly revokedCount: number;
  private parsed: ReturnType<typeof parseCrl> | undefined;
  private parsedSigner: Certificate | undefined;

  constructor(private readonly entry: CrlEntry) {
    this.issuerKey = entry.issuerKey;
    this.country = entry.country;
    this.thisUpdate = entry.thisUpdate;
    this.nextUpdate = entry.nextUpdate;
    this.source = entry.source;
    this.revokedCount = entry.revokedCount;
  }

  get signer(): Certificate {
    this.parsedSigner ??= parseCertificate(this.entry.signer);
    return this.parsedSigner;
  }

  get signatureHash(): HashName | undefined {
    const reading = this.list.signatureReading;
    return reading.ok ? reading.algorithm.hash : undefined;
  }

  lookup(serial: string): { readonly date: number; readonly reason: string | undefined } | undefined {
    return this.list.lookup(serial);
  }

  covers(certificate: Certificate): boolean {
    return crlCovers(this.list, certificate);
  }

  private get list(): ReturnType<typeof parseCrl> {
    this.parsed ??= parseCrl(this.entry.raw);
    return this.parsed;
  }
}

type Index = ReadonlyMap<string, readonly TrustEntry[]>;

function indexBy(entries: readonly TrustEntry[], key: (entry: TrustEntry) => string | undefined): Index {
  const index = new Map<string, TrustEntry[]>();
  for (const entry of entries) {
    const at = key(entry);
    if (at === undefined) continue;
    const there = index.get(at);
    if (there === undefined) index.set(at, [entry]);
    else there.push(entry);
  }
  return index;
}

const NONE: readonly TrustEntry[] = [];

/**
 * The trust data of one run: CSCA certificates with where each came from, CRLs, known deviations. Immutable; importing
 * gives another store (trust-import.ts). Nothing is trusted by default: `TrustStore.empty` holds nothing.
 */
export class TrustStore implements TrustView {
  static readonly empty = new TrustStore({
    entries: [],
    sources: new Map(),
    crls: [],
    deviations: [],
    refusedCrls: [],
  });

  readonly data: TrustStoreData;
  private readonly materialised = new Map<TrustEntry, StoredCertificate>();
  // Indexes are made when first asked for: one verification asks for one or two of them.
  private subjects: Index | undefined;
  private keyIdentifiers: Index | undefined;
  private countryIndex: Index | undefined;
  private serials: Index | undefined;
  private crlIndex: ReadonlyMap<string, readonly TrustedCrl[]> | undefined;

  constructor(data: TrustStoreData) {
    this.data = data;
  }

  /** Certificates in the store, document signers included. */
  get size(): number {
    return this.data.entries.length;
  }

  get refusedCrls(): readonly RefusedCrl[] {
    return this.data.refusedCrls;
  }

  /** Newest date among what is trusted (given, verified, CRLs). Unverified lists could name any date. */
  get newest(): number | undefined {
    let newest: number | undefined;
    const see = (date: number | undefined): void => {
      if (date !== undefined && (newest === undefined || date > newest)) newest = date;
    };
    for (const source of this.data.sources.values()) if (source.status !== "unverified") see(source.date);
    for (const crl of this.data.crls) see(crl.thisUpdate);
    return newest;
  }

  /** Two-letter codes of the countries that have a CSCA here, sorted. */
  get countries(): readonly string[] {
    return [...this.byCountryIndex().keys()].sort();
  }

  bySubject(nameKey: string): readonly TrustedCertificate[] {
    this.subjects ??= indexBy(this.data.entries, (entry) => (entry.role === "csca" ? entry.subjectKey : undefined));
    return this.materialise(this.subjects.get(nameKey) ?? NONE);
  }

  byKeyIdentifier(keyIdentifier: Uint8Array): readonly TrustedCertificate[] {
    this.keyIdentifiers ??= indexBy(this.data.entries, (entry) =>
      entry.role === "csca" ? entry.keyIdentifier : undefined,
    );
    return this.materialise(this.keyIdentifiers.get(toHex(keyIdentifier)) ?? NONE);
  }

  byCountry(country: string): readonly TrustedCertificate[] {
    return this.materialise(this.byCountryIndex().get(country.toUpperCase()) ?? NONE);
  }

  byIssuerSerial(issuerKey: string, serial: string): readonly TrustedCertificate[] {
    this.serials ??= indexBy(this.data.entries, (entry) => `${entry.serial}\n${entry.issuerKey}`);
    return this.materialise(this.serials.get(`${serial}\n${issuerKey}`) ?? NONE);
  }

  crlsOf(issuerKey: string): readonly TrustedCrl[] {
    if (this.crlIndex === undefined) {
      const index = new Map<string, StoredCrl[]>();
      for (const entry of [...this.data.crls].sort((a, b) => b.thisUpdate - a.thisUpdate)) {
        const there = index.get(entry.issuerKey);
        if (there === undefined) index.set(entry.issuerKey, [new StoredCrl(entry)]);
        else there.push(new StoredCrl(entry));
      }
      this.crlIndex = index;
    }
    return this.crlIndex.get(issuerKey) ?? [];
  }

  deviations(country: string): readonly KnownDeviation[] {
    const wanted = country.toUpperCase();
    return this.data.deviations.filter((deviation) => deviation.country === wanted);
  }

  /** Every certificate, in the order of import. */
  all(): readonly TrustedCertificate[] {
    return this.materialise(this.data.entries);
  }

  /** The certificates of one source, in the order of import. */
  ofSource(id: number): readonly TrustedCertificate[] {
    return this.materialise(this.data.entries.filter((entry) => entry.sources.includes(id)));
  }

  /** Where a certificate of these exact bytes came from; empty when it is not here. */
  provenanceOf(raw: Uint8Array): readonly Provenance[] {
    const entry = this.data.entries.find((candidate) => equalBytes(candidate.raw, raw));
    return entry === undefined ? [] : this.provenance(entry);
  }

  /** The sources that vouch for an entry, best first. */
  provenance(entry: TrustEntry): readonly TrustSource[] {
    const out: TrustSource[] = [];
    for (const id of entry.sources) {
      const source = this.data.sources.get(id);
      if (source !== undefined) out.push(source);
    }
    return out.sort(better);
  }

  private byCountryIndex(): Index {
    this.countryIndex ??= indexBy(this.data.entries, (entry) => (entry.role === "csca" ? entry.country : undefined));
    return this.countryIndex;
  }

  private materialise(entries: readonly TrustEntry[]): readonly TrustedCertificate[] {
    const out: StoredCertificate[] = [];
    for (const entry of entries) {
      let made = this.materialised.get(entry);
      if (made === undefined) {
        made = new StoredCertificate(entry, this.provenance(entry));
        this.materialised.set(entry, made);
      }
      if (readable(made)) out.push(made);
    }
    return out;
  }
}

/** The index walk is more lenient than the full reader: what the latter refuses is never offered as an anchor. */
function readable(stored: StoredCertificate): boolean {
  try {
    return stored.certificate.version > 0;
  } catch (error) {
    if (isChipidError(error)) return false;
    throw error;
  }
}
