import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { equalBytes, toHex } from "../bytes/bytes.js";
import type { Crypto } from "../crypto/types.js";
import { ChipidError, isChipidError } from "../errors/chipid-error.js";
import {
  type ImportOptions,
  type ImportReport,
  importTrust,
  importTrustWithPauses,
  refusal,
  type TrustFile,
} from "../pki/trust-import.js";
import { MAX_TRUST_FILE } from "../pki/trust-parts.js";
import { decodeSnapshot, encodeSnapshot } from "../pki/trust-snapshot.js";
import { TrustStore } from "../pki/trust-store.js";
import { isTemporary, makeFolder, writeAtomically } from "./atomic-file.js";
import { readWholeFile } from "./files.js";
import { type LockOptions, tryFolderLock, withFolderLock } from "./folder-lock.js";
import {
  EMPTY_MANIFEST,
  type ImportRecord,
  type Manifest,
  readManifest,
  type StoredFile,
  writeManifest,
} from "./trust-manifest.js";

/*
 * A trust store on disk:
 *
 *   manifest.json   what was imported, with which options, in order: the authority
 *   sources/        each imported file as it was given, named by its SHA-256
 *   snapshot.bin    the store that comes of it, bound to the manifest's digest: a cache, made again when it is not sound
 *   lock            there while a process changes the store
 *
 * Replacing manifest.json is the moment an import takes place; everything written before it is of no effect without it.
 */

const MANIFEST = "manifest.json";
const SNAPSHOT = "snapshot.bin";
const SOURCES = "sources";
const MAX_MANIFEST = 16 * 1024 * 1024;
const MAX_SNAPSHOT = 1024 * 1024 * 1024;

export interface OpenedStore {
  readonly store: TrustStore;
  /** `empty`: nothing was ever imported. `rebuilt`: the snapshot was missing or not sound, all sources were read again. */
  readonly state: "snapshot" | "rebuilt" | "empty";
  /** When rebuilt, files that are in the store and no longer accepted, one sentence each. */
  readonly problems: readonly string[];
}

/**
 * Opens the store in a folder; a folder that is not there is an empty store and is not made. A snapshot that is damaged,
 * of another version or not of these imports is made again from the imported files, with every check done again.
 * @throws ChipidError `trust.store` when the list of imports or an imported file is damaged or missing.
 */
export function openTrustStore(folder: string, crypto: Crypto): OpenedStore {
  for (let attempt = 0; ; attempt++) {
    const manifest = readManifestBytes(folder);
    if (manifest === undefined) return { store: TrustStore.empty, state: "empty", problems: [] };
    const binding = crypto.digest("sha-256", manifest);
    const cached = readSnapshot(folder, binding, crypto);
    if (cached !== undefined) return { store: cached, state: "snapshot", problems: [] };
    try {
      const { store, problems } = rebuild(folder, readManifest(manifest), crypto);
      keepSnapshot(folder, store, binding, crypto);
      return { store, state: "rebuilt", problems };
    } catch (error) {
      // Another process may have changed the store between our reading its manifest and the files that it names.
      const now = readManifestBytes(folder);
      if (attempt < 3 && (now === undefined || !equalBytes(now, manifest))) continue;
      throw error;
    }
  }
}

export interface StoreImportOptions
  extends Omit<ImportOptions, "signer" | "keepFlagged" | "keepPlaceholder">,
    LockOptions {
  readonly signer?: TrustFile;
}

/**
 * Imports files into the store of a folder, which is made when it is not there. Either all of them are taken or the
 * store stays as it was, also when the process is killed.
 * @throws ChipidError the first refusal of a file (then nothing was written), `trust.store`
 */
