import { readdirSync, statSync } from "node:fs";
import {
  ChipidError,
  fileFromName,
  type Inspection,
  inspectFiles,
  inspectionToJson,
  type Policy,
  parsePolicy,
} from "@chipid/sdk";
import { nodeCrypto, readDocumentFolder, storeFolder } from "@chipid/sdk/node";
import { type Command, Option } from "commander";
import { type Moment, parseMoment, presentMoment } from "../arguments/date.js";
import { separateLists } from "../arguments/lists.js";
import type { CommandContext } from "../context.js";
import { faultOf } from "../errors.js";
import { EXIT, exitCodeOf } from "../exit-codes.js";
import { aboutFile } from "../input.js";
import { LANGUAGES, type Language } from "../terminal/language.js";
import { inert } from "../terminal/text.js";
import { openTrust } from "../verify/trust.js";
import { printInspection } from "../verify/view.js";

const EXAMPLES = `
Examples:
  chipid verify card/                                  against the trust store (see chipid trust --help)
  chipid verify card/ --trust masterlist.ml csca.cer   these in addition, for this run
  chipid verify card/ --trust csca.cer --store none    this certificate and nothing else
  chipid verify card/ --crl issuer.crl --policy crl=required
  chipid verify card/ --at 2024-06-30                  judged as of another day
  chipid verify card/ --scan "$QR"                     compared with what was scanned from the card
  chipid verify --json cards/* | jq -r '[.path,.verdict]|@tsv'

A folder holds files named EF_SOD.bin, EF.SOD, DG1.bin, ef0101 …; other names are ignored.
Policies: signingTime, crl, trustAge, sha1, deviations, copyable, specimen (key=value).

Exit codes: 0 genuine or genuine-copyable, 10 unconfirmed, 11 retry, 20 not-genuine, 21 not-valid, 2 unreadable input.
With several paths the worst, in the order 1, 2, 20, 21, 11, 10, 0.`;

interface Options {
  readonly trust?: readonly string[];
  readonly crl?: readonly string[];
  readonly at?: string;
  readonly policy?: readonly string[];
  readonly scan?: readonly string[];
  readonly store?: string;
  readonly json?: true;
  readonly personal?: true;
  readonly lang: Language;
}

/** What all paths of one run are judged by. */
interface Judgement {
  readonly trust: ReturnType<typeof openTrust>;
  readonly policy: Policy;
  readonly moment: Moment;
  readonly scans: readonly string[];
  readonly personal: boolean;
}

function inspectPath(path: string, judgement: Judgement, context: CommandContext): Inspection {
  if (isRegularFile(path)) {
    throw new ChipidError(
      "files.unreadable",
      `"${path}" is a file: evidence files come with a later version of chipid; give the folder of its elementary files`,
    );
  }
  const { files, ignored } = aboutFile(path, () => readDocumentFolder(path));
  if (ignored.length > 0) {
    const names = ignored.map((name) => `"${inert(name)}"`).join(", ");
    context.terminal.note(`chipid: ignored in "${inert(path)}": ${names} (no names of elementary files).`);
  }
  return aboutFile(path, () =>
    inspectFiles(
      { files, source: "files", path },
      {
        trust: judgement.trust,
        crypto: nodeCrypto(),
        at: judgement.moment.ms,
        today: judgement.moment.day,
        policy: judgement.policy,
        scans: judgement.scans,
        personal: judgement.personal,
      },
    ),
  );
}

function isRegularFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function verifyOne(path: string, judgement: Judgement, options: Options, context: CommandContext): void {
  const { terminal } = context;
  let inspection: Inspection;
  try {
    const begun = process.uptime() * 1000;
    const found = inspectPath(path, judgement, context);
    const hostMs = Math.round((process.uptime() * 1000 - begun) * 100) / 100;
    inspection = { ...found, timing: { ...found.timing, totalMs: hostMs, hostMs } };
  } catch (error) {
    const fault = faultOf(error, "verify");
    if (options.json === true) terminal.json({ path, error: { code: fault.code, message: fault.line } });
    terminal.error(fault.line);
    if ((context.env.CHIPID_DEBUG ?? "") !== "" && error instanceof Error) terminal.note(error.stack ?? "");
    context.exit(fault.exit);
    return;
  }
  if (options.json === true) terminal.print(inspectionToJson(inspection));
  else printInspection(inspection, options.lang, terminal);
  context.exit(exitCodeOf(inspection.verdict));
}

function runVerify(paths: readonly string[], options: Options, context: CommandContext): void {
  const judgement: Judgement = {
    policy: parsePolicy(options.policy ?? []),
    moment: options.at === undefined ? presentMoment(context.now()) : parseMoment(options.at),
    trust: openTrust(
      {
        store: storeFolder(options.store, context.env),
        trust: options.trust ?? [],
        crls: options.crl ?? [],
      },
      context,
    ),
    scans: options.scan ?? [],
    personal: options.personal === true,
  };
  context.exit(EXIT.ok);
  for (const path of paths) {
    if (paths.length > 1 && options.json !== true) {
      context.terminal.print(context.terminal.style.bold(`── ${inert(path)} `.padEnd(context.terminal.width, "─")));
    }
    verifyOne(path, judgement, options, context);
  }
}

export function register(program: Command, context: CommandContext): void {
  program
    .command("verify")
    .description("Verifies documents offline: the signature, its chain to a trusted issuer, every file, every date.")
    .argument("<path...>", "folders of elementary files")
    .option("--trust <file...>", "trust these too: certificates (DER, PEM), master lists, LDIF")
    .option("--crl <file...>", "certificate revocation lists")
    .option("--at <date>", "judge as of this moment: YYYY-MM-DD or RFC 3339 (default: now)")
    .option("--policy <key=value...>", "what this station decides for itself")
    .option("--scan <text...>", "QR or MRZ text scanned from the card, to be compared; once for each scan")
    .option("--store <folder>", "the trust store; none uses none (default: CHIPID_TRUST or the platform's data folder)")
    .option("--personal", "also ethnicity, religion and the portrait's bytes")
    .addOption(new Option("--lang <language>", "language of the text for people").choices([...LANGUAGES]).default("en"))
    .option("--json", "one JSON object a path, one a line")
    .addHelpText("after", EXAMPLES)
    .action((paths: readonly string[], options: Options) => runVerify(paths, options, context));
}

/** Tells the folder of a document from one of certificates. */
function holdsElementaryFiles(path: string): boolean {
  try {
    return readdirSync(path).some((name) => fileFromName(name) !== undefined);
  } catch {
    return false;
  }
}

/** `--trust A B card/` is understood as a person means it; see `separateLists`. */
export function prepare(argv: readonly string[]): string[] {
  return separateLists(
    argv,
    {
      "--trust": undefined,
      "--crl": undefined,
      "--policy": (value) => value.includes("="),
      // One text a flag: several scans are several flags.
      "--scan": () => false,
    },
    ["--at", "--store", "--lang"],
    holdsElementaryFiles,
  );
}
