import { verifyActiveAuthentication } from "../../authentication/active/verify.js";
import { equalBytes } from "../../bytes/bytes.js";
import { ChipidError, isChipidError } from "../../errors/chipid-error.js";
import { readDg14 } from "../../lds/dg14.js";
import { readDg15 } from "../../lds/dg15.js";
import { type InspectionOptions, runSteps } from "../inspect.js";
import type { ChipProofStatus, Inspection } from "../result.js";
import type { InspectionState } from "../state.js";
import { type ChipOffers, chipOffers, judgeActiveKey, judgeChipAtRest } from "../steps/chip.js";
import type { Evidence } from "./evidence.js";

export interface EvidenceOptions extends InspectionOptions {
  /**
   * The 8 bytes that this verifier chose and had sent to the chip. Only a signature over them shows anything: a challenge
   * that merely stands in the evidence may have been chosen by whoever has a stock of old answers.
   */
  readonly challenge?: Uint8Array;
  /** Where the evidence came from, as the result shall name it. */
  readonly path?: string;
}

/**
 * Inspects a document from evidence (contract.md §1 rule 5, §6): its files as files at rest, and the chip by its Active
 * Authentication answer where the caller states the challenge. Chip Authentication and PACE-CAM never count here.
 * @throws ChipidError `usage` for a challenge of another length than 8 bytes; else as `inspect`
 */
export function inspectEvidence(evidence: Evidence, options: EvidenceOptions): Inspection {
  const { challenge, path, ...inspection } = options;
  if (challenge !== undefined && challenge.length !== 8) {
    throw new ChipidError("usage", "A challenge of Active Authentication has 8 bytes.");
  }
  const input = { files: evidence.files, source: "evidence", ...(path === undefined ? {} : { path }) } as const;
  return runSteps(input, inspection, (state) => judgeChip(state, evidence, challenge));
}

function judgeChip(state: InspectionState, evidence: Evidence, challenge: Uint8Array | undefined): Inspection["chip"] {
  const { active, transcripts } = evidence;
  if (active === undefined && transcripts.length === 0) return judgeChipAtRest(state);
  const offers = chipOffers(state);
  const status = (offered: boolean, recorded: boolean): ChipProofStatus =>
    recorded ? "not-counted" : offered ? "not-done" : "absent";
  const chip = status(
    offers.chip,
    transcripts.some(({ protocol }) => protocol === "ca"),
  );
  const cam = status(
    offers.cam,
    transcripts.some(({ protocol }) => protocol === "cam"),
  );
  const judged = active === undefined ? undefined : judgeActive(state, active, challenge);
  if (judged === undefined || judged === "not-counted") notTransferable(state, offers, evidence, challenge);
  return { active: judged ?? status(offers.active, false), chip, cam };
}

/** Weighs the answer; everything but `not-counted` has left its finding. */
function judgeActive(
  state: InspectionState,
  active: NonNullable<Evidence["active"]>,
  challenge: Uint8Array | undefined,
): ChipProofStatus {
  const { findings, matched, crypto } = state;
  const dg15 = matched.get(15);
  if (dg15 === undefined || challenge === undefined || !equalBytes(challenge, active.challenge)) {
    judgeActiveKey(state);
    return "not-counted";
  }
  const verification = verify(dg15, matched.get(14), active, crypto);
  judgeActiveKey(state);
  if (verification === undefined || verification.outcome === "not-done") return "not-counted";
  if (verification.outcome === "failed") {
    findings.add("chip.active.failed", "The recorded answer is not the chip's signature over the stated challenge.");
    return "failed";
  }
  // A key that anyone can compute proves nothing; judgeActiveKey has said so. Nor does one that nobody trusted signed.
  if (verification.weaknesses.includes("roca") || state.chain !== "trusted" || state.signature !== "valid") {
    return "not-counted";
  }
  if (verification.deviations.length > 0) {
    findings.add("chip.active.deviation", `Active Authentication: ${verification.deviations.join(", ")}.`);
  }
  findings.add("chip.proof.passed", "Active Authentication over the stated challenge.");
  return "passed";
}

function verify(
  dg15: Uint8Array,
  dg14: Uint8Array | undefined,
  { challenge, response }: NonNullable<Evidence["active"]>,
  crypto: InspectionState["crypto"],
): ReturnType<typeof verifyActiveAuthentication> | undefined {
  try {
    const infos = dg14 === undefined ? undefined : readDg14(dg14);
    return verifyActiveAuthentication(readDg15(dg15), infos, challenge, response, crypto);
  } catch (error) {
    if (!isChipidError(error)) throw error;
    return undefined;
  }
}

function notTransferable(
  { findings }: InspectionState,
  offers: ChipOffers,
  { active, transcripts }: Evidence,
  challenge: Uint8Array | undefined,
): void {
  const why: string[] = [];
  if (active !== undefined) {
    if (!offers.active) why.push("the Active Authentication answer is by no signed key");
    else if (challenge === undefined) why.push("the challenge of Active Authentication was not stated by the verifier");
    else if (!equalBytes(challenge, active.challenge))
      why.push("the answer is to another challenge than the stated one");
    else why.push("the Active Authentication answer could not be counted");
  }
  const names = { ca: "Chip Authentication", cam: "PACE-CAM" };
  for (const { protocol } of transcripts) why.push(`a transcript of ${names[protocol]} can be made up`);
  const text = why.join("; ");
  findings.add("chip.proof.not-transferable", `${text.charAt(0).toUpperCase()}${text.slice(1)}.`);
}
