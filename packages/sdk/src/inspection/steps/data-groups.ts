import { compareDataGroups, type DataGroupComparison } from "../../authentication/passive/hashes.js";
import { isChipidError } from "../../errors/chipid-error.js";
import { type Com, readCom } from "../../lds/com.js";
import { DATA_GROUP_NUMBERS, type DataGroupNumber, dataGroupName } from "../../lds/files.js";
import type { LdsSecurityObject } from "../../lds/lds-security-object.js";
import type { InspectionState } from "../state.js";

/** Every data group that was read against its signed hash (ICAO 9303-11 §5.1, T04–T12, T22, T24–T26). */
export function checkDataGroups(state: InspectionState): void {
  const lds = state.sod?.lds;
  if (lds?.ok !== true) return;
  judgeList(state, lds.object);
  const comparisons = compareDataGroups(readGroups(state), lds.object, state.crypto);
  for (const comparison of comparisons) record(state, comparison);
  judgeComparisons(state, comparisons);
  judgeAbsent(state, lds.object);
  judgeCom(state, lds.object);
}

function readGroups(state: InspectionState): Map<DataGroupNumber, Uint8Array> {
  const groups = new Map<DataGroupNumber, Uint8Array>();
  for (const number of DATA_GROUP_NUMBERS) {
    const file = state.files.get(dataGroupName(number));
    if (file !== undefined) groups.set(number, file);
  }
  return groups;
}

function judgeList(state: InspectionState, lds: LdsSecurityObject): void {
  const { findings } = state;
  const { hash } = lds.digestAlgorithm;
  if (hash === undefined) findings.add("hash.algorithm.unknown");
  if (hash === "md5") findings.add("hash.algorithm.md5");
  if (hash === "sha-1") findings.add("hash.algorithm.sha1");
  const numbers = lds.dataGroupHashes.map((entry) => entry.number);
  const repeated = numbers.filter((number, at) => numbers.indexOf(number) !== at);
  if (repeated.length > 0) findings.add("hash.dg.repeated", `${names(repeated)} stands twice in the signed list.`);
}

function record(state: InspectionState, { number, outcome, raw }: DataGroupComparison): void {
  switch (outcome) {
    case "match":
      state.groups.set(number, "match");
      state.matched.set(number, raw);
      break;
    case "mismatch":
    case "empty-hash":
      state.groups.set(number, "mismatch");
      break;
    case "not-listed":
      state.groups.set(number, "not-listed");
      break;
    case "not-compared":
      state.groups.set(number, "not-read");
  }
}

const MISMATCH_CODES = {
  1: "hash.dg1.mismatch",
  2: "hash.dg2.mismatch",
  13: "hash.dg13.mismatch",
} as const;

function judgeComparisons(state: InspectionState, comparisons: readonly DataGroupComparison[]): void {
  const { findings } = state;
  const of = (outcome: DataGroupComparison["outcome"]): DataGroupNumber[] =>
    comparisons.filter((c) => c.outcome === outcome).map((c) => c.number);
  const different = of("mismatch");
  const matching = of("match");
  if (different.length >= 2 && matching.length === 0) findings.add("hash.all.mismatch");
  for (const number of different) {
    const code = number === 1 || number === 2 || number === 13 ? MISMATCH_CODES[number] : "hash.dg.mismatch";
    findings.add(code, code === "hash.dg.mismatch" ? `DG${number} is not what was signed.` : undefined);
  }
  const empty = of("empty-hash");
  if (empty.length > 0) findings.add("hash.dg.empty", `The signed hash of ${names(empty)} is empty or all zero.`);
  const unlisted = of("not-listed");
  if (unlisted.includes(1)) findings.add("hash.dg1.not-listed");
  const others = unlisted.filter((number) => number !== 1);
  if (others.length > 0) findings.add("hash.dg.not-listed", `${names(others)}: not in the signed list, not used.`);
  const trailing = comparisons.filter((c) => c.trailingBytes > 0).map((c) => c.number);
  if (trailing.length > 0) findings.add("data.bytes.trailing", `Bytes follow ${names(trailing)}; not looked at.`);
  const sound = different.length === 0 && empty.length === 0 && of("not-compared").length === 0;
  if (sound && matching.length > 0) findings.add("hash.groups.match", `${names(matching)} match their signed hashes.`);
}

function judgeAbsent(state: InspectionState, lds: LdsSecurityObject): void {
  const { findings, unread } = state;
  const emptyUnread: DataGroupNumber[] = [];
  const missing: DataGroupNumber[] = [];
  for (const { number, fault } of lds.dataGroupHashes) {
    if (state.groups.has(number)) continue;
    const status = unread === undefined ? "absent" : (unread.get(number) ?? "not-read");
    state.groups.set(number, status);
    if (fault === "empty" || fault === "zero") emptyUnread.push(number);
    if (number === 1) findings.add("data.dg1.missing");
    else if (number === 2) findings.add("data.dg2.missing");
    else if (status === "absent") missing.push(number);
  }
  const listed = lds.dataGroupHashes.some((entry) => entry.number === 1);
  if (!listed && !state.groups.has(1)) findings.add("data.dg1.missing", "DG1 is neither listed nor there.");
  if (missing.length > 0) {
    if (unread === undefined) findings.add("data.dg.not-in-files", `${names(missing)}: listed, not among the files.`);
    else findings.add("read.dg.absent", `${names(missing)}: listed, not on the chip.`);
  }
  if (emptyUnread.length > 0) {
    findings.add("hash.dg.empty-unread", `The signed hash of ${names(emptyUnread)} is empty or all zero.`);
  }
}

/** EF.COM is not signed: it can be incomplete or wrong without consequence, and is never the plan (T11, T12). */
function judgeCom(state: InspectionState, lds: LdsSecurityObject): void {
  const { findings } = state;
  const file = state.files.get("EF.COM");
  if (file === undefined) {
    findings.add("data.com.absent");
    return;
  }
  let com: Com;
  try {
    com = readCom(file);
  } catch (error) {
    if (!isChipidError(error)) throw error;
    findings.add("data.com.unreadable");
    return;
  }
  const listed = new Set(lds.dataGroupHashes.map((entry) => entry.number));
  const left = [...listed].filter((number) => !com.dataGroups.includes(number));
  if (left.length > 0) findings.add("data.com.incomplete", `EF.COM leaves out ${names(left)}.`);
  const extra = com.dataGroups.filter((number) => !listed.has(number));
  if (extra.length > 0) findings.add("data.com.extra", `EF.COM names ${names(extra)}, which the signed list lacks.`);
  const signed = lds.versionInfo?.ldsVersion;
  if (signed !== undefined && signed !== com.ldsVersion) findings.add("data.com.version");
}

function names(numbers: readonly DataGroupNumber[]): string {
  return [...new Set(numbers)]
    .sort((a, b) => a - b)
    .map((number) => `DG${number}`)
    .join(", ");
}
