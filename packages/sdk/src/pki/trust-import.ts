import { equalBytes, toHex } from "../bytes/bytes.js";
import type { Crypto } from "../crypto/types.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import type { ErrorCode } from "../errors/codes.js";
import { parseCertificate, verifyCertificateSignature } from "./certificate.js";
import { type CertificateIndex, indexCertificate, indexOf, NameCache } from "./certificate-index.js";
import type { Certificate } from "./certificate-types.js";
import { type CrlRefusal, parseCrl, verifyCrl } from "./crl.js";
import type { Crl } from "./crl-types.js";
import { type DeviationList, knownDeviationsOf } from "./deviation-list.js";
import type { MasterList } from "./master-list.js";
import { derOrPem } from "./pem.js";
import { TrustBuilder } from "./trust-builder.js";
import type { TrustFileKind } from "./trust-file.js";
import { FLAG_TEXTS, flagsOf, isPlaceholderName, roleOf } from "./trust-flags.js";
import { judgeDeviationList, judgeList, type ListJudgement, vouchFor } from "./trust-lists.js";
import { readTrustFile, type TrustPart } from "./trust-parts.js";
import type { TrustRemark, TrustRole, TrustSource, TrustStore } from "./trust-store.js";
import type { AnchorFlag } from "./trust-types.js";

export interface TrustFile {
  /** As a person would name it; the last part of a path. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ImportOptions {
  readonly crypto: Crypto;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Certificate (DER or PEM) of a list's signer, or of the CSCA above it, that vouches for lists of this import. */
  readonly signer?: Uint8Array;
  /** SHA-256 of the same in hex, colons and spaces allowed. */
  readonly signerSha256?: string;
  /** Take older lists over newer ones of the same signer, and certificates given alone that are flagged (T90, T91b). */
  readonly force?: boolean;
  /**
   * Take certificates given alone that have a test name or expired long ago, flagged: for one run, not for keeping. One
   * that is named `test` and nothing else is refused all the same, unless `keepPlaceholder` takes it too.
   */
  readonly keepFlagged?: boolean;
  readonly keepPlaceholder?: boolean;
}

/** What became of one file. */
export interface FileReport {
  readonly name: string;
  /** SHA-256 of the file, lower-case hex. */
  readonly sha256: string;
  /** undefined when it could not be told. */
  readonly kind: TrustFileKind | undefined;
  /** Set when nothing of the file was taken. */
  readonly refused: { readonly code: ErrorCode; readonly why: string } | undefined;
  /** Certificates in the file, repeated and unreadable ones included. */
  readonly certificates: number;
  /** Two-letter codes, sorted. */
  readonly countries: readonly string[];
  /** Certificates the store did not hold before, and those it did. */
  readonly added: number;
  readonly known: number;
  readonly lists: readonly ListReport[];
  readonly crls: readonly CrlReport[];
  readonly deviations: number;
  /** Certificates left out, or kept with a flag. */
  readonly remarks: readonly TrustRemark[];
}

export interface ListReport {
  readonly signer: string | undefined;
  /** CMS signing time, milliseconds since 1970. */
  readonly date: number | undefined;
  readonly status: "verified" | "unverified";
  readonly standing: string;
  /** Names of the older lists of the same publisher that it took the place of. */
  readonly replaced: readonly string[];
}

export interface CrlReport {
  readonly issuer: string;
  readonly thisUpdate: number;
  readonly nextUpdate: number | undefined;
  readonly revoked: number;
  /** nextUpdate is past: accepted, since a listed signer stays revoked (T44). */
  readonly stale: boolean;
  /** A newer one of the same key and scope was there already; this one is not used. */
  readonly superseded: boolean;
}

export interface ImportReport {
  readonly files: readonly FileReport[];
  /** Lists that were in the store unverified and that a certificate of this import now vouches for. */
  readonly verifiedNow: readonly string[];
}

interface GivenCertificate {
  readonly index: CertificateIndex;
  readonly role: TrustRole;
  readonly flags: readonly AnchorFlag[];
  readonly subject: string;
}

class FileDraft {
  kind: TrustFileKind | undefined;
  parts: readonly TrustPart[] = [];
  refused: { readonly code: ErrorCode; readonly why: string } | undefined;
  /** Code of the first part of a collection that was left out. */
  firstRefusal: ErrorCode | undefined;
  certificates = 0;
  added = 0;
  known = 0;
  deviations = 0;
  readonly countries = new Set<string>();
  readonly lists: ListReport[] = [];
  readonly crls: CrlReport[] = [];
  readonly remarks: TrustRemark[] = [];

