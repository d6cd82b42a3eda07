import { fromUtf8 } from "../bytes/bytes.js";
import { textHazards } from "../bytes/text-hazards.js";
import { isChipidError } from "../errors/chipid-error.js";
import { type CalendarDate, isoDate } from "../mrz/date.js";
import { namesAgree } from "../mrz/name.js";
import { parseMrz } from "../mrz/parse.js";
import { transliterations } from "../mrz/transliterate.js";
import type { Mrz } from "../mrz/types.js";
import type { VietnamDg13 } from "./dg13-types.js";
import { parseQr, type VietnamQr } from "./qr.js";
import { readVietnamTd1 } from "./td1.js";

/** What the chip's signed files say. */
export interface SignedIdentity {
  /** DG1. */
  readonly mrz?: Mrz | undefined;
  readonly dg13?: VietnamDg13 | undefined;
}

export type ScanField =
  | "personalNumber"
  | "documentNumber"
  | "documentCode"
  | "issuer"
  | "nationality"
  | "name"
  | "birth"
  | "sex"
  | "expiry"
  | "issued"
  | "oldNumber"
  | "optionalData";

export type ScanComparison =
  /** Every field that both have agrees; at least a number was compared. */
  | { readonly result: "equal"; readonly kind: "mrz" | "qr" | "number"; readonly compared: readonly ScanField[] }
  | {
      readonly result: "different";
      readonly kind: "mrz" | "qr" | "number";
      readonly compared: readonly ScanField[];
      readonly fields: readonly ScanField[];
    }
  /** `not-recognised`: neither zone nor QR code; `check-digits`: a misread zone; `nothing-to-compare`: no number in common. */
  | { readonly result: "unreadable"; readonly reason: "not-recognised" | "check-digits" | "nothing-to-compare" };

/**
 * Compares what a scanner read from the printed card (zone or QR code, or a number alone) with the signed data. A zone
 * whose own check digits fail is a scanner's error and proves nothing; one whose name is all fillers is compared without
 * it. Names count by their letters, without marks, because keyboard scanners lose those; residence is not compared, as it
 * changes in a card's life.
 */
export function compareScan(scan: string | Uint8Array | readonly string[], signed: SignedIdentity): ScanComparison {
  if (typeof scan !== "string" && !(scan instanceof Uint8Array)) return compareMrz(scan, signed);
  const text = typeof scan === "string" ? scan : asText(scan);
  if (text !== undefined) {
    if (/^\s*\d{12}\s*$/.test(text)) {
      const pairs: Pair[] = [["personalNumber", text.trim(), signedNumber(signed)]];
      return verdict("number", pairs, ["personalNumber"]);
    }
    if (!text.includes("|") && parseMrz(text).ok) return compareMrz(text, signed);
  }
  const result = parseQr(scan);
  return result.ok ? compareQr(result.qr, signed) : { result: "unreadable", reason: "not-recognised" };
}

function asText(bytes: Uint8Array): string | undefined {
  try {
    return fromUtf8(bytes);
  } catch (error) {
    if (!isChipidError(error)) throw error;
    return undefined;
  }
}

/** Field, scanned value, signed value; undefined on either side: not compared. */
type Pair = readonly [ScanField, string | undefined, string | undefined];

function verdict(
  kind: "mrz" | "qr" | "number",
  pairs: readonly Pair[],
  needed: readonly ScanField[],
  more: { compared: ScanField[]; different: ScanField[] } = { compared: [], different: [] },
): ScanComparison {
  const both = pairs.filter(([, scanned, held]) => scanned !== undefined && held !== undefined);
  const compared = [...both.map(([field]) => field), ...more.compared];
  if (!needed.some((field) => compared.includes(field))) return { result: "unreadable", reason: "nothing-to-compare" };
  const fields = [...both.filter(([, scanned, held]) => scanned !== held).map(([field]) => field), ...more.different];
  return fields.length === 0 ? { result: "equal", kind, compared } : { result: "different", kind, compared, fields };
}

function signedNumber(signed: SignedIdentity): string | undefined {
  const fromMrz = signed.mrz === undefined ? undefined : readVietnamTd1(signed.mrz)?.personalNumber;
  return signed.dg13?.personalNumber ?? fromMrz;
}

