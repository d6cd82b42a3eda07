import type { SignerMemory } from "../authentication/passive/signer-memory.js";
import type { Crypto } from "../crypto/types.js";
import { ChipidError } from "../errors/chipid-error.js";
import type { ElementaryFileName } from "../lds/files.js";
import type { DeviationFacts } from "../pki/deviation-scope.js";
import type { TrustView } from "../pki/trust-types.js";
import { FindingList } from "./findings.js";
import { completePolicy, type Policy } from "./policy.js";
import { passiveResult, summarise } from "./report.js";
import type { Inspection, InspectionSource } from "./result.js";
import type { InspectionState } from "./state.js";
import { checkAgreement } from "./steps/agreement.js";
import { checkChain } from "./steps/chain.js";
import { judgeChipAtRest } from "./steps/chip.js";
import { readContents } from "./steps/contents.js";
import { checkDataGroups } from "./steps/data-groups.js";
import { checkDates } from "./steps/dates.js";
import { judgeDocument } from "./steps/document.js";
import { checkRevocation } from "./steps/revocation.js";
import { compareScans } from "./steps/scan.js";
import { checkSecurityObject } from "./steps/security-object.js";
import { checkSigner } from "./steps/signer.js";
import { bySeverity, signedByIssuer, verdictOf } from "./verdict.js";

export interface InspectionInput {
  /** Elementary files as read, by their standard names. */
  readonly files: ReadonlyMap<ElementaryFileName, Uint8Array>;
  /** Default `files`. */
  readonly source?: InspectionSource;
  /** Where the files came from, as the result shall name it. */
  readonly path?: string;
}

export interface InspectionOptions {
  readonly trust: TrustView;
  readonly crypto: Crypto;
  /** The moment of judgement, milliseconds since 1970. The clock is a parameter: nothing here asks the host. */
  readonly at: number;
  /** Calendar day of judgement, `YYYY-MM-DD`; default: the UTC day of `at`. */
  readonly today?: string;
  readonly policy?: Partial<Policy>;
  /** QR or MRZ texts scanned from the card, in the order scanned. */
  readonly scans?: readonly string[];
  /** Also return ethnicity, religion and the portrait's bytes. Default false. */
  readonly personal?: boolean;
  /** Signers met before; give the same one to every inspection of a station. */
  readonly memory?: SignerMemory;
  readonly signal?: { readonly aborted: boolean; readonly reason?: unknown };
  /** Monotonic milliseconds, for `timing`; without it the times are 0. */
  readonly clock?: () => number;
  readonly onProgress?: (progress: InspectionProgress) => void;
}

export interface InspectionProgress {
  readonly phase: StepName;
  readonly done: number;
  readonly total: number;
}

interface Step {
  readonly name: string;
  /** Clause the step implements. */
  readonly reference: string;
  readonly run: (state: InspectionState) => void;
}

/** Passive authentication and the judgement of what was signed, in order (ICAO 9303-11 §5.1, 9303-12 §7). */
const STEPS = [
  { name: "security-object", reference: "ICAO 9303-10 §4.6.2", run: checkSecurityObject },
  { name: "chain", reference: "ICAO 9303-12 §7.1", run: checkChain },
  { name: "signer", reference: "ICAO 9303-12 §7.1.1", run: checkSigner },
  { name: "revocation", reference: "ICAO 9303-12 §7.1.4", run: checkRevocation },
  { name: "data-groups", reference: "ICAO 9303-11 §5.1", run: checkDataGroups },
  { name: "contents", reference: "ICAO 9303-10 §4.7", run: readContents },
  { name: "dates", reference: "ICAO 9303-12 §7.1", run: checkDates },
  { name: "document", reference: "ICAO 9303-3 §4", run: judgeDocument },
  { name: "agreement", reference: "ICAO 9303-3 §6", run: checkAgreement },
  { name: "scan", reference: "ICAO 9303-11 §5.1", run: compareScans },
] as const satisfies readonly Step[];