  constructor(
    readonly name: string,
    readonly sha256: string,
  ) {}

  refuse(error: ChipidError): void {
    this.refused ??= { code: error.code, why: error.message };
  }

  /** A collection of which every part was left out is refused for the first one's reason. */
  refuseIfNothingWasTaken(): void {
    const taken = this.lists.length + this.crls.length + this.deviations + this.added + this.known;
    const [first] = this.remarks;
    if (this.refused === undefined && taken === 0 && first?.kind === "refused") {
      this.refused = { code: this.firstRefusal ?? "ldif.structure", why: `${first.subject}: ${first.why}` };
    }
  }

  report(): FileReport {
    const { name, sha256, kind, refused, certificates, added, known, lists, crls, deviations, remarks } = this;
    const countries = [...this.countries].sort();
    return { name, sha256, kind, refused, certificates, countries, added, known, lists, crls, deviations, remarks };
  }
}

/**
 * Adds files of trust data to a store, as one step: certificates (DER, PEM), master lists, LDIF, CRLs, deviation lists,
 * told apart by content. The order of the files does not matter: certificates given alone come first, since they may
 * vouch for lists; then the lists, oldest first; then what is checked against both. A file that is refused leaves no
 * trace but its report; see `refusal`. CRL files that are refused are also kept in `refusedCrls` of the new store.
 * @throws ChipidError `usage` when a signer option is no certificate or no fingerprint; `trust.limit`
 */
export function importTrust(
  store: TrustStore,
  files: readonly TrustFile[],
  options: ImportOptions,
): { readonly store: TrustStore; readonly report: ImportReport } {
  const steps = new ImportJob(store, files, options).run();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Certificates between two pauses: some milliseconds' worth. */
const STEPS_BETWEEN_PAUSES = 32;

/** {@link importTrust}, with a pause now and then, for a program that has something else to do meanwhile. */
export async function importTrustWithPauses(
  store: TrustStore,
  files: readonly TrustFile[],
  options: ImportOptions,
  pause: () => Promise<void>,
): Promise<{ readonly store: TrustStore; readonly report: ImportReport }> {
  const steps = new ImportJob(store, files, options).run();
  for (let done = 1; ; done++) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (done % STEPS_BETWEEN_PAUSES === 0) await pause();
  }
}

/** The first refusal of an import as an error that names its file; undefined when everything was taken. */
export function refusal(report: ImportReport): ChipidError | undefined {
  for (const file of report.files) {
    if (file.refused !== undefined) return new ChipidError(file.refused.code, `"${file.name}": ${file.refused.why}`);
  }
  return undefined;
}

function refuseIn(draft: FileDraft, what: string, error: unknown): void {
  if (!isChipidError(error)) throw error;
  if (draft.kind !== "ldif") draft.refuse(error);
  else {
    draft.firstRefusal ??= error.code;
    draft.remarks.push({ subject: what, kind: "refused", why: error.message });
  }
}

class ImportJob {
  private readonly builder: TrustBuilder;
  private readonly drafts: FileDraft[] = [];
  private readonly names = new NameCache();
  private readonly crypto: Crypto;

  constructor(
    store: TrustStore,
    files: readonly TrustFile[],
    private readonly options: ImportOptions,
  ) {
    this.builder = new TrustBuilder(store);
    this.crypto = options.crypto;
    for (const file of files) {
      const sha256 = toHex(this.crypto.digest("sha-256", file.bytes));
      if (this.drafts.some((draft) => draft.sha256 === sha256)) continue;
      const draft = new FileDraft(file.name, sha256);
      this.drafts.push(draft);
      this.attempt(draft, draft.name, () => {
        const { kind, parts } = readTrustFile(file.bytes);
        draft.kind = kind;
        draft.parts = parts;
        for (const part of parts) {
          draft.certificates += certificatesIn(part);
          if (part.kind === "unreadable") draft.remarks.push({ subject: part.what, kind: "refused", why: part.why });
        }
      });
    }
  }

