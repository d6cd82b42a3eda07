import { type CalendarDate, compareDates, isoDate, resolveExpiryDate } from "../../mrz/date.js";
import type { Mrz } from "../../mrz/types.js";
import { isSpecimen } from "../specimens.js";
import type { InspectionState } from "../state.js";
import { compareCountries, compareStates } from "../states.js";

/** Validity, kind and inner agreement of the document, from matched groups alone (T31, T32, T81–T87). */
export function judgeDocument(state: InspectionState): void {
  const mrz = state.data.dg1?.mrz;
  if (mrz === undefined) return;
  judgeExpiry(state, mrz);
  judgeSpecimen(state, mrz);
  judgeCheckDigits(state, mrz);
  judgeStates(state, mrz);
  judgeDocumentType(state, mrz);
}

export type Expiry = { readonly kind: "none" } | { readonly kind: "date"; readonly date: CalendarDate } | undefined;

/** The expiry that counts: DG13's full date or words, else DG1's. undefined: cannot be read. */
export function expiryOf(state: InspectionState): Expiry {
  const mrz = state.data.dg1?.mrz;
  const national = nationalExpiry(state);
  const printed = mrz === undefined ? undefined : printedExpiry(state, mrz, national);
  if (national === undefined) return printed;
  if (printed?.kind === "date" && national.kind === "date") {
    return compareDates(printed.date, national.date) < 0 ? printed : national;
  }
  // "Không thời hạn" stands beside a conventional date or fillers in the MRZ; a real MRZ date would be the earlier one.
  if (printed?.kind === "date" && national.kind === "none" && mrz?.expiry?.raw !== NO_EXPIRY_DATE) return printed;
  return national;
}

/** What software of issuers writes for "no expiry" where fillers were not possible; never shown as a date. */
const NO_EXPIRY_DATE = "991231";

/** Years; no document is issued for longer. */
const LONGEST_VALIDITY = 50;

function nationalExpiry(state: InspectionState): Expiry {
  const expires = state.data.dg13?.expires;
  if (expires === undefined) return undefined;
  if (expires.noExpiry) return { kind: "none" };
  const { year, month, day } = expires;
  return year === undefined || month === undefined || day === undefined
    ? undefined
    : { kind: "date", date: { year, month, day } };
}

function printedExpiry(state: InspectionState, mrz: Mrz, national: Expiry): Expiry {
  const expiry = mrz.expiry;
  if (expiry === undefined) return undefined;
  if (expiry.status === "unknown") return { kind: "none" };
  if (expiry.raw === NO_EXPIRY_DATE && mrz.issuer === "VNM") return { kind: "none" };
  const years = national?.kind === "date" ? [national.date.year] : [];
  const { issued } = state.data;
  const plain = resolveExpiryDate(expiry, state.today, { years });
  const after = issued === undefined ? plain : resolveExpiryDate(expiry, state.today, { years, issued });
  // An issue date that lies after the expiry, or counts in another calendar, must not move it to another century.
  const sane =
    issued !== undefined &&
    after !== undefined &&
    Math.abs(state.today.year - issued.year) <= LONGEST_VALIDITY &&
    after.year - issued.year <= LONGEST_VALIDITY;
  const date = sane ? after : plain;
  if (date?.month === undefined || date.day === undefined) return undefined;
  return { kind: "date", date: { year: date.year, month: date.month, day: date.day } };
}

function judgeExpiry(state: InspectionState, mrz: Mrz): void {
  const { findings } = state;
  const national = nationalExpiry(state);
  const printed = printedExpiry(state, mrz, national);
  const differ =
    national !== undefined &&
    printed !== undefined &&
    (national.kind === "date" && printed.kind === "date"
      ? compareDates(national.date, printed.date) !== 0
      : national.kind !== printed.kind && mrz.expiry?.raw !== NO_EXPIRY_DATE);
  if (differ) findings.add("data.expiry.mismatch");
  const expiry = expiryOf(state);
  if (expiry === undefined) findings.add("document.date.unreadable");
  else if (expiry.kind === "none") findings.add("document.date.no-expiry");
  else if (compareDates(state.today, expiry.date) > 0) {
    findings.add("document.expired", `The document expired on ${isoDate(expiry.date)}.`);
  } else findings.add("document.date.valid", `The document is valid through ${isoDate(expiry.date)}.`);
}

function judgeSpecimen(state: InspectionState, mrz: Mrz): void {
  if (!isSpecimen(mrz)) return;
  state.findings.add(state.policy.specimen === "allow" ? "document.specimen.allowed" : "document.specimen");
}

function judgeCheckDigits(state: InspectionState, mrz: Mrz): void {
  const wrong = mrz.checkDigits.filter((digit) => !digit.ok && !digit.blank).map((digit) => digit.field);
  if (wrong.length > 0) state.findings.add("mrz.check-digit.wrong", `Check digit of ${wrong.join(", ")} is wrong.`);
}

/**
 * The state that DG1 names, the country of the signer and that of its anchor (T31, T32). Judged only under a trusted
 * chain: otherwise the signer's country is a mere claim.
 */
function judgeStates(state: InspectionState, mrz: Mrz): void {
  const { findings, signer, anchor } = state;
  if (state.chain !== "trusted" || signer === undefined) return;
  const country = signer.subject.country ?? signer.issuer.country;
  if (country === undefined) {
    findings.add("document.state.unknown-pair", "The signer's certificate names no country.");
    return;
  }
  const authority = anchor?.certificate.subject.country ?? signer.issuer.country;
  const chainRelation = authority === undefined ? "unknown" : compareCountries(authority, country);
  if (chainRelation === "different") {
    findings.add("chain.country.mismatch", `The signer is of ${country}, its authority of ${authority ?? "?"}.`);
  } else if (chainRelation === "unknown") findings.add("chain.country.unknown-pair");
  const relation = compareStates(mrz.issuer, country);
  if (relation === "different") {
    findings.add("document.state.mismatch", `DG1 names ${mrz.issuer}, the signer is of ${country}.`);
  } else if (relation === "unknown") findings.add("document.state.unknown-pair");
}

/** T36c: a signer restricted to document types must have this document's in its list (ICAO 9303-12 §7.1.1.6). */
function judgeDocumentType(state: InspectionState, mrz: Mrz): void {
  const types = state.signer?.documentTypes;
  if (types === undefined) return;
  const code = mrz.documentCode;
  const allowed = types.some((type) => {
    const level = type.replace(/<+$/, "").toUpperCase();
    return level === code || (level.length === 1 && code.startsWith(level));
  });
  if (!allowed) state.findings.add("cert.document-type.mismatch");
}
