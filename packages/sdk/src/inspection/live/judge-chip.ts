import type { MappingResult } from "../../authentication/cam/chip-authentication-mapping.js";
import { isChipidError } from "../../errors/chipid-error.js";
import { readDg14 } from "../../lds/dg14.js";
import type { PaceInfo, SecurityInfo } from "../../lds/security-info-types.js";
import { infosOf } from "../../lds/security-infos.js";
import type { ChipProofStatus, Inspection } from "../result.js";
import type { InspectionState } from "../state.js";
import { chipOffers, judgeActiveKey } from "../steps/chip.js";
import { cardSecurityDoubt } from "./card-security-signer.js";
import type { CardReading } from "./types.js";

/**
 * What the chip's proofs are worth (contract.md §1 rule 4): AA counts after DG15, CA after DG14 is matched by a trusted
 * SOD; CAM when EF.CardSecurity's own signature chains to a CSCA of the SOD's country. A proof answered wrongly is red
 * whatever else passed; one counted proof is enough.
 */
export function judgeChip(
  state: InspectionState,
  reading: CardReading,
  seen: { readonly chipFailures: number },
): Inspection["chip"] {
  const { findings } = state;
  const offers = chipOffers(state);
  const cam = judgeCam(state, reading);
  const chip = judgeChipAuthentication(state, reading, seen);
  const active = judgeActive(state, reading);
  judgeActiveKey(state);
  const all = { active: active ?? open(offers.active), chip: chip ?? open(offers.chip), cam: cam ?? open(offers.cam) };
  const names = { cam: "PACE-CAM", chip: "Chip Authentication", active: "Active Authentication" } as const;
  const of = (status: ChipProofStatus): string[] =>
    (["cam", "chip", "active"] as const).filter((key) => all[key] === status).map((key) => names[key]);
  const passed = of("passed");
  if (passed.length > 0) findings.add("chip.proof.passed", `${passed.join(", ")}: the chip is the original.`);
  if (of("not-counted").length > 0) {
    findings.add("chip.proof.not-counted", `${of("not-counted").join(", ")}: no trusted issuer signed the key.`);
  }
  // What was asked for was offered, though what offers it may not be what was signed (T60).
  const offered = Object.values(all).some((status) => status !== "absent");
  const undone = of("not-done");
  if (!offered) findings.add("chip.proof.not-offered");
  else if (passed.length === 0) {
    findings.add("chip.proof.none-done", `Offered and not counted: ${[...undone, ...of("not-counted")].join(", ")}.`);
  } else if (undone.some((name) => wasTried(reading, name))) {
    findings.add("chip.proof.second-not-done", `Not done: ${undone.filter((n) => wasTried(reading, n)).join(", ")}.`);
  }
  judgePace(state, reading);
  return all;
}

function open(offered: boolean): ChipProofStatus {
  return offered ? "not-done" : "absent";
}

function wasTried({ proofs }: CardReading, name: string): boolean {
  if (name === "PACE-CAM") return proofs.cam !== undefined;
  return name === "Chip Authentication" ? proofs.chip !== undefined : proofs.active !== undefined;
}

/** undefined: not asked for, or not done. */
function judgeCam(state: InspectionState, { proofs, cardSecurityUnread }: CardReading): ChipProofStatus | undefined {
  const { cam } = proofs;
  const { findings } = state;
  if (cam === undefined || (cam.outcome === "not-done" && cam.why === "no-proof")) return undefined;
  if (cam.outcome === "failed") {
    findings.add("chip.cam.failed", `PACE-CAM: ${cam.why}.`);
    return "failed";
  }
  if (cam.outcome === "not-done") {
    findings.add("chip.cam.unverified", `PACE-CAM: ${cardSecurityUnread ? "EF.CardSecurity unreadable" : cam.why}.`);
    return "not-done";
  }
  const doubt = cardSecurityDoubt(state, cam.signature);
  if (doubt !== undefined) {
    findings.add("chip.cam.unverified", doubt);
    return "not-counted";
  }
  return "passed";
}

/** CAM passed, and the signer of EF.CardSecurity vouches for its key (rule 4). */
export function mappingCounts(state: InspectionState, cam: MappingResult | undefined): boolean {
  return cam?.outcome === "passed" && cardSecurityDoubt(state, cam.signature) === undefined;
}