  /** A step for each certificate of a list or a collection, which may have thousands. */
  *run(): Generator<void, { store: TrustStore; report: ImportReport }> {
    for (const [draft, part] of this.parts("certificates")) {
      this.attempt(draft, "certificates", () => this.addGiven(draft, part.certificates));
    }
    const given = this.given();
    const verifiedNow = this.vouchForOlderImports(given);
    yield* this.addLists(given);
    for (const [draft, part] of this.parts("collected")) {
      yield* this.attemptInSteps(draft, "certificates", () => this.addCollected(draft, part.certificates));
    }
    for (const [draft, part] of this.parts("crl")) this.addCrl(draft, part.raw);
    for (const [draft, part] of this.parts("deviation-list")) {
      this.attempt(draft, "deviation list", () => this.addDeviations(draft, part.list));
    }
    for (const draft of this.drafts) draft.refuseIfNothingWasTaken();
    return { store: this.builder.build(), report: { files: this.drafts.map((draft) => draft.report()), verifiedNow } };
  }

  private *parts<K extends TrustPart["kind"]>(kind: K): Iterable<[FileDraft, Extract<TrustPart, { kind: K }>]> {
    for (const draft of this.drafts) {
      for (const part of draft.parts) {
        if (part.kind === kind) yield [draft, part as Extract<TrustPart, { kind: K }>];
      }
    }
  }

  /** A fault of one file is that file's refusal and nobody else's; in a collection, only that part is left out. */
  private attempt(draft: FileDraft, what: string, work: () => void): void {
    try {
      if (draft.refused === undefined) work();
    } catch (error) {
      refuseIn(draft, what, error);
    }
  }

  private *attemptInSteps(draft: FileDraft, what: string, work: () => Iterable<void>): Iterable<void> {
    try {
      if (draft.refused === undefined) yield* work();
    } catch (error) {
      refuseIn(draft, what, error);
    }
  }

  // Certificates given alone

  /** @throws ChipidError `cert.structure`, `trust.flagged`; then none of the file's certificates was added. */
  private addGiven(draft: FileDraft, raws: readonly Uint8Array[]): void {
    // Copies of one certificate are judged once: its self-signature is what takes the time.
    const judged = new Map<string, GivenCertificate>();
    raws.forEach((raw, i) => {
      const digest = toHex(this.crypto.digest("sha-256", raw));
      if (!judged.has(digest)) judged.set(digest, this.judgeGiven(raw, raws.length > 1 ? i + 1 : undefined));
    });
    const again = this.sameFile(draft, "certificate");
    if (again !== undefined) {
      this.countAgain(draft, raws, again);
      return;
    }
    const source = this.sourceOf(draft, {
      kind: "certificate",
      status: "given",
      date: this.options.now,
      certificates: raws.length,
      standing: "given alone: trusted as given",
    });
    draft.known += raws.length - judged.size;
    for (const { index, role, flags, subject } of judged.values()) {
      this.count(draft, this.builder.addCertificate(index, role, flags, source), index.country);
      for (const flag of flags) if (flag !== "link") draft.remarks.push(flagged(subject, flag));
      if (role === "signer") {
        draft.remarks.push({
          subject,
          kind: "flagged",
          why: "is no CSCA: found by issuer and serial, never an anchor",
        });
      }
    }
    this.close(draft, source);
  }

  /** @throws ChipidError `cert.structure`, `trust.flagged` */
  private judgeGiven(raw: Uint8Array, place: number | undefined): GivenCertificate {
    const certificate = this.parseGiven(raw, place);
    const index = indexOf(certificate);
    const role = roleOf(index);
    const flags: AnchorFlag[] = [...flagsOf(index, role, this.options.now)];
    if (!certificate.publicKey.ok) flags.push("key-unusable");
    if (certificate.quirks.length > 0) flags.push("not-der");
    if (this.selfSignatureIsFalse(certificate)) flags.push("self-signature-invalid");
    this.refuseFlagged(certificate, flags);
    return { index, role, flags, subject: certificate.subject.text };
  }

  private parseGiven(raw: Uint8Array, place: number | undefined): Certificate {
    try {
      return parseCertificate(raw);
    } catch (error) {
      if (!isChipidError(error) || place === undefined) throw error;
      throw new ChipidError(error.code, `Certificate ${place} of the file: ${error.message}`, { cause: error });
    }
  }

