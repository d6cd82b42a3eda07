import { toHex } from "../../bytes/bytes.js";
import { type TextHazard, textHazards } from "../../bytes/text-hazards.js";
import { isChipidError } from "../../errors/chipid-error.js";
import { readDg1 } from "../../lds/dg1.js";
import { readDg2 } from "../../lds/dg2.js";
import { readDg11 } from "../../lds/dg11.js";
import { readDg12 } from "../../lds/dg12.js";
import { readDir } from "../../lds/dir.js";
import { type DataGroupNumber, tagOfDataGroup } from "../../lds/files.js";
import { readTlv } from "../../tlv/tlv.js";
import { readDg13 } from "../../vietnam/dg13.js";
import { isVietnamTd1 } from "../../vietnam/td1.js";
import type { InspectionState } from "../state.js";

/** LDS2 applications (ICAO 9303-10 §6): travel records, visa records, additional biometrics. */
const LDS2_AIDS = ["a0000002472001", "a0000002472002", "a0000002472003"];

/** Reads what the matched data groups say; nothing else is ever used (T09, T70–T78, T84, T87d, T87e). */
export function readContents(state: InspectionState): void {
  readMrz(state);
  readPortrait(state);
  readDetails(state);
  readNational(state);
  state.data.issued = issueDate(state);
  flagTexts(state);
  reportLds2(state);
}

/** `read(bytes)`, or undefined after `refused()` when the group cannot be read although it is the signed one. */
function attempt<T>(
  state: InspectionState,
  number: DataGroupNumber,
  read: (bytes: Uint8Array) => T,
  refused: () => void,
): T | undefined {
  const bytes = state.matched.get(number);
  if (bytes === undefined) return undefined;
  try {
    return read(bytes);
  } catch (error) {
    if (!isChipidError(error)) throw error;
    refused();
    return undefined;
  }
}

function readMrz(state: InspectionState): void {
  const { findings } = state;
  const refused = (): void => findings.add("data.dg1.unreadable");
  const dg1 = attempt(state, 1, readDg1, refused);
  if (dg1 === undefined) return;
  if (!dg1.mrz.ok) {
    refused();
    return;
  }
  state.data.dg1 = { file: dg1, mrz: dg1.mrz.mrz };
  findings.add("data.dg1.read");
}

function readPortrait(state: InspectionState): void {
  const { findings } = state;
  if (!state.groups.has(2) || state.groups.get(2) === "not-listed") {
    if (state.sod?.lds.ok === true) findings.add("data.dg2.not-listed");
    return;
  }
  const dg2 = attempt(state, 2, readDg2, () => findings.add("data.dg2.unreadable"));
  if (dg2 === undefined) return;
  state.data.dg2 = dg2;
  findings.add("data.dg2.read");
  const portrait = dg2.faces[0]?.identification;
  if (portrait === undefined || portrait.displayable) return;
  findings.add("image.portrait.not-displayable", `The portrait is not displayed: ${portrait.why}.`);
}

function readDetails(state: InspectionState): void {
  const unreadable = (number: DataGroupNumber) => (): void =>
    state.findings.add("data.dg.unreadable", `DG${number} matches its hash but cannot be read.`);
  state.data.dg11 = attempt(state, 11, readDg11, unreadable(11));
  state.data.dg12 = attempt(state, 12, readDg12, unreadable(12));
  // Groups whose contents are not used must still be what their number says.
  for (const [number, bytes] of state.matched) {
    if (number === 1 || number === 2 || number === 11 || number === 12 || number === 14) continue;
    try {
      if (readTlv(bytes).tag !== tagOfDataGroup(number)) unreadable(number)();
    } catch (error) {
      if (!isChipidError(error)) throw error;
      unreadable(number)();
    }
  }
}

/** DG13 is each issuer's own; only Vietnam's card has a form that is known here. */
function readNational(state: InspectionState): void {
  const { findings } = state;
  const bytes = state.matched.get(13);
  const mrz = state.data.dg1?.mrz;
  if (bytes === undefined || mrz === undefined || !isVietnamTd1(mrz)) return;
  const result = readDg13(bytes);
  if (!result.ok) {
    findings.add("data.dg13.format-unknown");
    return;
  }
  state.data.dg13 = result.dg13;
  const odd = [...new Set(result.dg13.issues.filter((i) => i.code !== "dg13.text-hazard").map((i) => i.code))];
  if (odd.length > 0) findings.add("data.dg13.irregular", `DG13: ${odd.join(", ")}.`);
}

function issueDate(state: InspectionState): { year: number; month: number; day: number } | undefined {
  for (const date of [state.data.dg12?.dateOfIssue, state.data.dg13?.issued]) {
    if (date?.year === undefined || date.month === undefined || date.day === undefined) continue;
    return { year: date.year, month: date.month, day: date.day };
  }
  return undefined;
}

function flagTexts(state: InspectionState): void {
  const { dg11, dg12, dg13 } = state.data;
  const names = [dg11?.nameOfHolder, ...(dg11?.otherNames ?? []), ...(dg12?.otherPersons ?? [])];
  // Fillers are markup by their look alone.
  const mrz = state.data.dg1?.file.mrzText.replaceAll("<", " ");
  const texts = [
    mrz,
    ...names.flatMap((name) => (name === undefined ? [] : [name.primary, name.secondary])),
    ...(dg11?.placeOfBirth ?? []),
    ...(dg11?.permanentAddress ?? []),
    dg11?.profession,
    dg11?.title,
    dg11?.personalSummary,
    dg11?.custodyInformation,
    dg12?.issuingAuthority,
    dg12?.endorsements,
    dg12?.taxOrExitRequirements,
    ...(dg13?.fields.flatMap((field) => field.texts) ?? []),
  ];
  const hazards = new Set<TextHazard>();
  for (const text of texts) for (const hazard of text === undefined ? [] : textHazards(text)) hazards.add(hazard);
  if (hazards.size > 0) state.findings.add("data.text.hazard", `A text holds: ${[...hazards].join(", ")}.`);
}

function reportLds2(state: InspectionState): void {
  const file = state.files.get("EF.DIR");
  if (file === undefined) return;
  try {
    const found = readDir(file).applications.map(({ aid }) => toHex(aid));
    if (found.some((aid) => LDS2_AIDS.includes(aid))) state.findings.add("data.lds2.present");
  } catch (error) {
    if (!isChipidError(error)) throw error; // EF.DIR is not signed and nothing depends on it
  }
}