export async function importIntoStore(
  folder: string,
  files: readonly TrustFile[],
  options: StoreImportOptions,
): Promise<{ readonly store: TrustStore; readonly report: ImportReport }> {
  const { crypto, now, signer, signerSha256, force } = options;
  // Done before the lock is taken and the folder made: a refusal leaves no trace, and others wait for the writing only.
  const seen = readManifestBytes(folder);
  const base = openTrustStore(folder, crypto).store;
  // With pauses: this is what takes the time, and who waits may have a card to read.
  const outcome = accepted(await importTrustWithPauses(base, files, importOptions(options), nextTurn));
  if (sameContent(base, outcome.store)) return outcome;
  return changing(folder, options, () => {
    const manifest = currentManifest(folder);
    const unchanged = sameBytes(seen, readManifestBytes(folder));
    const result = unchanged ? outcome : importAccepted(openUnlocked(folder, crypto).store, files, options);
    const record: ImportRecord = {
      at: now,
      files: files.map((file) => stored(file, crypto)),
      signer: signer === undefined ? undefined : stored(signer, crypto),
      signerSha256,
      force: force === true,
    };
    for (const file of signer === undefined ? files : [...files, signer]) keepSource(folder, file, crypto);
    const kept = commit(folder, { imports: [...manifest.imports, record] }, result.store, crypto);
    return { store: kept, report: result.report };
  });
}

/**
 * Removes imported files from the store by their SHA-256 (a prefix of at least 8 digits) or their name. What they vouched
 * for is judged again.
 * @returns the files that were removed: the one, and those that are not accepted without it (a CRL of its CSCA)
 * @throws ChipidError `files.not-found` when the store has no such file, `usage` when several are meant, `trust.store`
 */
export async function removeFromStore(
  folder: string,
  what: string,
  options: { readonly crypto: Crypto } & LockOptions,
): Promise<readonly StoredFile[]> {
  const { crypto } = options;
  findStored(currentManifest(folder), what);
  return changing(folder, options, () => {
    const manifest = currentManifest(folder);
    const gone = findStored(manifest, what);
    const left: Manifest = {
      imports: manifest.imports
        .map((record) => ({ ...record, files: record.files.filter(({ sha256 }) => sha256 !== gone.sha256) }))
        .filter((record) => record.files.length > 0),
    };
    const { store } = rebuild(folder, left, crypto);
    commit(folder, left, store, crypto);
    const kept = new Set(storedFiles(folder).map(({ sha256 }) => sha256));
    return distinct(manifest).filter(({ sha256 }) => !kept.has(sha256));
  });
}

/** The files of the store, in the order of import. */
export function storedFiles(folder: string): readonly StoredFile[] {
  return distinct(currentManifest(folder));
}

/**
 * A file of the store as it was given, by its SHA-256 (a prefix of at least 8 digits) or its name.
 * @throws ChipidError `files.not-found`, `usage` when several are meant, `trust.store`
 */
export function readStoredFile(folder: string, what: string, crypto: Crypto): TrustFile {
  return readSource(folder, findStored(currentManifest(folder), what), crypto);
}

function distinct(manifest: Manifest): readonly StoredFile[] {
  const files = manifest.imports.flatMap((record) => record.files);
  return [...new Map(files.map((file) => [file.sha256, file])).values()];
}

function findStored(manifest: Manifest, what: string): StoredFile {
  const wanted = what.toLowerCase().replace(/:/g, "");
  const all = distinct(manifest);
  const found = all.filter(({ name, sha256 }) => name === what || (wanted.length >= 8 && sha256.startsWith(wanted)));
  const [file, ...more] = found;
  if (file === undefined) throw new ChipidError("files.not-found", `The trust store holds no file "${what}".`);
  if (more.length > 0) {
    throw new ChipidError("usage", `Several files of the trust store are called "${what}"; name one by its SHA-256.`);
  }
  return file;
}

/** @throws ChipidError the first refusal of a file */
function importAccepted(
  store: TrustStore,
  files: readonly TrustFile[],
  options: StoreImportOptions,
): ReturnType<typeof importTrust> {
  return accepted(importTrust(store, files, importOptions(options)));
}

/** @throws ChipidError the first refusal of a file */
function accepted(result: ReturnType<typeof importTrust>): ReturnType<typeof importTrust> {
  const refused = refusal(result.report);
  if (refused !== undefined) throw refused;
  return result;
}