  /** Only what claims to be signed with its own key is held to that. */
  private selfSignatureIsFalse(certificate: Certificate): boolean {
    const own = certificate.subjectKeyIdentifier;
    const authority = certificate.authorityKeyIdentifier?.keyIdentifier;
    if (!certificate.selfIssued || own === undefined || authority === undefined || !equalBytes(own, authority)) {
      return false;
    }
    const key = certificate.publicKey;
    if (!key.ok) return false;
    const answer = verifyCertificateSignature(certificate, key.key, this.crypto);
    return answer.checked && !answer.valid;
  }

  private refuseFlagged(certificate: Certificate, flags: readonly AnchorFlag[]): void {
    if (this.options.force === true) return;
    const grave = flags.filter((flag) => {
      if (flag === "test-name" || flag === "expired-long-ago") {
        const { keepFlagged, keepPlaceholder } = this.options;
        const placeholder = keepPlaceholder !== true && isPlaceholderName(certificate.subject.commonName);
        return keepFlagged !== true || placeholder;
      }
      return flag === "self-signature-invalid" || flag === "key-unusable";
    });
    if (grave.length === 0) return;
    const why = grave.map((flag) => FLAG_TEXTS[flag]).join(" and ");
    throw new ChipidError("trust.flagged", `The certificate "${certificate.subject.text}" ${why}.`);
  }

  /** What may vouch for lists: CSCAs given alone, and list signers given alone. */
  private given(): readonly Certificate[] {
    const out: Certificate[] = [];
    for (const entry of this.builder.entries()) {
      if (!entry.sources.some((id) => this.builder.sources.get(id)?.status === "given")) continue;
      const certificate = parseCertificate(entry.raw);
      if (entry.role === "csca" || certificate.extendedKeyUsage !== undefined) out.push(certificate);
    }
    return out;
  }

  // Lists

  private *addLists(given: readonly Certificate[]): Iterable<void> {
    const named = this.namedSigner();
    const judged: { draft: FileDraft; list: MasterList; judgement: ListJudgement }[] = [];
    let used = named.certificate === undefined && named.fingerprint === undefined;
    for (const [draft, { list }] of this.parts("master-list")) {
      this.attempt(draft, `master list of ${draft.name}`, () => {
        const extra = this.namedIn(list, named);
        const judgement = judgeList(list, [...given, ...extra], this.crypto, this.options.now);
        if (extra.length > 0 && judgement.status === "verified") used = true;
        judged.push({ draft, list, judgement });
      });
    }
    judged.sort((a, b) => (a.judgement.date ?? 0) - (b.judgement.date ?? 0));
    for (const { draft, list, judgement } of judged) {
      const what = `master list of ${judgement.signer?.subject.text ?? "nobody"}`;
      yield* this.attemptInSteps(draft, what, () => {
        // Naming a signer says that the list is to be checked; one that is not his must not slip in unchecked.
        if (!used && judgement.status === "unverified") {
          throw new ChipidError("ml.signer", "The list is not signed by the certificate that was named, nor under it.");
        }
        return this.addList(draft, list, judgement);
      });
    }
  }

  private namedSigner(): { certificate: Certificate | undefined; fingerprint: string | undefined } {
    const { signer, signerSha256 } = this.options;
    const fingerprint = signerSha256?.replace(/[\s:]/g, "").toLowerCase();
    if (fingerprint !== undefined && !/^[0-9a-f]{64}$/.test(fingerprint)) {
      throw new ChipidError("usage", "The signer's fingerprint is not a SHA-256 of 64 hexadecimal digits.");
    }
    if (signer === undefined) return { certificate: undefined, fingerprint };
    const [raw, ...more] = derOrPem(signer);
    if (raw === undefined || more.length > 0) throw new ChipidError("usage", "The signer is one certificate.");
    return { certificate: parseCertificate(raw), fingerprint };
  }

  /** The certificates the signer options name, as far as this list has them. */
  private namedIn(
    list: MasterList,
    named: { certificate: Certificate | undefined; fingerprint: string | undefined },
  ): readonly Certificate[] {
    const out: Certificate[] = named.certificate === undefined ? [] : [named.certificate];
    if (named.fingerprint === undefined) return out;
    for (const raw of [...(list.signedData?.certificates ?? []), ...list.certificates]) {
      if (toHex(this.crypto.digest("sha-256", raw)) !== named.fingerprint) continue;
      out.push(parseCertificate(raw));
      break;
    }
    return out;
  }

