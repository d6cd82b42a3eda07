import type { Mrz } from "../mrz/types.js";

/** Document numbers that issuers use on their published specimens: issuing state → pattern. */
const SPECIMEN_NUMBERS: readonly { readonly issuer: string; readonly number: RegExp; readonly source: string }[] = [
  { issuer: "NLD", number: /^SPECI/, source: "Netherlands, specimens of passports and identity cards since 2006" },
  { issuer: "D", number: /^C11T002JM$/, source: "BSI TR-03105-5, default data set" },
];

/** True for documents that say of themselves that they are none: state UTO (ICAO 9303-3 §5), or a specimen number. */
export function isSpecimen(mrz: Mrz): boolean {
  if (mrz.issuer === "UTO") return true;
  return SPECIMEN_NUMBERS.some((s) => s.issuer === mrz.issuer && s.number.test(mrz.documentNumber));
}