/** Everything that waits has its turn. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : equalBytes(a, b);
}

function importOptions(options: StoreImportOptions): ImportOptions {
  const { crypto, now, signer, signerSha256, force } = options;
  return {
    crypto,
    now,
    ...(signer === undefined ? {} : { signer: signer.bytes }),
    ...(signerSha256 === undefined ? {} : { signerSha256 }),
    ...(force === undefined ? {} : { force }),
  };
}

async function changing<T>(folder: string, options: LockOptions, work: () => T): Promise<T> {
  try {
    makeFolder(join(folder, SOURCES));
    return await withFolderLock(folder, work, options);
  } catch (error) {
    throw isChipidError(error) ? error : writeFault(error);
  }
}

function writeFault(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === undefined) return error;
  return new ChipidError("trust.store", `The trust store cannot be written (${code}).`, { cause: error });
}

function stored(file: TrustFile, crypto: Crypto): StoredFile {
  return { name: file.name, sha256: toHex(crypto.digest("sha-256", file.bytes)) };
}

// Reading

function readManifestBytes(folder: string): Uint8Array | undefined {
  try {
    return readWholeFile(join(folder, MANIFEST), MAX_MANIFEST);
  } catch (error) {
    if (isChipidError(error, "files.not-found")) {
      if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== false) return undefined;
      throw new ChipidError("trust.store", "The trust store is to be a folder, and a file of that name is there.");
    }
    throw new ChipidError("trust.store", "The trust store's list of imports cannot be read.", { cause: error });
  }
}

function currentManifest(folder: string): Manifest {
  const bytes = readManifestBytes(folder);
  return bytes === undefined ? EMPTY_MANIFEST : readManifest(bytes);
}

function openUnlocked(folder: string, crypto: Crypto): { store: TrustStore } {
  const manifest = readManifestBytes(folder);
  if (manifest === undefined) return { store: TrustStore.empty };
  const cached = readSnapshot(folder, crypto.digest("sha-256", manifest), crypto);
  return cached === undefined ? rebuild(folder, readManifest(manifest), crypto) : { store: cached };
}

/** The snapshot, when it is sound and of this manifest. Whatever is wrong with it, there is another way to the store. */
function readSnapshot(folder: string, binding: Uint8Array, crypto: Crypto): TrustStore | undefined {
  try {
    return decodeSnapshot(readWholeFile(join(folder, SNAPSHOT), MAX_SNAPSHOT), binding, crypto);
  } catch (error) {
    if (isChipidError(error)) return undefined;
    throw error;
  }
}

/** Makes the store from the imported files alone, each import judged as of its own day. */
function rebuild(
  folder: string,
  manifest: Manifest,
  crypto: Crypto,
): { store: TrustStore; problems: readonly string[] } {
  let store = TrustStore.empty;
  const problems: string[] = [];
  for (const record of manifest.imports) {
    const files = record.files.map((file) => readSource(folder, file, crypto));
    const signer = record.signer === undefined ? undefined : readSource(folder, record.signer, crypto);
    const result = importTrust(
      store,
      files,
      importOptions({ ...optionsOf(record), crypto, now: record.at, ...(signer === undefined ? {} : { signer }) }),
    );
    store = result.store;
    for (const { name, refused } of result.report.files) {
      if (refused !== undefined) problems.push(`"${name}" is no longer accepted: ${refused.why}`);
    }
  }
  return { store, problems };
}

function optionsOf(record: ImportRecord): { force: boolean; signerSha256?: string } {
  const { force, signerSha256 } = record;
  return signerSha256 === undefined ? { force } : { force, signerSha256 };
}