  /** @throws ChipidError `ml.older` */
  private *addList(draft: FileDraft, list: MasterList, judgement: ListJudgement): Iterable<void> {
    const { replaced, again } = this.rivals(draft, judgement);
    if (again !== undefined) {
      // Given once more: nothing changes, unless somebody now vouches for it.
      if (again.status === judgement.status || again.status === "verified") {
        this.countAgain(draft, list.certificates, again);
        draft.lists.push(listReport(judgement, [], again));
        return;
      }
      this.builder.dropSource(again.id);
    }
    const source = this.sourceOf(draft, {
      kind: draft.kind === "ldif" ? "ldif" : "master-list",
      status: judgement.status,
      date: judgement.date,
      signer: judgement.signer?.subject.text,
      publisher: judgement.publisher,
      chain: judgement.chain,
      certificates: list.certificates.length,
      standing: judgement.standing,
    });
    yield* this.addAll(draft, list.certificates, source);
    this.replace(draft, judgement, replaced);
    this.close(draft, source);
  }

  /**
   * Lists of the same publisher that this one takes the place of, and the same list from an earlier import.
   * @throws ChipidError `ml.older`
   */
  private rivals(
    draft: FileDraft,
    { status, date, publisher }: ListJudgement,
  ): { replaced: readonly TrustSource[]; again: TrustSource | undefined } {
    const replaced: TrustSource[] = [];
    let again: TrustSource | undefined;
    for (const other of this.builder.sources.values()) {
      if (other.kind === "certificate") continue;
      if (other.sha256 === draft.sha256 && other.publisher === publisher && other.date === date) again = other;
      else if (publisher !== undefined && other.publisher === publisher) {
        // An unverified list may claim any name and date: it neither hides nor replaces a verified one.
        const hides = status === "unverified" || other.status === "verified";
        if (hides && (date ?? 0) < (other.date ?? 0) && this.options.force !== true) throw older(date, other);
        if (status === "verified" || other.status === "unverified") replaced.push(other);
      }
    }
    return { replaced, again };
  }

  private replace(draft: FileDraft, judgement: ListJudgement, replaced: readonly TrustSource[]): void {
    for (const other of replaced) this.builder.dropSource(other.id);
    const names = replaced.map((other) => other.source);
    draft.lists.push(listReport(judgement, names));
  }

  /** @throws ChipidError `deviation-list.signature`, `deviation-list.signer`, `ml.older` */
  private addDeviations(draft: FileDraft, list: DeviationList): void {
    const issuers = new Set<string>();
    for (const raw of list.signedData.certificates) {
      const certificate = attempt(() => parseCertificate(raw));
      if (certificate !== undefined) issuers.add(certificate.issuer.key).add(certificate.subject.key);
    }
    const judgement = judgeDeviationList(list, this.trusted(issuers).certificates, this.crypto, this.options.now);
    const { replaced, again } = this.rivals(draft, judgement);
    const { country } = judgement.signer.subject;
    if (country !== undefined) draft.countries.add(country);
    if (again !== undefined) {
      draft.deviations = this.builder.deviations.filter(({ sourceId }) => sourceId === again.id).length;
      draft.lists.push(listReport(judgement, []));
      return;
    }
    const sourceId = this.sourceOf(draft, {
      kind: "deviation-list",
      status: "verified",
      date: judgement.date,
      signer: judgement.signer.subject.text,
      publisher: judgement.publisher,
      certificates: 0,
      standing: judgement.standing,
    });
    for (const known of knownDeviationsOf(list, judgement.signer, draft.name)) {
      this.builder.deviations.push({ ...known, sourceId });
      draft.deviations++;
    }
    this.replace(draft, judgement, replaced);
    this.close(draft, sourceId);
  }

  /** CSCAs of these names that are given or in a verified list; `unverified`: there are others. */
  private trusted(subjectKeys: ReadonlySet<string>): { certificates: readonly Certificate[]; unverified: boolean } {
    const certificates: Certificate[] = [];
    let unverified = false;
    for (const entry of this.builder.entries()) {
      if (entry.role !== "csca" || !subjectKeys.has(entry.subjectKey)) continue;
      const trusted = entry.sources.some(
        (id) => (this.builder.sources.get(id)?.status ?? "unverified") !== "unverified",
      );
      const certificate = trusted ? attempt(() => parseCertificate(entry.raw)) : undefined;
      if (certificate !== undefined) certificates.push(certificate);
      else unverified = true;
    }
    return { certificates, unverified };
  }