export type StepName = (typeof STEPS)[number]["name"];

/**
 * Inspects a document whose files are at rest: whether it is genuine as far as files can show, why, and what it says.
 * The result is `chipid-inspection/1` (contract.md §3); what is found out about the document is in `reasons`, never an
 * exception.
 * @throws ChipidError `inspection.input` for files that were not read to their end or are no EF.SOD at all,
 * `usage` for an unknown policy; the signal's reason when aborted.
 */
export async function inspect(input: InspectionInput, options: InspectionOptions): Promise<Inspection> {
  return inspectFiles(input, options);
}

/** {@link inspect} without the promise: nothing in it waits. */
export function inspectFiles(input: InspectionInput, options: InspectionOptions): Inspection {
  return runSteps(input, options, judgeChipAtRest);
}

/** All steps over files, however they were come by; `judgeChip` adds what is known of the chip itself. */
export function runSteps(
  input: InspectionInput,
  options: InspectionOptions,
  judgeChip: (state: InspectionState) => Inspection["chip"],
): Inspection {
  const started = options.clock?.() ?? 0;
  const policy = completePolicy(options.policy);
  const state: InspectionState = {
    source: input.source ?? "files",
    files: input.files,
    trust: options.trust,
    crypto: options.crypto,
    memory: options.memory,
    policy,
    at: checkedTime(options.at),
    today: dayOf(options),
    scans: options.scans ?? [],
    findings: new FindingList(),
    sod: undefined,
    signer: undefined,
    enclosed: [],
    signature: "not-checked",
    chain: "not-checked",
    path: [],
    anchor: undefined,
    revocation: "unknown",
    signatureAlgorithm: undefined,
    signingTime: undefined,
    signingTimeMalformed: false,
    signedAt: undefined,
    groups: new Map(),
    matched: new Map(),
    data: { dg1: undefined, dg2: undefined, dg11: undefined, dg12: undefined, dg13: undefined, issued: undefined },
  };
  for (const [done, step] of STEPS.entries()) {
    if (options.signal?.aborted === true) throw options.signal.reason;
    options.onProgress?.({ phase: step.name, done, total: STEPS.length });
    step.run(state);
  }
  const chip = judgeChip(state);
  const findings = state.findings.weigh(policy, options.trust, options.crypto, deviationFacts(state));
  const elapsed = (options.clock?.() ?? started) - started;
  return {
    format: "chipid-inspection/1",
    source: state.source,
    path: input.path ?? null,
    verdict: verdictOf(findings),
    reasons: bySeverity(findings),
    policy,
    judgedAt: new Date(state.at).toISOString(),
    signedByIssuer: signedByIssuer(findings),
    access: { protocol: "none" },
    passive: passiveResult(state),
    chip,
    ...summarise(state, options.personal === true),
    timing: { totalMs: elapsed, cardMs: 0, hostMs: elapsed, apdus: 0, bytesIn: 0, bytesOut: 0 },
  };
}

/** What a known deviation may be bounded by, from the signed data. */
function deviationFacts({ signer, data }: InspectionState): DeviationFacts | undefined {
  if (signer === undefined) return undefined;
  const { issued } = data;
  return {
    signer,
    ...(data.dg1 === undefined
      ? {}
      : { documentType: data.dg1.mrz.documentCode, documentNumber: data.dg1.mrz.documentNumber }),
    ...(issued === undefined ? {} : { issued: Date.UTC(issued.year, issued.month - 1, issued.day) }),
  };
}

function checkedTime(at: number): number {
  if (!Number.isFinite(at) || Math.abs(at) > 8.64e15) {
    throw new ChipidError("usage", "The moment of judgement is no time.");
  }
  return at;
}

function dayOf(options: InspectionOptions): InspectionState["today"] {
  const text = options.today ?? new Date(checkedTime(options.at)).toISOString().slice(0, 10);
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) throw new ChipidError("usage", "The day of judgement is not a date YYYY-MM-DD.");
  return { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
}
