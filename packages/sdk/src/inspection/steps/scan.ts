import { compareScan, type ScanComparison } from "../../vietnam/compare-scan.js";
import type { InspectionState } from "../state.js";

/**
 * What was scanned from the printed card against the signed data (T80). One mismatch may be the previous citizen's QR
 * or a scanner's error: scan again. The same one twice contradicts the card. A number alone may have been typed, so it
 * is asked for again and never counts as evidence.
 */
export function compareScans(state: InspectionState): void {
  const { findings, scans } = state;
  if (scans.length === 0) return;
  const signed = { mrz: state.data.dg1?.mrz, dg13: state.data.dg13 };
  const results = scans.map((scan) => ({ scan: scan.trim(), comparison: compareScan(scan, signed) }));
  const last = results.at(-1);
  if (last === undefined) return;
  const { comparison } = last;
  if (comparison.result === "unreadable") {
    findings.add("document.scan.unreadable", `The scan could not be compared: ${comparison.reason}.`);
  } else if (comparison.result === "equal") {
    findings.add("document.scan.match", `The scan agrees in ${comparison.compared.join(", ")}.`);
  } else {
    const before = results.slice(0, -1).some((r) => r.scan === last.scan && isMismatch(r.comparison));
    const evidence = before && comparison.kind !== "number";
    findings.add(
      evidence ? "document.scan.mismatch-repeated" : "document.scan.mismatch",
      `The scan differs in ${comparison.fields.join(", ")}.`,
    );
  }
}

function isMismatch(comparison: ScanComparison): boolean {
  return comparison.result === "different";
}