function judgeChipAuthentication(
  state: InspectionState,
  { proofs }: CardReading,
  seen: { readonly chipFailures: number },
): ChipProofStatus | undefined {
  const { findings } = state;
  const result = proofs.chip?.result;
  if (result === undefined) return undefined;
  if (result.outcome === "failed") {
    // One failure may be an accident of the channel; the reader tries twice (T59).
    if (seen.chipFailures < 2) return "not-done";
    findings.add("chip.chip.failed", `The channel broke under the new keys (${result.fault}), twice.`);
    return "failed";
  }
  if (result.outcome === "not-done") return "not-done";
  if (state.chain !== "trusted" || state.groups.get(14) !== "match" || state.signature !== "valid")
    return "not-counted";
  const { deviations } = result.evidence;
  if (deviations.length > 0) findings.add("chip.chip.deviation", `Chip Authentication: ${deviations.join(", ")}.`);
  return "passed";
}

function judgeActive(state: InspectionState, { proofs }: CardReading): ChipProofStatus | undefined {
  const { findings, groups } = state;
  const result = proofs.active;
  if (result === undefined) return undefined;
  if (result.outcome === "failed") {
    findings.add("chip.active.failed");
    return "failed";
  }
  if (result.outcome === "not-done") return "not-done";
  if (state.chain !== "trusted" || state.signature !== "valid" || groups.get(15) !== "match") return "not-counted";
  // ECDSA takes its hash from DG14 when that is there: then it must be the signed one too.
  const needsDg14 =
    result.scheme.kind === "ecdsa" && groups.has(14) && !result.deviations.includes("hash-not-declared");
  if (needsDg14 && groups.get(14) !== "match") return "not-counted";
  // A private key that anyone can compute proves nothing; judgeActiveKey says so (T56).
  if (result.weaknesses.includes("roca")) return "not-counted";
  if (result.deviations.length > 0) {
    findings.add("chip.active.deviation", `Active Authentication: ${result.deviations.join(", ")}.`);
  }
  return "passed";
}

/** EF.CardAccess is not signed: what was used is held against the signed copy (T63, T64, T64b). */
function judgePace(state: InspectionState, { access, files }: CardReading): void {
  const { findings } = state;
  if (access === undefined) return;
  if (access.fellBack) findings.add("access.pace.fell-back");
  const signed = signedInfos(state, access.mapping === "cam" ? undefined : files);
  if (signed === undefined) return;
  const entries = infosOf(signed, "pace");
  if (access.protocol !== "pace") {
    // Whether EF.CardAccess was not shown or was shown without its PACE entries is the same to whoever hides them.
    if (entries.length > 0 && !access.fellBack) findings.add("access.pace.hidden");
    return;
  }
  if (access.assumed) return;
  if (entries.length === 0) {
    findings.add("access.pace.unsigned");
    return;
  }
  const same = entries.filter((info) => info.oid === access.oid);
  if (same.length === 0) findings.add("access.pace.not-signed");
  else if (!same.some((info) => info.parameterId === access.parameterId)) findings.add("access.pace.parameters-differ");
  else if (entries.some((info) => isStronger(info, access.cardAccess?.file.securityInfos.infos ?? []))) {
    findings.add("access.pace.not-signed", "The signed data list a stronger PACE than the chip announced.");
  }
}

/** SecurityInfos of the matched DG14; undefined when there is none, or when EF.CardSecurity is the signed copy (CAM). */
function signedInfos(
  state: InspectionState,
  files: CardReading["files"] | undefined,
): readonly SecurityInfo[] | undefined {
  if (files === undefined) return undefined;
  const bytes = state.matched.get(14);
  if (bytes === undefined) return undefined;
  try {
    return readDg14(bytes).securityInfos.infos;
  } catch (error) {
    if (!isChipidError(error)) throw error;
    return undefined;
  }
}

const STRENGTH = ["3des", "aes-128", "aes-192", "aes-256"] as const;

/** A signed entry that is stronger than everything announced in the clear. */
function isStronger(signed: PaceInfo, announced: readonly SecurityInfo[]): boolean {
  const infos = infosOf(announced, "pace");
  const rank = (info: PaceInfo): number => STRENGTH.indexOf(info.cipher);
  return infos.length > 0 && infos.every((info) => rank(info) < rank(signed));
}