function readSource(folder: string, file: StoredFile, crypto: Crypto): TrustFile {
  let bytes: Uint8Array;
  try {
    bytes = readWholeFile(join(folder, SOURCES, file.sha256), MAX_TRUST_FILE);
  } catch (cause) {
    throw new ChipidError("trust.store", `The trust store lost "${file.name}"; remove it and import it again.`, {
      cause,
    });
  }
  if (toHex(crypto.digest("sha-256", bytes)) !== file.sha256) {
    throw new ChipidError(
      "trust.store",
      `"${file.name}" in the trust store is damaged; remove it and import it again.`,
    );
  }
  return { name: file.name, bytes };
}

// Writing, under the lock

function keepSource(folder: string, file: TrustFile, crypto: Crypto): void {
  const { sha256 } = stored(file, crypto);
  const path = join(folder, SOURCES, sha256);
  if (existsSync(path) && toHex(crypto.digest("sha-256", readFileSync(path))) === sha256) return;
  writeAtomically(path, file.bytes);
}

/** Whether an import changed nothing: all of its files were there already, with the same standing. */
function sameContent(a: TrustStore, b: TrustStore): boolean {
  const { sources, crls } = a.data;
  return (
    sources.size === b.data.sources.size &&
    crls.length === b.data.crls.length &&
    [...b.data.sources].every(([id, source]) => sources.get(id) === source) &&
    b.data.crls.every((crl, i) => crls[i] === crl)
  );
}

/**
 * Writes what is to be the store from now on, and gives it as it will be opened. The manifest first: from then on the
 * change has taken place. The snapshot is bound to it and may be lost.
 */
function commit(folder: string, manifest: Manifest, result: TrustStore, crypto: Crypto): TrustStore {
  const kept = withoutLeftovers(manifest, result);
  // With files left out, the way there is another: the store is what the kept files make of it, now and later.
  const store = filesIn(kept) === filesIn(manifest) ? result : rebuild(folder, kept, crypto).store;
  const bytes = writeManifest(kept);
  writeAtomically(join(folder, MANIFEST), bytes);
  writeSnapshot(folder, store, crypto.digest("sha-256", bytes), crypto);
  sweep(folder, kept);
  return store;
}

/** Not flushed: a snapshot that the machine's end left half written is not sound, and made again. */
function writeSnapshot(folder: string, store: TrustStore, binding: Uint8Array, crypto: Crypto): void {
  writeAtomically(join(folder, SNAPSHOT), encodeSnapshot(store, binding, crypto), { flush: false });
}

function filesIn(manifest: Manifest): number {
  return manifest.imports.reduce((count, record) => count + record.files.length, 0);
}

/** Files of which nothing is in the store any more (a list that a newer one replaced) are not kept either. */
function withoutLeftovers(manifest: Manifest, store: TrustStore): Manifest {
  const used = new Set([
    ...[...store.data.sources.values()].map(({ sha256 }) => sha256),
    ...store.data.crls.map(({ sha256 }) => sha256),
  ]);
  return {
    imports: manifest.imports
      .map((record) => ({ ...record, files: record.files.filter(({ sha256 }) => used.has(sha256)) }))
      .filter((record) => record.files.length > 0),
  };
}

/** Removes what no import names: files of removed imports, and what killed processes left. */
function sweep(folder: string, manifest: Manifest): void {
  const used = new Set(
    manifest.imports
      .flatMap(({ files, signer }) => [...files, ...(signer === undefined ? [] : [signer])])
      .map(({ sha256 }) => sha256),
  );
  for (const name of readdirSync(join(folder, SOURCES))) {
    if (!used.has(name)) rmSync(join(folder, SOURCES, name), { force: true });
  }
  for (const name of readdirSync(folder)) {
    if (isTemporary(name)) rmSync(join(folder, name), { force: true });
  }
}

/** A reader mends the snapshot when nobody is changing the store and the folder can be written to; else it does without. */
function keepSnapshot(folder: string, store: TrustStore, binding: Uint8Array, crypto: Crypto): void {
  try {
    tryFolderLock(folder, () => {
      const manifest = readManifestBytes(folder);
      if (manifest === undefined || !equalBytes(crypto.digest("sha-256", manifest), binding)) return;
      writeSnapshot(folder, store, binding, crypto);
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  }
}
