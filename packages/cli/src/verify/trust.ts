import {
  ChipidError,
  type FileReport,
  FLAG_TEXTS,
  importTrust,
  refusal,
  type TrustFile,
  TrustStore,
} from "@chipid/sdk";
import { nodeCrypto, openTrustStore } from "@chipid/sdk/node";
import type { CommandContext } from "../context.js";
import { inert } from "../terminal/text.js";
import { readTrustFiles } from "../trust/files.js";

export interface TrustSources {
  /** Folder of the store; undefined for none. */
  readonly store: string | undefined;
  readonly trust: readonly string[];
  readonly crls: readonly string[];
}

/**
 * What is judged and set aside, not a file that cannot be read: a CRL that does not count (T45), and a certificate that
 * nobody should trust, which leaves the document without an anchor (T91b).
 */
const JUDGED: ReadonlySet<string> = new Set(["crl.delta", "crl.signature", "crl.signer", "trust.flagged"]);

/**
 * The trust data of one run: the store, and on top of it what this run was given.
 * @throws ChipidError for a store or a file that cannot be read, is no trust data, or was given as a CRL and is none
 */
export function openTrust(sources: TrustSources, context: CommandContext): TrustStore {
  const crypto = nodeCrypto();
  let store = TrustStore.empty;
  if (sources.store !== undefined) {
    const opened = openTrustStore(sources.store, crypto);
    for (const problem of opened.problems) context.terminal.note(`chipid: trust store: ${problem}`);
    store = opened.store;
  }
  const options = { crypto, now: context.now(), keepFlagged: true };
  const take = (files: readonly TrustFile[], check: (file: FileReport) => void): void => {
    if (files.length === 0) return;
    const imported = importTrust(store, files, options);
    const fault = refusal({ ...imported.report, files: imported.report.files.filter((file) => !isJudged(file)) });
    if (fault !== undefined) throw fault;
    for (const file of imported.report.files) check(file);
    store = imported.store;
  };
  // Together, as a certificate may vouch for a list that is given with it; revocation lists after what they are under.
  take(readTrustFiles(sources.trust), (file) => tellFlagged(file, context));
  take(readTrustFiles(sources.crls), assertCrl);
  return store;
}

function isJudged(file: FileReport): boolean {
  return file.refused !== undefined && JUDGED.has(file.refused.code);
}

/** Nothing doubtful is used silently (T91b). What is in a list is told by the verdict, where it matters. */
function tellFlagged({ name, kind, refused, remarks }: FileReport, { terminal }: CommandContext): void {
  if (refused?.code === "trust.flagged") {
    terminal.note(
      `chipid: "${inert(name)}" is not used: ${inert(refused.why)} If you mean it: chipid trust import --force.`,
    );
  }
  if (kind !== "certificate" && kind !== "pem") return;
  for (const { subject, why } of remarks.filter((remark) => remark.kind === "flagged" && DOUBTFUL.has(remark.why))) {
    terminal.note(`chipid: "${inert(name)}" is used, though ${inert(subject)} ${why}.`);
  }
}

const DOUBTFUL: ReadonlySet<string> = new Set([FLAG_TEXTS["test-name"], FLAG_TEXTS["expired-long-ago"]]);

/**
 * Nothing becomes an anchor by way of `--crl`. LDIF may hold revocation lists; an anchor it cannot give by itself.
 * @throws ChipidError `crl.structure`
 */
function assertCrl({ name, kind, crls, refused }: FileReport): void {
  if (refused?.code.startsWith("crl.") === true || ((kind === "crl" || kind === "ldif") && crls.length > 0)) return;
  throw new ChipidError(
    "crl.structure",
    `"${name}" holds no revocation list; certificates and lists of them go to --trust.`,
  );
}