function compareMrz(text: string | readonly string[], signed: SignedIdentity): ScanComparison {
  const result = parseMrz(text);
  if (!result.ok) return { result: "unreadable", reason: "not-recognised" };
  const { mrz } = result;
  if (!mrz.checkDigitsOk) return { result: "unreadable", reason: "check-digits" };
  const held = signed.mrz;
  if (held === undefined) {
    const pairs: Pair[] = [["personalNumber", readVietnamTd1(mrz)?.personalNumber, signedNumber(signed)]];
    return verdict("mrz", pairs, ["personalNumber"]);
  }
  const pairs: Pair[] = [
    ["documentNumber", mrz.documentNumber, held.documentNumber],
    ["documentCode", mrz.documentCode, held.documentCode],
    ["issuer", mrz.issuer, held.issuer],
    ["nationality", mrz.nationality ?? "", held.nationality ?? ""],
    ["name", zoneName(mrz), zoneName(held)],
    ["birth", mrz.birth?.raw ?? "", held.birth?.raw ?? ""],
    ["sex", mrz.sex ?? "", held.sex ?? ""],
    ["expiry", mrz.expiry?.raw ?? "", held.expiry?.raw ?? ""],
    ["optionalData", `${mrz.optionalData1}|${mrz.optionalData2}`, `${held.optionalData1}|${held.optionalData2}`],
  ];
  return verdict("mrz", pairs, ["documentNumber"]);
}

/** No check digit covers a name, so a caller that does not trust the one it scanned hands the zone on without it. */
function zoneName({ name }: Mrz): string | undefined {
  return name.primary === "" && name.secondary === "" ? undefined : `${name.primary}<<${name.secondary}`;
}

function compareQr(qr: VietnamQr, signed: SignedIdentity): ScanComparison {
  const { dg13, mrz } = signed;
  const birth = dg13?.birth?.iso;
  const scannedBirth = qr.birth === undefined ? undefined : isoDate(qr.birth);
  const pairs: Pair[] = [
    ["personalNumber", qr.personalNumber, signedNumber(signed)],
    birth !== undefined
      ? ["birth", scannedBirth, birth]
      : ["birth", qr.birth === undefined ? undefined : shortDate(qr.birth), completeBirth(mrz)],
    ["sex", qr.sex, dg13?.sex ?? (mrz?.sex === "X" ? undefined : mrz?.sex)],
    ["issued", qr.issued === undefined ? undefined : isoDate(qr.issued), dg13?.issued?.iso],
    ["oldNumber", qr.oldNumber, dg13?.oldNumber],
  ];
  return verdict("qr", pairs, ["personalNumber"], compareName(qr.fullName, signed));
}

function shortDate(date: CalendarDate): string {
  return isoDate(date).replaceAll("-", "").slice(2);
}

function completeBirth(mrz: Mrz | undefined): string | undefined {
  return mrz?.birth?.status === "complete" ? mrz.birth.raw : undefined;
}

function compareName(
  scanned: string | undefined,
  signed: SignedIdentity,
): { compared: ScanField[]; different: ScanField[] } {
  const nothing = { compared: [], different: [] };
  // A scanner that lost letters says nothing about the name.
  if (scanned === undefined || scanned.includes("?") || textHazards(scanned).length > 0) return nothing;
  const held = signed.dg13?.fullName;
  let same: boolean | undefined;
  if (held !== undefined) {
    const [a, b] = [plain(scanned), plain(held)];
    same = a === undefined || b === undefined ? undefined : a === b;
  } else if (signed.mrz !== undefined) {
    const agreement = namesAgree(signed.mrz.name, scanned);
    same = agreement === "not-comparable" ? undefined : agreement !== "different";
  }
  if (same === undefined) return nothing;
  return { compared: ["name"], different: same ? [] : ["name"] };
}

/** Letters without marks and separators. */
function plain(name: string): string | undefined {
  return transliterations(name)
    ?.map(([form = ""]) => form)
    .join("")
    .replaceAll("<", "");
}
