import {
  type CalendarDate,
  isoDate,
  type Mrz,
  type MrzDate,
  type MrzFieldName,
  resolveBirthDate,
  resolveExpiryDate,
} from "@chipid/sdk";

const FIELD_NAMES: Readonly<Record<MrzFieldName, string>> = {
  documentCode: "document code",
  issuer: "issuing state",
  documentNumber: "document number",
  nationality: "nationality",
  name: "name",
  secondaryName: "given names",
  birth: "date of birth",
  sex: "sex",
  expiry: "date of expiry",
  optionalData1: "optional data",
  optionalData2: "optional data 2",
  composite: "all of it (composite)",
  administrativeCode: "administrative code",
  issueMonth: "month of issue",
  department: "department",
  languageCode: "language code",
  pinCode: "PIN code",
  versionNumber: "version",
};

export function fieldName(field: MrzFieldName): string {
  return FIELD_NAMES[field];
}

const FORMATS: Readonly<Record<Mrz["format"], string>> = {
  TD1: "TD1, card of 3 lines by 30 characters (ICAO 9303-5)",
  TD2: "TD2, 2 lines by 36 characters (ICAO 9303-6)",
  TD3: "TD3, passport of 2 lines by 44 characters (ICAO 9303-4)",
  "MRV-A": "MRV-A, visa of 2 lines by 44 characters (ICAO 9303-7)",
  "MRV-B": "MRV-B, visa of 2 lines by 36 characters (ICAO 9303-7)",
  "FRENCH-ID": "French identity card, 2 lines by 36 characters",
  "FRENCH-DRIVING-LICENCE": "French driving licence, 1 line by 30 characters",
  "SWISS-DRIVING-LICENCE": "Swiss driving licence",
};

const READINGS: Readonly<Record<Mrz["documentNumberReading"], string>> = {
  plain: "",
  overflow: " (goes on in the optional data)",
  "overflow-with-filler": " (goes on in the optional data; the filler is counted)",
};

export function calendarDate(ms: number): CalendarDate {
  const date = new Date(ms);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

function dateText(date: MrzDate | undefined, resolved: { readonly iso: string } | undefined): string | undefined {
  if (date === undefined) return undefined;
  if (resolved === undefined) return date.status === "unknown" ? "not known" : `${date.raw} (no such date)`;
  return date.status === "partial" ? `${resolved.iso} (the rest is not known)` : resolved.iso;
}

/** Dates of a zone with their century, judged on `today`. */
export function mrzDates(mrz: Mrz, today: CalendarDate): { birth: string | undefined; expiry: string | undefined } {
  const birth = mrz.birth && resolveBirthDate(mrz.birth, today);
  const expiry = mrz.expiry && resolveExpiryDate(mrz.expiry, today);
  return { birth: birth && isoDate(birth), expiry: expiry && isoDate(expiry) };
}

const SEX = { M: "male", F: "female", X: "not specified" } as const;

/** The zone's fields as label and value, in reading order; what the format lacks or leaves empty is left out. */
export function mrzFields(mrz: Mrz, today: CalendarDate): [label: string, value: string][] {
  const dates = mrzDates(mrz, today);
  const iso = (text: string | undefined): { iso: string } | undefined =>
    text === undefined ? undefined : { iso: text };
  const noExpiry = mrz.expiry?.status === "unknown" ? "none given" : undefined;
  const cut = mrz.name.truncated ? " (may have been cut)" : "";
  const rows: [string, string | undefined][] = [
    ["format", FORMATS[mrz.format]],
    [fieldName("documentCode"), mrz.documentCode],
    [fieldName("issuer"), mrz.issuer],
    [fieldName("documentNumber"), mrz.documentNumber + READINGS[mrz.documentNumberReading]],
    ["surname", mrz.name.primary],
    ["given names", mrz.name.secondary === "" ? undefined : mrz.name.secondary + cut],
    [fieldName("nationality"), mrz.nationality],
    [fieldName("birth"), dateText(mrz.birth, iso(dates.birth))],
    [fieldName("sex"), mrz.sex && SEX[mrz.sex]],
    [fieldName("expiry"), noExpiry ?? dateText(mrz.expiry, iso(dates.expiry))],
    [fieldName("optionalData1"), mrz.optionalData1 === "" ? undefined : mrz.optionalData1],
    [fieldName("optionalData2"), mrz.optionalData2 === "" ? undefined : mrz.optionalData2],
    ...Object.entries(mrz.extras).map(([name, value]): [string, string] => [fieldName(name as MrzFieldName), value]),
  ];
  return rows.filter((row): row is [string, string] => row[1] !== undefined && row[1] !== "");
}
