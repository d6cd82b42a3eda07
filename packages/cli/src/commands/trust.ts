import { statSync } from "node:fs";
import { basename } from "node:path";
import { ChipidError, type ImportOptions, importTrust, TrustStore } from "@chipid/sdk";
import {
  importIntoStore,
  nodeCrypto,
  openTrustStore,
  readStoredFile,
  removeFromStore,
  storeFolder,
} from "@chipid/sdk/node";
import type { Command } from "commander";
import type { CommandContext } from "../context.js";
import { usageError } from "../errors.js";
import { EXIT } from "../exit-codes.js";
import { readInputFile } from "../input.js";
import { inert } from "../terminal/text.js";
import { exportTrust } from "../trust/export.js";
import { readTrustFiles } from "../trust/files.js";
import { listToJson, printList } from "../trust/list.js";
import { fileReportToJson, printImport } from "../trust/reports.js";
import { printShow, showToJson } from "../trust/show.js";
import { answerToJson, explain, printAnswer } from "../trust/why.js";

const EXAMPLES = `
Examples:
  chipid trust import DE_CSCA.cer DE_ML.ml           a list, and the certificate that vouches for it
  chipid trust import DE_ML.ml --signer-sha256 12:AB…  the same, by the fingerprint its publisher tells
  chipid trust import issuer.crl                     a revocation list of a CSCA in the store
  chipid trust list                                  what is in the store, and what it is worth
  chipid trust show DE_ML.ml                         what a file holds, before or after importing it
  chipid trust why card/                             which anchor a document's signer needs or has
  chipid trust remove DE_ML.ml
  chipid trust export > anchors.pem

A certificate given alone is trusted as given, and may vouch for lists. A list that nobody vouches for is kept as
unverified and gives at best "unconfirmed". The store is named by --store or CHIPID_TRUST.`;

interface StoreOption {
  readonly store?: string;
  readonly json?: true;
}

interface SignerOptions extends StoreOption {
  readonly signer?: string;
  readonly signerSha256?: string;
}

function folderOf(options: StoreOption, context: CommandContext): string {
  const folder = storeFolder(options.store, context.env);
  if (folder === undefined) throw usageError("This needs a trust store: name its folder instead of none");
  return folder;
}

function open(options: StoreOption, context: CommandContext): TrustStore {
  const folder = storeFolder(options.store, context.env);
  if (folder === undefined) return TrustStore.empty;
  const { store, problems } = openTrustStore(folder, nodeCrypto());
  for (const problem of problems) context.terminal.note(`chipid: trust store: ${inert(problem)}`);
  return store;
}

async function runImport(
  paths: readonly string[],
  options: SignerOptions & { readonly force?: true },
  context: CommandContext,
): Promise<void> {
  const folder = folderOf(options, context);
  const files = readTrustFiles(paths);
  const { report, store } = await importIntoStore(folder, files, {
    crypto: nodeCrypto(),
    now: context.now(),
    ...(options.signer === undefined
      ? {}
      : { signer: { name: basename(options.signer), bytes: readInputFile(options.signer) } }),
    ...(options.signerSha256 === undefined ? {} : { signerSha256: options.signerSha256 }),
    ...(options.force === undefined ? {} : { force: true }),
  });
  if (options.json === true) {
    context.terminal.json({
      store: folder,
      certificates: store.size,
      countries: store.countries.length,
      files: report.files.map(fileReportToJson),
      verifiedNow: report.verifiedNow,
    });
  } else printImport(report, folder, context.terminal);
  context.exit(EXIT.ok);
}

function runShow(what: string, options: SignerOptions & { readonly all?: true }, context: CommandContext): void {
  const store = open(options, context);
  const folder = storeFolder(options.store, context.env);
  const isPath = statSync(what, { throwIfNoEntry: false }) !== undefined;
  const file =
    isPath || folder === undefined
      ? { name: basename(what), bytes: readInputFile(what) }
      : readStoredFile(folder, what, nodeCrypto());
  const base: ImportOptions = { crypto: nodeCrypto(), now: context.now(), force: true };
  const { report } = importTrust(store, [file], {
    ...base,
    ...(options.signer === undefined ? {} : { signer: readInputFile(options.signer) }),
    ...(options.signerSha256 === undefined ? {} : { signerSha256: options.signerSha256 }),
  });
  const [shown] = report.files;
  if (shown === undefined) return;
  const own = importTrust(TrustStore.empty, [file], base).store;
  const all = options.all === true;
  if (options.json === true) context.terminal.json(showToJson({ report: shown, store: own }, all));
  else if (shown.kind !== undefined) printShow({ report: shown, store: own }, all, context.terminal);
  // What could be told has been; the file is still one that is not taken.
  if (shown.refused !== undefined) throw new ChipidError(shown.refused.code, `"${what}": ${shown.refused.why}`);
  context.exit(EXIT.ok);
}

