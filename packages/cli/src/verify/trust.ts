import { type FileReport, importTrust, refusal, TrustStore } from "@chipid/sdk";
import { nodeCrypto, openTrustStore } from "@chipid/sdk/node";
import type { CommandContext } from "../context.js";
import { readTrustFiles } from "../trust/files.js";

export interface TrustSources {
  /** Folder of the store; undefined for none. */
  readonly store: string | undefined;
  readonly trust: readonly string[];
  readonly crls: readonly string[];
}

/** What makes a CRL one that is judged and set aside, not a file that cannot be read (T45). */
const JUDGED: ReadonlySet<string> = new Set(["crl.delta", "crl.signature", "crl.signer"]);

/**
 * The trust data of one run: the store, and on top of it what this run was given.
 * @throws ChipidError for a store or a file that cannot be read, or is no trust data
 */
export function openTrust(sources: TrustSources, context: CommandContext): TrustStore {
  const crypto = nodeCrypto();
  let store = TrustStore.empty;
  if (sources.store !== undefined) {
    const opened = openTrustStore(sources.store, crypto);
    for (const problem of opened.problems) context.terminal.note(`chipid: trust store: ${problem}`);
    store = opened.store;
  }
  const files = readTrustFiles([...sources.trust, ...sources.crls]);
  if (files.length === 0) return store;
  const imported = importTrust(store, files, { crypto, now: context.now(), keepFlagged: true });
  const fault = refusal({ ...imported.report, files: imported.report.files.filter((file) => !isJudged(file)) });
  if (fault !== undefined) throw fault;
  return imported.store;
}

function isJudged(file: FileReport): boolean {
  return file.refused !== undefined && JUDGED.has(file.refused.code);
}
