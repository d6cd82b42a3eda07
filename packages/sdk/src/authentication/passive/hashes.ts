import { equalBytes } from "../../bytes/bytes.js";
import type { Crypto, HashName } from "../../crypto/types.js";
import { ChipidError, isChipidError } from "../../errors/chipid-error.js";
import type { DataGroupNumber } from "../../lds/files.js";
import type { LdsSecurityObject } from "../../lds/lds-security-object.js";
import { readTlv } from "../../tlv/tlv.js";

/** What comparing one data group with the signed list gave (ICAO 9303-11 §5.1). */
export interface DataGroupComparison {
  readonly number: DataGroupNumber;
  /** `not-compared`: the hash function is unknown. */
  readonly outcome: "match" | "mismatch" | "empty-hash" | "not-listed" | "not-compared";
  /** The data object the hash covers; bytes behind it are not part of the group. */
  readonly raw: Uint8Array;
  readonly trailingBytes: number;
}

/**
 * The bytes a data group's hash covers: its outermost data object. Bytes that are no data object at all are taken
 * whole, so that their hash is compared (and differs) instead of being skipped.
 * @throws ChipidError `inspection.input` when the file ends inside its outermost object or claims an impossible
 * length: such a file was not read to its end, which is no evidence against the document.
 */
export function hashedPart(number: DataGroupNumber, file: Uint8Array): Uint8Array {
  try {
    return readTlv(file).raw;
  } catch (error) {
    if (isChipidError(error, "tlv.truncated") || isChipidError(error, "tlv.length")) {
      throw new ChipidError("inspection.input", `DG${number} is cut short: its length says more than there is.`, {
        cause: error,
        reference: "ICAO 9303-10 §4.7",
      });
    }
    if (isChipidError(error)) return file;
    throw error;
  }
}

/**
 * Compares every data group that was read with its signed hash. Of a group that stands twice in the list one entry
 * must match: which of them the issuer meant is not known, so two that differ are no evidence against the document
 * (T22; the repetition is a finding of its own).
 * @throws ChipidError `inspection.input` as hashedPart.
 */
export function compareDataGroups(
  groups: ReadonlyMap<DataGroupNumber, Uint8Array>,
  lds: LdsSecurityObject,
  crypto: Crypto,
): DataGroupComparison[] {
  const hash: HashName | undefined = lds.digestAlgorithm.hash;
  const out: DataGroupComparison[] = [];
  for (const [number, file] of groups) {
    const raw = hashedPart(number, file);
    const listed = lds.dataGroupHashes.filter((entry) => entry.number === number);
    let outcome: DataGroupComparison["outcome"];
    if (listed.length === 0) outcome = "not-listed";
    else if (listed.some((entry) => entry.fault === "empty" || entry.fault === "zero")) outcome = "empty-hash";
    else if (hash === undefined) outcome = "not-compared";
    else {
      const digest = crypto.digest(hash, raw);
      outcome = listed.some((entry) => equalBytes(entry.hash, digest)) ? "match" : "mismatch";
    }
    out.push({ number, outcome, raw, trailingBytes: file.length - raw.length });
  }
  return out;
}
