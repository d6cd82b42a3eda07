import { equalBytes } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";
import type { CertificateIndex } from "./certificate-index.js";
import {
  type CrlEntry,
  type DeviationEntry,
  type RefusedCrl,
  type TrustEntry,
  type TrustRole,
  type TrustSource,
  TrustStore,
} from "./trust-store.js";
import type { AnchorFlag } from "./trust-types.js";

/** Certificates in one store. All countries' CSCAs are below a thousand; the PKD's document signers below this. */
const MAX_ENTRIES = 50_000;
/** Entries whose last bytes are alike, before they are compared in full no more. A signature's end is like no other. */
const MAX_ALIKE = 64;
const TAIL = 24;

interface Draft {
  entry: TrustEntry;
  /** The entry's own list until it grows. */
  sources: readonly number[];
}

/** A store being changed: a working copy whose `build` gives the next immutable one. */
export class TrustBuilder {
  readonly sources: Map<number, TrustSource>;
  crls: CrlEntry[];
  deviations: DeviationEntry[];
  readonly refusedCrls: RefusedCrl[];
  private readonly drafts: Draft[];
  private readonly byTail = new Map<number, Draft[]>();
  private nextId: number;

  constructor(store: TrustStore) {
    const { data } = store;
    this.sources = new Map(data.sources);
    this.crls = [...data.crls];
    this.deviations = [...data.deviations];
    this.refusedCrls = [...data.refusedCrls];
    this.drafts = data.entries.map((entry) => ({ entry, sources: entry.sources }));
    for (const draft of this.drafts) this.remember(draft);
    this.nextId = 1 + Math.max(0, ...this.sources.keys());
  }

  addSource(source: Omit<TrustSource, "id">): number {
    const id = this.nextId++;
    this.sources.set(id, { ...source, id });
    return id;
  }

  changeSource(id: number, change: Partial<Omit<TrustSource, "id">>): void {
    const source = this.sources.get(id);
    if (source !== undefined) this.sources.set(id, { ...source, ...change });
  }

  /** Takes a source away, and the certificates that nothing else holds. */
  dropSource(id: number): void {
    this.sources.delete(id);
  }

  /**
   * Adds a certificate from a source; the same bytes from another source only gain a place they come from.
   * @returns false when it was already there
   * @throws ChipidError `trust.limit`
   */
  addCertificate(index: CertificateIndex, role: TrustRole, flags: readonly AnchorFlag[], source: number): boolean {
    const there = this.find(index.raw);
    if (there !== undefined) {
      if (!there.sources.includes(source)) there.sources = [...there.sources, source];
      const missing = flags.filter((flag) => !there.entry.flags.includes(flag));
      if (missing.length > 0) there.entry = { ...there.entry, flags: [...there.entry.flags, ...missing] };
      return false;
    }
    if (this.drafts.length >= MAX_ENTRIES) {
      throw new ChipidError("trust.limit", `A trust store holds at most ${MAX_ENTRIES} certificates.`);
    }
    const sources = [source];
    const entry: TrustEntry = {
      raw: index.raw,
      serial: index.serial,
      issuerKey: index.issuerKey,
      subjectKey: index.subjectKey,
      country: index.country,
      notBefore: index.notBefore,
      notAfter: index.notAfter,
      keyIdentifier: index.keyIdentifier,
      authorityKeyIdentifier: index.authorityKeyIdentifier,
      ca: index.ca,
      keyCertSign: index.keyCertSign,
      role,
      flags,
      sources,
    };
    const draft: Draft = { entry, sources };
    this.drafts.push(draft);
    this.remember(draft);
    return true;
  }

  /** Entries as they stand, with the sources they have now. */
  *entries(): Iterable<TrustEntry> {
    for (const { entry, sources } of this.drafts) yield sources === entry.sources ? entry : { ...entry, sources };
  }

  build(): TrustStore {
    const entries: TrustEntry[] = [];
    for (const { entry, sources } of this.drafts) {
      if (sources === entry.sources && sources.every((id) => this.sources.has(id))) {
        entries.push(entry);
        continue;
      }
      const left = sources.filter((id) => this.sources.has(id));
      if (left.length > 0) entries.push({ ...entry, sources: left });
    }
    return new TrustStore({
      entries,
      sources: this.sources,
      crls: this.crls,
      deviations: this.deviations.filter(({ sourceId }) => this.sources.has(sourceId)),
      refusedCrls: this.refusedCrls,
    });
  }

  private find(raw: Uint8Array): Draft | undefined {
    return this.byTail.get(tail(raw))?.find((draft) => equalBytes(draft.entry.raw, raw));
  }

  private remember(draft: Draft): void {
    const key = tail(draft.entry.raw);
    const alike = this.byTail.get(key);
    if (alike === undefined) {
      this.byTail.set(key, [draft]);
      return;
    }
    if (alike.length >= MAX_ALIKE) {
      throw new ChipidError("trust.limit", "Too many different certificates carry the same signature.");
    }
    alike.push(draft);
  }
}

/** FNV-1a over the end of a certificate, which is the end of its signature. */
function tail(raw: Uint8Array): number {
  let hash = 0x811c9dc5 ^ raw.length;
  for (let i = Math.max(0, raw.length - TAIL); i < raw.length; i++) {
    hash = Math.imul(hash ^ (raw[i] ?? 0), 0x01000193);
  }
  return hash;
}