  /** A file that is in the store already. */
  private countAgain(draft: FileDraft, raws: readonly Uint8Array[], source: TrustSource): void {
    for (const raw of raws) {
      draft.known++;
      const country = attempt(() => indexCertificate(raw, this.names).country);
      if (country !== undefined) draft.countries.add(country);
    }
    draft.remarks.push(...source.remarks);
  }

  private *addAll(draft: FileDraft, raws: readonly Uint8Array[], source: number): Iterable<void> {
    for (const [i, raw] of raws.entries()) {
      this.addFound(draft, raw, i + 1, source);
      yield;
    }
  }

  /** A certificate inside a list or a collection: kept, flagged or left out, never a reason to refuse the list. */
  private addFound(draft: FileDraft, raw: Uint8Array, place: number, source: number): void {
    let index: CertificateIndex;
    try {
      index = indexCertificate(raw, this.names);
    } catch (error) {
      if (!isChipidError(error)) throw error;
      draft.remarks.push({ subject: `certificate ${place}`, kind: "refused", why: error.message });
      return;
    }
    const role = roleOf(index);
    const flags = flagsOf(index, role, this.options.now);
    this.count(draft, this.builder.addCertificate(index, role, flags, source), index.country);
    for (const flag of flags)
      if (flag !== "link") draft.remarks.push(flagged(parseCertificate(raw).subject.text, flag));
  }

  private *addCollected(draft: FileDraft, raws: readonly Uint8Array[]): Iterable<void> {
    const again = this.sameFile(draft, "ldif");
    if (again !== undefined) {
      this.countAgain(draft, raws, again);
      return;
    }
    const source = this.sourceOf(draft, {
      kind: "ldif",
      status: "unverified",
      date: undefined,
      certificates: raws.length,
      standing: "found in a collection that nobody signed",
    });
    yield* this.addAll(draft, raws, source);
    this.close(draft, source);
  }

  /** Unverified lists that a certificate given since vouches for. */
  private vouchForOlderImports(given: readonly Certificate[]): readonly string[] {
    const out: string[] = [];
    for (const source of [...this.builder.sources.values()]) {
      if (source.status !== "unverified" || source.chain.length === 0) continue;
      const better = vouchFor(source, given, (subject) => this.ofSource(source.id, subject), this.crypto);
      if (better === undefined) continue;
      const rivals = [...this.builder.sources.values()].filter((other) => {
        return other.status === "verified" && other.publisher === source.publisher;
      });
      if (rivals.some((other) => (other.date ?? 0) > (source.date ?? 0))) continue;
      for (const other of rivals) this.builder.dropSource(other.id);
      this.builder.changeSource(source.id, better);
      out.push(source.source);
    }
    return out;
  }

  private ofSource(id: number, subjectKey: string): readonly Certificate[] {
    const out: Certificate[] = [];
    for (const entry of this.builder.entries()) {
      if (!entry.sources.includes(id) || entry.subjectKey !== subjectKey) continue;
      const certificate = attempt(() => parseCertificate(entry.raw));
      if (certificate !== undefined) out.push(certificate);
    }
    return out;
  }

  // Revocation lists

  private addCrl(draft: FileDraft, raw: Uint8Array): void {
    const before = draft.refused;
    this.attempt(draft, "revocation list", () => this.addVerifiedCrl(draft, raw));
    if (draft.refused !== undefined && draft.refused !== before) {
      this.builder.refusedCrls.push({ source: draft.name, ...draft.refused });
    }
  }

