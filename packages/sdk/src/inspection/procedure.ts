import type { SignerMemory } from "../authentication/passive/signer-memory.js";
import type { Crypto } from "../crypto/types.js";
import { ChipidError } from "../errors/chipid-error.js";
import type { ElementaryFileName } from "../lds/files.js";
import { type CalendarDate, isCalendarDate } from "../mrz/date.js";
import type { DeviationFacts } from "../pki/deviation-scope.js";
import type { TrustView } from "../pki/trust-types.js";
import { FindingList } from "./findings.js";
import { completePolicy, type Policy } from "./policy.js";
import { passiveResult, summarise } from "./report.js";
import type { Inspection, InspectionSource } from "./result.js";
import type { InspectionState } from "./state.js";
import { checkAgreement } from "./steps/agreement.js";
import { checkChain } from "./steps/chain.js";
import { readContents } from "./steps/contents.js";
import { checkDataGroups } from "./steps/data-groups.js";
import { checkDates } from "./steps/dates.js";
import { judgeDocument } from "./steps/document.js";
import { checkRevocation } from "./steps/revocation.js";
import { compareScans } from "./steps/scan.js";
import { checkSecurityObject } from "./steps/security-object.js";
import { checkSigner } from "./steps/signer.js";
import { bySeverity, signedByIssuer, verdictOf } from "./verdict.js";

/** What every inspection needs besides the document: trust data, crypto, a clock, the station's rules. */
export interface JudgementOptions {
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
  /** Monotonic milliseconds, for `timing`; without it the times are 0. */
  readonly clock?: () => number;
}

interface Step {
  readonly name: string;
  /** Clause the step implements. */
  readonly reference: string;
  readonly run: (state: InspectionState) => void;
}

/** Who signed, and whether that may be believed: needs EF.SOD alone (ICAO 9303-11 §5.1, 9303-12 §7). */
export const TRUST_STEPS = [
  { name: "security-object", reference: "ICAO 9303-10 §4.6.2", run: checkSecurityObject },
  { name: "chain", reference: "ICAO 9303-12 §7.1", run: checkChain },
  { name: "signer", reference: "ICAO 9303-12 §7.1.1", run: checkSigner },
  { name: "revocation", reference: "ICAO 9303-12 §7.1.4", run: checkRevocation },
] as const satisfies readonly Step[];

/** What was signed: needs the data groups. */
export const CONTENT_STEPS = [
  { name: "data-groups", reference: "ICAO 9303-11 §5.1", run: checkDataGroups },
  { name: "contents", reference: "ICAO 9303-10 §4.7", run: readContents },
  { name: "dates", reference: "ICAO 9303-12 §7.1", run: checkDates },
  { name: "document", reference: "ICAO 9303-3 §4", run: judgeDocument },
  { name: "agreement", reference: "ICAO 9303-3 §6", run: checkAgreement },
  { name: "scan", reference: "ICAO 9303-11 §5.1", run: compareScans },
] as const satisfies readonly Step[];

export type StepName = (typeof TRUST_STEPS | typeof CONTENT_STEPS)[number]["name"];

/** @throws ChipidError `usage` for an unknown policy or a moment that is none. */
export function newState(
  files: ReadonlyMap<ElementaryFileName, Uint8Array>,
  source: InspectionSource,
  options: JudgementOptions,
): InspectionState {
  return {
    source,
    files,
    unread: undefined,
    trust: options.trust,
    crypto: options.crypto,
    memory: options.memory,
    policy: completePolicy(options.policy),
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
}

/** The result of a state whose steps have run. */
export function conclude(
  state: InspectionState,
  parts: Pick<Inspection, "path" | "access" | "chip" | "timing">,
  options: JudgementOptions,
): Inspection {
  const findings = state.findings.weigh(state.policy, state.trust, state.crypto, deviationFacts(state));
  return {
    format: "chipid-inspection/1",
    source: state.source,
    path: parts.path,
    verdict: verdictOf(findings),
    reasons: bySeverity(findings),
    policy: state.policy,
    judgedAt: new Date(state.at).toISOString(),
    signedByIssuer: signedByIssuer(findings),
    access: parts.access,
    passive: passiveResult(state),
    chip: parts.chip,
    ...summarise(state, options.personal === true),
    timing: parts.timing,
  };
}

/** What a known deviation may be bounded by, from the signed data. */
export function deviationFacts({ signer, anchor, sod, data }: InspectionState): DeviationFacts | undefined {
  if (signer === undefined) return undefined;
  // What a country is known for excuses nobody whom another country's CSCA let sign in its name.
  const claimed = signer.issuer.country ?? signer.subject.country;
  if (anchor !== undefined && anchor.certificate.subject.country !== claimed) return undefined;
  const { issued } = data;
  return {
    signer,
    ...(sod === undefined ? {} : { contentType: sod.signedData.eContentType }),
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

function dayOf(options: JudgementOptions): CalendarDate {
  const text = options.today ?? new Date(checkedTime(options.at)).toISOString().slice(0, 10);
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) throw new ChipidError("usage", "The day of judgement is not a date YYYY-MM-DD.");
  const day = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
  if (!isCalendarDate(day)) throw new ChipidError("usage", "The day of judgement is no day of the calendar.");
  return day;
}
