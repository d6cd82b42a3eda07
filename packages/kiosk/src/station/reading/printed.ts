import { type DataGroupStatus, type ElementaryFileName, isChipidError, parseMrz, readDg1 } from "@chipid/sdk";
import {
  compareScan,
  parseQr,
  readDg13,
  readVietnamTd1,
  type ScanField,
  type SignedIdentity,
} from "@chipid/sdk/vietnam";
import type { Field, FieldId, Value } from "../../shared/index.js";
import { dateValue, sexValue, textValue } from "./values.js";

/** What the last scan of the printed card says, field by field. */
export interface PrintedComparison {
  /** A QR code or a zone was compared; a number that may have been typed is none. */
  readonly compared: boolean;
  readonly fields: ReadonlyMap<FieldId, NonNullable<Field["printed"]>>;
}

const NOTHING: PrintedComparison = { compared: false, fields: new Map() };

interface Read {
  readonly files: ReadonlyMap<ElementaryFileName, Uint8Array>;
  readonly groups: Readonly<Record<string, DataGroupStatus>>;
}

/** Compares the last scan with the signed files. What is worth a finding is the inspection's; here it is shown. */
export function comparePrinted(scans: readonly string[], read: Read): PrintedComparison {
  const scan = scans.at(-1);
  if (scan === undefined) return NOTHING;
  const comparison = compareScan(scan, signedOf(read));
  if (comparison.result === "unreadable" || comparison.kind === "number") return NOTHING;
  const values = comparison.kind === "qr" ? qrValues(scan) : mrzValues(scan);
  const different: readonly ScanField[] = comparison.result === "different" ? comparison.fields : [];
  const fields = new Map<FieldId, NonNullable<Field["printed"]>>();
  for (const field of comparison.compared) {
    const id = fieldOf(field, comparison.kind);
    const value = values.get(field);
    if (id !== undefined && value !== undefined) fields.set(id, { agrees: !different.includes(field), value });
  }
  return { compared: true, fields };
}

/** Only what matches its signed hash. */
function signedOf({ files, groups }: Read): SignedIdentity {
  const dg1 = groups["1"] === "match" ? files.get("DG1") : undefined;
  const dg13 = groups["13"] === "match" ? files.get("DG13") : undefined;
  const national = dg13 === undefined ? undefined : readDg13(dg13);
  return {
    mrz: dg1 === undefined ? undefined : readMrz(dg1),
    dg13: national?.ok === true ? national.dg13 : undefined,
  };
}

function readMrz(dg1: Uint8Array): SignedIdentity["mrz"] {
  try {
    const result = readDg1(dg1).mrz;
    return result.ok ? result.mrz : undefined;
  } catch (error) {
    // It has its own finding.
    if (!isChipidError(error)) throw error;
    return undefined;
  }
}

function fieldOf(field: ScanField, kind: "qr" | "mrz"): FieldId | undefined {
  switch (field) {
    case "personalNumber":
      return "number";
    case "name":
      return kind === "qr" ? "fullName" : "mrzName";
    case "expiry":
      return "expires";
    case "documentCode":
      return "documentType";
    case "optionalData":
      // On a Vietnamese card it is the twelve-digit number.
      return "number";
    default:
      return field;
  }
}

const day = ({ year, month, day: of }: { year: number; month: number; day: number }): string =>
  [String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(of).padStart(2, "0")].join("-");

function qrValues(scan: string): Map<ScanField, Value> {
  const result = parseQr(scan);
  if (!result.ok) return new Map();
  const { personalNumber, fullName, birth, sex, issued, oldNumber } = result.qr;
  return new Map<ScanField, Value>([
    ["personalNumber", textValue(personalNumber)],
    ["name", textValue(fullName)],
    ["birth", dateValue(birth === undefined ? undefined : day(birth))],
    ["sex", sexValue(sex)],
    ["issued", dateValue(issued === undefined ? undefined : day(issued))],
    ["oldNumber", textValue(oldNumber)],
  ]);
}

/** Dates of a zone have no century: they are shown as they are printed. */
function mrzValues(scan: string): Map<ScanField, Value> {
  const result = parseMrz(scan);
  if (!result.ok) return new Map();
  const { mrz } = result;
  const values: [ScanField, Value][] = [
    ["documentNumber", textValue(mrz.documentNumber)],
    ["documentCode", textValue(mrz.documentCode)],
    ["issuer", textValue(mrz.issuer)],
    ["nationality", textValue(mrz.nationality)],
    ["name", textValue([mrz.name.primary, mrz.name.secondary].filter((part) => part !== "").join(" "))],
    ["birth", textValue(mrz.birth?.raw)],
    ["sex", sexValue(mrz.sex)],
    ["expiry", textValue(mrz.expiry?.raw)],
  ];
  const number = readVietnamTd1(mrz)?.personalNumber;
  if (number !== undefined) values.push(["personalNumber", textValue(number)], ["optionalData", textValue(number)]);
  return new Map(values);
}
