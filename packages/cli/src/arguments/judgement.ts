import { type Policy, parsePolicy } from "@chipid/sdk";
import { nodeCrypto, storeFolder } from "@chipid/sdk/node";
import { type Command, Option } from "commander";
import type { CommandContext } from "../context.js";
import { usageError } from "../errors.js";
import { LANGUAGES, type Language } from "../terminal/language.js";
import { openTrust } from "../verify/trust.js";
import { type Moment, parseMoment, presentMoment } from "./date.js";

/** The options of every command that judges a document. */
export interface JudgementOptions {
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

/** What all documents of one run are judged by. */
export interface Judgement {
  readonly trust: ReturnType<typeof openTrust>;
  readonly crypto: ReturnType<typeof nodeCrypto>;
  readonly policy: Policy;
  readonly moment: Moment;
  readonly scans: readonly string[];
  readonly personal: boolean;
}

/** @throws ChipidError `usage`; for trust data that cannot be read */
export function judgementOf(options: JudgementOptions, context: CommandContext): Judgement {
  return {
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
    crypto: nodeCrypto(),
    scans: scansOf(options),
    personal: options.personal === true,
  };
}

/** A comparison that was asked for must not be left out because a variable was not set. */
function scansOf({ scan = [] }: JudgementOptions): readonly string[] {
  if (scan.some((text) => text.trim() === ""))
    throw usageError("--scan takes the text that was scanned; this is empty");
  return scan;
}

/** The same as the SDK's inspections take it. */
export function judgementInputs({ trust, crypto, policy, moment, scans, personal }: Judgement) {
  return { trust, crypto, at: moment.ms, today: moment.day, policy, scans, personal };
}

export function addJudgementOptions(command: Command): Command {
  return command
    .option("--trust <file...>", "trust these too: certificates (DER, PEM), master lists, LDIF")
    .option("--crl <file...>", "certificate revocation lists")
    .option("--at <date>", "judge as of this moment: YYYY-MM-DD or RFC 3339 (default: now)")
    .option("--policy <key=value...>", "what this station decides for itself")
    .option("--scan <text...>", "QR or MRZ text scanned from the card, to be compared; once for each scan")
    .option("--store <folder>", "the trust store; none uses none (default: CHIPID_TRUST or the platform's data folder)")
    .option("--personal", "also ethnicity, religion and the portrait's bytes")
    .addOption(
      new Option("--lang <language>", "language of the text for people").choices([...LANGUAGES]).default("en"),
    );
}

/** The lists among them, and the options that take one value, for `separateLists`. */
export const JUDGEMENT_LISTS = {
  "--trust": undefined,
  "--crl": undefined,
  "--policy": (value: string) => value.includes("="),
  // One text a flag: several scans are several flags.
  "--scan": () => false,
} as const;
export const JUDGEMENT_VALUES = ["--at", "--store", "--lang"] as const;