async function runRemove(what: readonly string[], options: StoreOption, context: CommandContext): Promise<void> {
  const folder = folderOf(options, context);
  const removed = [];
  for (const one of what) removed.push(...(await removeFromStore(folder, one, { crypto: nodeCrypto() })));
  if (options.json === true) context.terminal.json({ store: folder, removed });
  else for (const { name } of removed) context.terminal.print(`removed ${inert(name)}`);
  context.exit(EXIT.ok);
}

export function register(program: Command, context: CommandContext): void {
  const trust = program
    .command("trust")
    .description("The trust store: the certificates that documents are verified against.")
    .addHelpText("after", EXAMPLES);
  const store = ["--store <folder>", "the trust store (default: CHIPID_TRUST or the platform's data folder)"] as const;
  const json = ["--json", "one JSON object on one line"] as const;
  const signer = [
    "--signer <file>",
    "certificate of the list's signer, or of the CSCA above it, that vouches for it",
  ] as const;
  const fingerprint = ["--signer-sha256 <hex>", "the same, by the SHA-256 of the certificate"] as const;

  trust
    .command("import")
    .description("Adds master lists, LDIF, certificates (DER, PEM), CRLs, deviation lists; all of them or none.")
    .argument("<file...>", "files, or folders of files")
    .option(...signer)
    .option(...fingerprint)
    .option("--force", "also an older list over a newer one, and a certificate that is flagged")
    .option(...store)
    .option(...json)
    .action((paths: readonly string[], options: SignerOptions & { force?: true }) =>
      runImport(paths, options, context),
    );
  trust
    .command("list")
    .description("What the store holds: certificates, countries, signers, whether verified, what was flagged.")
    .option("--all", "every certificate that was flagged or refused")
    .option(...store)
    .option(...json)
    .action((options: StoreOption & { all?: true }) => {
      const folder = folderOf(options, context);
      const opened = open(options, context);
      if (options.json === true) context.terminal.json(listToJson(opened, folder));
      else printList(opened, folder, context.now(), options.all === true, context.terminal);
      context.exit(EXIT.ok);
    });
  trust
    .command("show")
    .description("What a file holds: counts, signer, whether verified here, what is refused or flagged and why.")
    .argument("<file>", "a file, or the name or id of one in the store")
    .option("--all", "every certificate")
    .option(...signer)
    .option(...fingerprint)
    .option(...store)
    .option(...json)
    .action((what: string, options: SignerOptions & { all?: true }) => runShow(what, options, context));
  trust
    .command("why")
    .description("Which anchor a document's signer, or a certificate, chains to, or which one is missing.")
    .argument("<path>", "a folder of elementary files, an EF.SOD or a certificate")
    .option(...store)
    .option(...json)
    .action((path: string, options: StoreOption) => {
      const answer = explain(path, open(options, context));
      if (options.json === true) context.terminal.json(answerToJson(answer));
      else printAnswer(answer, context.terminal);
      context.exit(EXIT.ok);
    });
  trust
    .command("remove")
    .description("Removes imported files; what they vouched for is judged again.")
    .argument("<file...>", "name or id as in the list")
    .option(...store)
    .option(...json)
    .action((what: readonly string[], options: StoreOption) => runRemove(what, options, context));
  trust
    .command("export")
    .description("The trusted certificates as PEM, on standard output.")
    .option("--out <file>", "into a new file instead")
    .option("--all", "unverified ones too: imported again, each is trusted as given")
    .option(...store)
    .option("--json", "one JSON object on one line: what was exported; without --out the PEM is in it")
    .action((options: StoreOption & { all?: true; out?: string }) => {
      exportTrust(open(options, context), storeFolder(options.store, context.env), options, context.terminal);
      context.exit(EXIT.ok);
    });
}
