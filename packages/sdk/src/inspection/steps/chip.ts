import { isRoca } from "../../crypto/roca.js";
import { isChipidError } from "../../errors/chipid-error.js";
import { readCardAccess } from "../../lds/card-access.js";
import { readDg14 } from "../../lds/dg14.js";
import { readDg15 } from "../../lds/dg15.js";
import type { SecurityInfos } from "../../lds/security-infos.js";
import { readPublicKey } from "../../pki/spki.js";
import type { ChipProofStatus } from "../result.js";
import type { InspectionState } from "../state.js";

export interface ChipOffers {
  readonly active: boolean;
  readonly chip: boolean;
  readonly cam: boolean;
}

/** Which proofs the chip offers (contract.md §1 rule 4), from signed data alone where they are signed. */
export function chipOffers(state: InspectionState): ChipOffers {
  return {
    active: state.groups.has(15) && state.groups.get(15) !== "not-listed",
    chip: offersChipAuthentication(state),
    cam: offersCam(state),
  };
}

/**
 * Files cannot show that the chip is the original (rule 5): at best a copyable document. The signed keys are still
 * looked at, since a weak one would make its proof worthless (T56, T57).
 */
export function judgeChipAtRest(state: InspectionState): Readonly<Record<keyof ChipOffers, ChipProofStatus>> {
  const { findings } = state;
  const offers = chipOffers(state);
  judgeActiveKey(state);
  const names = [offers.cam ? "PACE-CAM" : "", offers.chip ? "CA" : "", offers.active ? "AA" : ""].filter(Boolean);
  if (names.length > 0) {
    findings.add("chip.proof.not-in-evidence", `The chip offers ${names.join(", ")}; files at rest cannot show it.`);
  } else if (state.groups.get(14) === "absent") {
    findings.add("chip.proof.not-in-evidence", "DG14 is not among the files, so the offer of a proof is not known.");
  } else {
    findings.add("chip.proof.not-offered");
  }
  const status = (offered: boolean): ChipProofStatus => (offered ? "not-done" : "absent");
  return { active: status(offers.active), chip: status(offers.chip), cam: status(offers.cam) };
}

function offersChipAuthentication(state: InspectionState): boolean {
  const dg14 = state.matched.get(14);
  if (dg14 === undefined) return false;
  try {
    // An entry that announces a key and cannot be read is an offer too: it must not read as "none offered".
    return readDg14(dg14).securityInfos.infos.some(
      (info) =>
        info.kind === "chip-authentication-public-key" ||
        (info.kind === "malformed" && info.announces === "chip-authentication-public-key"),
    );
  } catch (error) {
    if (!isChipidError(error)) throw error;
    state.findings.add("data.dg.unreadable", "DG14 matches its hash but cannot be read.");
    return true; // what cannot be read must not pass for "none offered"
  }
}

/**
 * A CAM entry in EF.CardAccess, or in its signed copy in DG14: nobody signs the former, and a copy of the card without
 * the key would leave the entry out.
 */
function offersCam(state: InspectionState): boolean {
  const open = state.files.get("EF.CardAccess");
  const signed = state.matched.get(14);
  return (
    (open !== undefined && listsCam(() => readCardAccess(open))) ||
    (signed !== undefined && listsCam(() => readDg14(signed)))
  );
}

function listsCam(read: () => { readonly securityInfos: SecurityInfos }): boolean {
  try {
    return read().securityInfos.infos.some((info) => info.kind === "pace" && info.mapping === "cam");
  } catch (error) {
    if (!isChipidError(error)) throw error;
    return false; // EF.CardAccess is unsigned; DG14 is judged by offersChipAuthentication
  }
}

/** What is wrong with the signed key of Active Authentication itself (T56, T57). */
export function judgeActiveKey(state: InspectionState): void {
  const { findings } = state;
  const dg15 = state.matched.get(15);
  if (dg15 === undefined) return;
  try {
    const reading = readPublicKey(readDg15(dg15).spki);
    if (!reading.ok) findings.add("chip.active.key-unusable");
    else if (reading.key.kind === "rsa") {
      if (isRoca(reading.key.modulus)) findings.add("chip.active.roca");
      if (reading.key.bits < 2048) {
        findings.add("chip.active.rsa-short", `The chip's RSA key has ${reading.key.bits} bits.`);
      }
    }
  } catch (error) {
    if (!isChipidError(error)) throw error;
    findings.add("chip.active.key-unusable");
  }
}
