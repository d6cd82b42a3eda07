import { fromUtf8, utf8 } from "../bytes/bytes.js";
import { ChipidError } from "../errors/chipid-error.js";

const FORMAT = "chipid-trust/1";

/** A file of the store, kept as it was given. */
export interface StoredFile {
  /** As the person named it. */
  readonly name: string;
  /** Lower-case hex; also its name in the store. */
  readonly sha256: string;
}

/** One import: the files that were given together and what was said with them. */
export interface ImportRecord {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly files: readonly StoredFile[];
  readonly signer: StoredFile | undefined;
  readonly signerSha256: string | undefined;
  readonly force: boolean;
}

/** What was imported, in order: the store can be made again from it, with every check done again. */
export interface Manifest {
  readonly imports: readonly ImportRecord[];
}

export const EMPTY_MANIFEST: Manifest = { imports: [] };

export function writeManifest(manifest: Manifest): Uint8Array {
  const imports = manifest.imports.map((record) => ({ ...record, at: new Date(record.at).toISOString() }));
  return utf8(`${JSON.stringify({ format: FORMAT, imports }, undefined, 2)}\n`);
}

/** @throws ChipidError `trust.store` */
export function readManifest(bytes: Uint8Array): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(fromUtf8(bytes));
  } catch (cause) {
    throw broken(cause);
  }
  const { format, imports } = record(value);
  if (typeof format === "string" && format !== FORMAT) {
    throw new ChipidError("trust.store", "The trust store is of another version of chipid.");
  }
  if (format !== FORMAT) throw broken();
  return { imports: list(imports).map(readImport) };
}

function readImport(value: unknown): ImportRecord {
  const { at, files, signer, signerSha256, force } = record(value);
  const time = Date.parse(text(at));
  if (Number.isNaN(time)) throw broken();
  return {
    at: time,
    files: list(files).map(readFile),
    signer: signer === undefined ? undefined : readFile(signer),
    signerSha256: signerSha256 === undefined ? undefined : text(signerSha256),
    force: force === true,
  };
}

function readFile(value: unknown): StoredFile {
  const { name, sha256 } = record(value);
  // It becomes part of a path.
  if (!/^[0-9a-f]{64}$/.test(text(sha256))) throw broken();
  return { name: text(name), sha256: text(sha256) };
}

function record(value: unknown): Partial<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw broken();
  return value as Partial<Record<string, unknown>>;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw broken();
  return value;
}

function text(value: unknown): string {
  if (typeof value !== "string") throw broken();
  return value;
}

function broken(cause?: unknown): ChipidError {
  return new ChipidError(
    "trust.store",
    "The trust store's list of imports is damaged.",
    cause === undefined ? {} : { cause },
  );
}
