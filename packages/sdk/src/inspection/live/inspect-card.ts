import { AccessError, type AccessResult } from "../../channel/access.js";
import { type ChipidError, isChipidError } from "../../errors/chipid-error.js";
import type { Card } from "../../iso7816/card.js";
import type { Sod } from "../../lds/sod.js";
import { CONTENT_STEPS, conclude, newState, TRUST_STEPS } from "../procedure.js";
import type { ChipProofStatus, Inspection } from "../result.js";
import type { InspectionState } from "../state.js";
import { addFault, addPlain } from "./faults.js";
import { judgeChip, mappingCounts } from "./judge-chip.js";
import { previewOf } from "./preview.js";
import { CardReader, OtherCardError } from "./read-card.js";
import type { CardInspectionOptions, CardReading } from "./types.js";

export type { CardInspectionOptions, CardPreview, CardProgress, CardReading } from "./types.js";

/** The result of a card, with what was read: for evidence, for saving the files. */
export interface CardInspection {
  readonly inspection: Inspection;
  readonly reading: CardReading;
}

/**
 * Inspects a card: opens it, reads it, has it prove itself, and judges all of it as `inspect` does files. What the card
 * answers is in the result, never an exception: a reading that did not finish is `retry`.
 * @throws ChipidError `usage` for an unknown policy; the signal's reason when aborted.
 */
export async function inspectCard(card: Card, options: CardInspectionOptions): Promise<Inspection> {
  return (await readAndInspectCard(card, options)).inspection;
}

/** {@link inspectCard}, with what was read. */
export async function readAndInspectCard(card: Card, options: CardInspectionOptions): Promise<CardInspection> {
  const started = options.clock?.() ?? 0;
  const files = new Map<never, never>();
  let state = newState(files, options.source ?? "live", options);
  let shown = false;
  const reader = new CardReader(card, options, {
    security: (sod) => {
      options.onSecurityObject?.(sod);
      // A fresh state each time: another SOD must not inherit what an earlier one was judged to be.
      state = newState(new Map([["EF.SOD", sod]]), options.source ?? "live", options);
      return judgeSecurity(state);
    },
    wantsProof: (reading) => wantsProof(state, reading),
    texts(reading) {
      // Once: what was read before an interruption is the same after it.
      if (!shown) shown = showPreview(state, reading, options);
    },
  });
  try {
    const fault = await reader.run();
    // What was judged of the card before is no finding about this one (T69).
    if (fault instanceof OtherCardError) state = newState(files, options.source ?? "live", options);
    options.onProgress?.({ phase: "verify" });
    const chip = judge(state, reader, fault);
    const totalMs = (options.clock?.() ?? started) - started;
    const { apdus, bytesIn, bytesOut, cardMs } = reader.counts;
    const inspection = conclude(
      state,
      {
        path: options.path ?? null,
        access: accessOf(reader.reading.access, fault),
        chip,
        timing: { totalMs, cardMs, hostMs: totalMs - cardMs, apdus, bytesIn, bytesOut },
      },
      options,
    );
    return { inspection, reading: reader.reading };
  } catch (error) {
    // Aborted, or a fault of ours: nobody gets what was read, so nothing of it stays.
    reader.forget();
    throw error;
  } finally {
    reader.forgetParts();
  }
}

function judgeSecurity(state: InspectionState): Sod | undefined {
  try {
    for (const step of TRUST_STEPS) step.run(state);
    return state.sod;
  } catch (error) {
    if (!isChipidError(error, "inspection.input")) throw error;
    state.findings.add("sod.file.unreadable", error.message);
    return undefined;
  }
}

/** @returns whether there was anything to show */
function showPreview(state: InspectionState, { files }: CardReading, options: CardInspectionOptions): boolean {
  if (options.onPreview === undefined) return false;
  try {
    const preview = previewOf(state, files, options);
    if (preview !== undefined) options.onPreview(preview);
    return preview !== undefined;
  } catch (error) {
    // A group that was not read whole: the result says so.
    if (!isChipidError(error, "inspection.input")) throw error;
    return false;
  }
}

/** Order CAM, CA, AA; after one counted pass the others may be skipped (contract.md §1 rule 4, policy `proofs`). */
function wantsProof(state: InspectionState, { proofs }: CardReading): boolean {
  if (state.policy.proofs === "all" || state.chain !== "trusted") return true;
  return !mappingCounts(state, proofs.cam) && proofs.chip?.result.outcome !== "passed";
}

const NOTHING: Readonly<Record<"active" | "chip" | "cam", ChipProofStatus>> = {
  active: "not-done",
  chip: "not-done",
  cam: "not-done",
};

function judge(state: InspectionState, reader: CardReader, fault: ChipidError | undefined): Inspection["chip"] {
  const { findings } = state;
  const { reading, seen } = reader;
  if (fault instanceof OtherCardError) {
    findings.add("card.contact.other");
    return NOTHING;
  }
  if (fault?.code !== "channel.plain") addPlain(findings, seen);
  if (fault !== undefined) judgeFault(state, reader, fault);
  if (state.sod === undefined) return NOTHING;
  state.files = reading.files;
  state.unread = reading.unread;
  try {
    for (const step of CONTENT_STEPS) step.run(state);
  } catch (error) {
    // A data group that ends inside its object was not read whole: the reading is what failed.
    if (!isChipidError(error, "inspection.input")) throw error;
    findings.add("read.file.wrong", error.message);
    return NOTHING;
  }
  return judgeChip(state, reading, seen);
}

function judgeFault(state: InspectionState, reader: CardReader, fault: ChipidError): void {
  const { findings } = state;
  const { reading, seen } = reader;
  const sodMissing = !reading.files.has("EF.SOD") && reading.access !== undefined;
  if (sodMissing && (fault.code === "read.absent" || fault.code === "read.empty")) {
    findings.add("sod.file.empty");
  } else if (fault.code === "access.no-application" && showsDocument(reader, fault)) {
    findings.add("card.application.unclear");
  } else addFault(findings, fault, seen);
}

/** EF.CardAccess in the master file says that this is a document's chip after all (T92). */
function showsDocument(reader: CardReader, fault: ChipidError): boolean {
  return (
    reader.seen.missing < 2 ||
    reader.reading.access?.cardAccess !== undefined ||
    ("cardAccess" in fault && fault.cardAccess !== undefined)
  );
}

function accessOf(access: AccessResult | undefined, fault: ChipidError | undefined): Inspection["access"] {
  if (access === undefined) {
    if (!(fault instanceof AccessError)) return { protocol: "none" };
    // What was tried, and the tries the card says are left, is what an operator needs to mend the key.
    return { protocol: "none", cardAccess: fault.cardAccess?.path ?? null, attempts: fault.attempts };
  }
  const { protocol, mapping, password, oid, curve, parameterId, fellBack, assumed, attempts, cardAccess } = access;
  return {
    protocol,
    ...(mapping === undefined ? {} : { mapping }),
    ...(password === undefined ? {} : { password }),
    ...(oid === undefined ? {} : { oid }),
    ...(curve === undefined ? {} : { curve }),
    ...(parameterId === undefined ? {} : { parameterId }),
    fellBack,
    assumed,
    cardAccess: cardAccess?.path ?? null,
    attempts,
  };
}
