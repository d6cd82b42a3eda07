import { AccessError } from "../../channel/access.js";
import type { ChipidError } from "../../errors/chipid-error.js";
import type { FindingList } from "../findings.js";

/** Faults after which the same card may be put back, or powered up again, and the reading go on. */
export function isInterruption(error: ChipidError): boolean {
  return error.code.startsWith("card.");
}

/** Faults of the protected channel: the session is over, the chip is not. */
export function isChannelFault(error: ChipidError): boolean {
  return error.code.startsWith("channel.");
}

/**
 * Answers that were not what the chip protected: a wrong MAC or form, two statuses that differ, an answer from before. The
 * contactless link has checksums of its own, so such an answer is no noise, and the reading ends (T66, T67). `channel.plain`
 * is looked at twice (T65); an error status in plain is how chips end a session, and got over.
 */
export function isForeignAnswer(error: ChipidError): boolean {
  return error.code === "channel.mac" || error.code === "channel.structure" || error.code === "channel.status";
}

/** What ended a reading for good, as a finding (T59–T69, T74, T79, T92, T93). */
export function addFault(findings: FindingList, error: ChipidError, seen: { readonly plain: number }): void {
  const { code } = error;
  if (error instanceof AccessError) {
    addAccessFault(findings, error);
  } else if (code === "channel.plain") {
    addPlain(findings, seen);
  } else if (isChannelFault(error)) {
    findings.add("channel.answer.wrong", `The protected channel ended: ${code}.`);
  } else if (code === "read.too-long" || code === "read.endless") {
    findings.add("read.file.endless");
  } else if (code === "read.status" || code === "read.denied") {
    findings.add("read.file.refused");
  } else if (code.startsWith("read.") || code.startsWith("tlv.") || code.startsWith("apdu.")) {
    findings.add("read.file.wrong", `A file could not be read: ${code}.`);
  } else if (isInterruption(error) || code.startsWith("reader.")) {
    findings.add("card.contact.lost", `The contact with the card was lost: ${code}.`);
  } else throw error;
}

/** Plain answers inside the protected channel, whatever became of the reading afterwards (T65). */
export function addPlain(findings: FindingList, { plain }: { readonly plain: number }): void {
  if (plain > 0) findings.add(plain >= 2 ? "channel.answer.plain-repeated" : "channel.answer.plain");
}

function addAccessFault(findings: FindingList, error: AccessError): void {
  const pace = error.attempts.filter((attempt) => attempt.step === "pace");
  switch (error.code) {
    case "access.key-wrong": {
      const left = error.triesLeft === undefined ? "" : ` Tries left: ${error.triesLeft}.`;
      findings.add("access.key.wrong", `The chip refused the key.${left}`);
      return;
    }
    case "access.no-key":
      findings.add("access.key.missing", error.message);
      return;
    case "access.no-application":
      findings.add("card.application.missing");
      return;
    default:
      // Another password is no failure of PACE; everything else that an announced PACE came to is.
      if (pace.some((attempt) => attempt.outcome !== "done") || error.code === "access.parameters") {
        findings.add("access.pace.failed", `PACE failed: ${error.code}.`);
      } else findings.add("access.chip.refused", error.message);
  }
}
