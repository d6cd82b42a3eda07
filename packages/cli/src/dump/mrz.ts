import { type Mrz, type MrzDate, parseMrz } from "@chipid/sdk";
import { branch, type DumpNode, leaf, optional } from "./model.js";

function dateText(date: MrzDate | undefined): string | undefined {
  if (date === undefined) return undefined;
  return date.status === "complete" ? date.raw : `${date.raw} (${date.status})`;
}

function fieldNodes(mrz: Mrz): (DumpNode | undefined)[] {
  const wrong = mrz.checkDigits.filter((digit) => !digit.ok).map((digit) => digit.field);
  return [
    leaf("format", mrz.format),
    leaf("document code", mrz.documentCode),
    leaf("issuer", mrz.issuer),
    leaf("document number", mrz.documentNumber),
    optional("nationality", mrz.nationality),
    leaf("primary name", mrz.name.primary),
    leaf("secondary name", mrz.name.secondary),
    optional("birth (YYMMDD)", dateText(mrz.birth)),
    optional("sex", mrz.sex),
    optional("expiry (YYMMDD)", dateText(mrz.expiry)),
    mrz.optionalData1 === "" ? undefined : leaf("optional data", mrz.optionalData1),
    mrz.optionalData2 === "" ? undefined : leaf("optional data 2", mrz.optionalData2),
    leaf("check digits", mrz.checkDigitsOk ? "all hold" : `wrong: ${wrong.join(", ")}`),
  ];
}

/** Lines of a machine-readable zone and what they say. */
export function mrzNodes(lines: readonly string[]): DumpNode[] {
  const result = parseMrz(lines);
  const nodes = lines.map((line, i) => leaf(`line ${i + 1}`, line));
  if (result.ok) return [...nodes, branch("fields", fieldNodes(result.mrz))];
  return [...nodes, ...result.issues.map((issue) => leaf("problem", issue.message))];
}
