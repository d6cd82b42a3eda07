import { type Inspection, inspectEvidence, MAX_EVIDENCE_BYTES, readEvidence } from "@chipid/sdk";
import { readWholeFile } from "@chipid/sdk/node";
import { type Judgement, judgementInputs } from "../arguments/judgement.js";
import { aboutFile } from "../input.js";

/**
 * Verifies an evidence file again (contract of evidence: only an Active Authentication answer over the challenge that this
 * verifier states counts as a proof of the chip).
 * @throws ChipidError `files.*`, `evidence.*`
 */
export function inspectEvidenceFile(path: string, judgement: Judgement, challenge: Uint8Array | undefined): Inspection {
  return aboutFile(path, () => {
    const evidence = readEvidence(readWholeFile(path, MAX_EVIDENCE_BYTES));
    return inspectEvidence(evidence, {
      ...judgementInputs(judgement),
      path,
      ...(challenge === undefined ? {} : { challenge }),
    });
  });
}
