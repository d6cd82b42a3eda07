import { toHex } from "../../bytes/bytes.js";
import type { CardReading } from "../live/types.js";
import type { Evidence, ProofTranscript } from "./evidence.js";

/** What a reading of a card leaves as evidence: all files, the Active Authentication answer, what else was recorded. */
export function evidenceOf(reading: CardReading, about: Pick<Evidence, "created" | "tool">): Evidence {
  const { active } = reading.proofs;
  const answer = active?.evidence;
  return {
    ...about,
    files: new Map(reading.files),
    ...(answer === undefined ? {} : { active: { challenge: answer.challenge, response: answer.response } }),
    transcripts: [...chipTranscript(reading), ...mappingTranscript(reading)],
  };
}

function chipTranscript({ proofs }: CardReading): ProofTranscript[] {
  const result = proofs.chip?.result;
  if (result === undefined || !("evidence" in result)) return [];
  const { oid, domain, terminalKey, chipKey, by } = result.evidence;
  const details = { oid, domain, by, terminalKey: toHex(terminalKey), chipKey: toHex(chipKey) };
  return [{ protocol: "ca", outcome: result.outcome, details }];
}

function mappingTranscript({ proofs }: CardReading): ProofTranscript[] {
  const { cam } = proofs;
  if (cam?.evidence === undefined) return [];
  const { domain, data, mappingKey, chipKey } = cam.evidence;
  const details = {
    domain,
    data: toHex(data),
    mappingKey: toHex(mappingKey),
    ...(chipKey === undefined ? {} : { chipKey: toHex(chipKey) }),
  };
  return [{ protocol: "cam", outcome: cam.outcome, details }];
}
