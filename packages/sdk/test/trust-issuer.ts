import { nodeCrypto } from "../src/node/crypto.js";
import { type FileReport, type ImportOptions, importTrust } from "../src/pki/trust-import.js";
import { TrustStore } from "../src/pki/trust-store.js";
import {
  type Authority,
  createCsca,
  createDocumentSigner,
  createMasterList,
  EXTENDED_KEY_USAGE,
  type ExtensionChanges,
  ecKey,
  extendedKeyUsage,
  type SignerSpec,
} from "../src/simulator/index.js";

// A few issuing states and their list signers, for suites about trust data.

export const NOW = Date.parse("2026-06-01T12:00:00Z");
const algorithm = { kind: "ecdsa", hash: "sha-256", encoding: "der" } as const;
const years = { notBefore: "2020-01-01", notAfter: "2035-01-01", signsUntil: "2025-01-01" };

export interface CscaOptions {
  readonly name?: string;
  readonly key?: string;
  readonly serial?: number;
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly extensions?: ExtensionChanges;
}

export function csca(country: string, options: CscaOptions = {}): Authority {
  const { name = `CSCA ${country}`, key = `csca ${country}`, serial = 1, ...rest } = options;
  const spec = { ...years, ...rest };
  return createCsca({
    ...spec,
    subject: `C=${country},O=Test State,CN=${name}`,
    key: ecKey(key, "P-256"),
    algorithm,
    serial,
  });
}

/** A signer under `issuer`; `role`: its extended key usage. */
export function signer(issuer: Authority, role: string | undefined, name = "List Signer", serial = 2): Authority {
  return createDocumentSigner(issuer, {
    ...years,
    subject: `${issuer.subject.slice(0, 4)},O=Test State,CN=${name}`,
    key: ecKey(`signer ${issuer.subject} ${name} ${role ?? ""}`, "P-256"),
    algorithm,
    serial,
    notAfter: "2034-01-01",
    documentTypes: null,
    extensions: role === undefined ? {} : { extra: [extendedKeyUsage(true, role)] },
  });
}

export function masterListSigner(issuer: Authority): Authority {
  return signer(issuer, EXTENDED_KEY_USAGE.masterListSigner);
}

export interface ListOptions {
  readonly time?: string;
  readonly enclosed?: readonly Uint8Array[];
  readonly changes?: Partial<SignerSpec>;
}

export function masterList(by: Authority, content: readonly Uint8Array[], options: ListOptions = {}): Uint8Array {
  return createMasterList({
    content,
    certificates: [by.certificate, ...(options.enclosed ?? [])],
    signers: [signerInfo(by, options.time ?? "2026-04-01", options.changes)],
  });
}

export function signerInfo(by: Authority, signingTime: string, changes: Partial<SignerSpec> = {}): SignerSpec {
  return { key: by.key, algorithm: by.algorithm, sid: { certificate: by.certificate }, signingTime, ...changes };
}

/** Imports files named by their key. */
export function importAll(
  files: Readonly<Record<string, Uint8Array>>,
  options: Partial<ImportOptions> = {},
  store: TrustStore = TrustStore.empty,
): ReturnType<typeof importTrust> & { file(name: string): FileReport } {
  const list = Object.entries(files).map(([name, bytes]) => ({ name, bytes }));
  const result = importTrust(store, list, { crypto: nodeCrypto(), now: NOW, ...options });
  const file = (name: string): FileReport => {
    const found = result.report.files.find((report) => report.name === name);
    if (found === undefined) throw new Error(`no report of ${name}`);
    return found;
  };
  return { ...result, file };
}

/** Best standing of a certificate in a store; undefined when it is not there. */
export function standingOf(store: TrustStore, raw: Uint8Array): string | undefined {
  return store.provenanceOf(raw)[0]?.status;
}
