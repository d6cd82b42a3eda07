import { type Crypto, isChipidError, TrustStore } from "@chipid/sdk";
import { importIntoStore, openTrustStore, removeFromStore, type StoredFile, storedFiles } from "@chipid/sdk/node";
import type { Admin, Text } from "../../shared/index.js";
import { type TrustFileView, trustFiles } from "./files.js";
import { NO_TRUST, trustVersion } from "./version.js";
import { importedText, REMOVED, refusalText } from "./words.js";

export interface TrustReport {
  readonly ok: boolean;
  readonly text: Text;
  /** SHA-256 of what was imported or removed. */
  readonly sha256: readonly string[];
}

/** The station's trust data: what inspections ask, and what the administration sees and changes. */
export interface TrustDesk {
  readonly store: TrustStore;
  readonly version: string;
  /** The folder could not be read: nothing is trusted until it is mended. */
  readonly fault: Text | undefined;
  readonly citizenCard: boolean;
  /** A wrong file leaves the store as it is, and the report says what is wrong with it. */
  import(file: {
    readonly name: string;
    readonly bytes: Uint8Array;
    readonly signerSha256: string | null;
  }): Promise<TrustReport>;
  remove(sha256: string): Promise<TrustReport>;
  /** Reads the folder again. */
  reopen(): void;
  view(): Omit<Admin["trust"], "report" | "importing">;
}

export interface TrustDeskOptions {
  readonly folder: string;
  readonly crypto: Crypto;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Opens the trust data of a folder, which need not be there yet. A folder that is damaged gives a desk that trusts nothing. */
export function openTrustDesk(options: TrustDeskOptions): TrustDesk {
  return new FolderDesk(options);
}

class FolderDesk implements TrustDesk {
  store: TrustStore = TrustStore.empty;
  version = NO_TRUST;
  fault: Text | undefined;
  #files: readonly StoredFile[] = [];
  #shown: readonly TrustFileView[] | undefined;

  constructor(private readonly options: TrustDeskOptions) {
    this.reopen();
  }

  reopen(): void {
    const { folder, crypto } = this.options;
    try {
      const { store, problems } = openTrustStore(folder, crypto);
      this.#take(store, storedFiles(folder));
      this.fault = problems[0] === undefined ? undefined : notAccepted(problems.length, problems[0]);
    } catch (error) {
      this.#take(TrustStore.empty, []);
      this.fault = refusalText(error);
      if (!isChipidError(error)) throw error;
    }
  }

  get citizenCard(): boolean {
    // Public lists hold the CSCA of Vietnam's passports and not that of its citizen card.
    return this.store
      .byCountry("VN")
      .some(
        ({ certificate, provenance }) =>
          provenance[0]?.status !== "unverified" && !/passport/i.test(certificate.subject.commonName ?? ""),
      );
  }

  async import(file: { name: string; bytes: Uint8Array; signerSha256: string | null }): Promise<TrustReport> {
    const { folder, crypto, now } = this.options;
    const signer = file.signerSha256?.trim() ?? "";
    try {
      const { store, report } = await importIntoStore(folder, [{ name: plainName(file.name), bytes: file.bytes }], {
        crypto,
        now: now(),
        ...(signer === "" ? {} : { signerSha256: signer }),
      });
      this.#take(store, storedFiles(folder));
      this.fault = undefined;
      const text = importedText(
        report.files.reduce((sum, { added }) => sum + added, 0),
        report.files.flatMap(({ lists }) => lists.flatMap(({ replaced }) => replaced)),
      );
      return { ok: true, text, sha256: report.files.map(({ sha256 }) => sha256) };
    } catch (error) {
      return { ok: false, text: refusalText(error), sha256: [] };
    }
  }

  async remove(sha256: string): Promise<TrustReport> {
    const { folder, crypto } = this.options;
    try {
      const removed = await removeFromStore(folder, sha256, { crypto });
      this.reopen();
      return { ok: true, text: REMOVED, sha256: removed.map((file) => file.sha256) };
    } catch (error) {
      return { ok: false, text: refusalText(error), sha256: [] };
    }
  }

  view(): Omit<Admin["trust"], "report" | "importing"> {
    this.#shown ??= trustFiles(this.store, this.#files);
    return {
      version: this.version,
      certificates: this.store.size,
      countries: this.store.countries.length,
      crls: this.store.data.crls.length,
      citizenCard: this.citizenCard,
      files: [...this.#shown],
    };
  }

  #take(store: TrustStore, files: readonly StoredFile[]): void {
    this.store = store;
    this.#files = files;
    this.version = trustVersion(files, store);
    this.#shown = undefined;
  }
}

/** A name as a person gave it may be a path. */
function plainName(name: string): string {
  return name.split(/[\\/]/).at(-1)?.trim() || "trust-data";
}

function notAccepted(count: number, first: string): Text {
  return {
    vi: `${count} tệp trong kho dữ liệu tin cậy không còn được chấp nhận.`,
    en: `${count} of the trust store's files are no longer accepted: ${first.slice(0, 200)}`,
  };
}