  /** @throws ChipidError `crl.structure`, `crl.delta`, `crl.signer`, `crl.signature` */
  private addVerifiedCrl(draft: FileDraft, raw: Uint8Array): void {
    const crl = parseCrl(raw);
    const { certificates, unverified } = this.trusted(new Set([crl.issuer.key]));
    const result = verifyCrl(crl, certificates, this.crypto);
    if (!result.ok) throw crlRefusal(result.why, crl.issuer.text, unverified);
    const stale = crl.nextUpdate !== undefined && crl.nextUpdate < this.options.now;
    // A list for CAs only, or for another distribution point, does not stand in for this one.
    const rival = this.builder.crls.find((other) => {
      const samePublisher = other.issuerKey === crl.issuer.key && equalBytes(other.signer, result.signer.raw);
      return samePublisher && sameScope(parseCrl(other.raw), crl);
    });
    const superseded = rival !== undefined && rival.thisUpdate > crl.thisUpdate;
    if (!superseded && rival?.sha256 !== draft.sha256) {
      this.builder.crls = this.builder.crls.filter((other) => other !== rival);
      this.builder.crls.push({
        raw,
        issuerKey: crl.issuer.key,
        country: crl.issuer.country,
        thisUpdate: crl.thisUpdate,
        nextUpdate: crl.nextUpdate,
        revokedCount: crl.revokedCount,
        source: draft.name,
        sha256: draft.sha256,
        signer: result.signer.raw,
      });
    }
    draft.crls.push({
      issuer: crl.issuer.text,
      thisUpdate: crl.thisUpdate,
      nextUpdate: crl.nextUpdate,
      revoked: crl.revokedCount,
      stale,
      superseded,
    });
  }

  // Bookkeeping

  private sourceOf(
    draft: FileDraft,
    source: Pick<TrustSource, "kind" | "status" | "date" | "certificates" | "standing"> & Partial<TrustSource>,
  ): number {
    return this.builder.addSource({
      source: draft.name,
      sha256: draft.sha256,
      signer: undefined,
      publisher: undefined,
      chain: [],
      remarks: [],
      ...source,
    });
  }

  /** The source of certificates that no list holds, when the same file was imported before. */
  private sameFile(draft: FileDraft, kind: TrustSource["kind"]): TrustSource | undefined {
    for (const source of this.builder.sources.values()) {
      if (source.sha256 === draft.sha256 && source.kind === kind && source.publisher === undefined) return source;
    }
    return undefined;
  }

  private count(draft: FileDraft, isNew: boolean, country: string | undefined): void {
    if (isNew) draft.added++;
    else draft.known++;
    if (country !== undefined) draft.countries.add(country);
  }

  private close(draft: FileDraft, source: number): void {
    this.builder.changeSource(source, { remarks: [...draft.remarks] });
  }
}

function certificatesIn(part: TrustPart): number {
  if (part.kind === "master-list") return part.list.certificates.length;
  return part.kind === "certificates" || part.kind === "collected" ? part.certificates.length : 0;
}

function flagged(subject: string, flag: AnchorFlag): TrustRemark {
  return { subject, kind: "flagged", why: FLAG_TEXTS[flag] };
}

function listReport(judgement: ListJudgement, replaced: readonly string[], instead?: TrustSource): ListReport {
  const { status, standing } = instead ?? judgement;
  return {
    signer: judgement.signer?.subject.text,
    date: judgement.date,
    status: status === "verified" ? "verified" : "unverified",
    standing,
    replaced,
  };
}

function older(date: number | undefined, other: TrustSource): ChipidError {
  const day = (ms: number | undefined) => (ms === undefined ? "unknown date" : new Date(ms).toISOString().slice(0, 10));
  return new ChipidError(
    "ml.older",
    `The list, of ${day(date)}, is older than "${other.source}" of ${day(other.date)} from the same signer.`,
  );
}

function sameScope(a: Crl, b: Crl): boolean {
  return JSON.stringify(a.issuingDistributionPoint) === JSON.stringify(b.issuingDistributionPoint);
}

function crlRefusal(why: CrlRefusal, issuer: string, unverified: boolean): ChipidError {
  const error = (code: ErrorCode, message: string) => new ChipidError(code, message, { reference: "RFC 5280 §6.3.3" });
  switch (why) {
    case "issuer-unknown":
      return error(
        "crl.signer",
        unverified
          ? `The issuer of the revocation list, "${issuer}", is only in a list that nobody vouches for.`
          : `The store holds no certificate of the revocation list's issuer, "${issuer}".`,
      );
    case "key-usage":
      return error("crl.signer", "The certificate that signed the revocation list may not sign revocation lists.");
    case "signature":
      return error(
        "crl.signature",
        "The signature of the revocation list is false under every trusted key of its issuer.",
      );
    case "algorithm":
    case "algorithms-differ":
      return error("crl.signature", "The revocation list is signed with an algorithm that is not known.");
    case "unknown-critical":
      return error("crl.structure", "The revocation list has a critical extension that is not known.");
    case "scope":
      return error("crl.structure", "The revocation list is partial and says nothing of document signers.");
  }
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (isChipidError(error)) return undefined;
    throw error;
  }
}
