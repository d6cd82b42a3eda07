import { ChipidError } from "../errors/chipid-error.js";
import { checkDigit } from "./check-digit.js";
import { layoutOf, textOf } from "./layout.js";
import type { Mrz } from "./types.js";

/** What the access keys need of a zone: number without check digit, dates as YYMMDD. */
export interface MrzKeyFields {
  readonly documentNumber: string;
  readonly birth: string;
  readonly expiry: string;
}

/**
 * MRZ_information: document number, birth and expiry date, each followed by its check digit (ICAO Doc 9303-11
 * §4.3.2 and §9.7.2). Its SHA-1 is the BAC key seed and the PACE MRZ password. From an `Mrz` the printed characters
 * are taken; from fields the digits are computed and a short number is filled to nine characters.
 * @throws ChipidError `mrz.compose` for a format without a chip or fields that are not MRZ text.
 */
export function mrzInformation(source: Mrz | MrzKeyFields): string {
  if ("format" in source) return printed(source);
  const { documentNumber, birth, expiry } = source;
  if (!/^[A-Z0-9<]{1,23}$/.test(documentNumber) || !/^[0-9<]{6}$/.test(birth) || !/^[0-9<]{6}$/.test(expiry)) {
    throw new ChipidError("mrz.compose", "Access key fields need a document number and two dates YYMMDD.", {
      reference: "ICAO 9303-11 §4.3.2",
    });
  }
  const number = documentNumber.padEnd(9, "<");
  return [number, birth, expiry].map((text) => text + checkDigit(text)).join("");
}

function printed(mrz: Mrz): string {
  if (mrz.format !== "TD1" && mrz.format !== "TD2" && mrz.format !== "TD3") {
    throw new ChipidError("mrz.compose", "Only TD1, TD2 and TD3 zones give access keys.");
  }
  const layout = layoutOf(mrz.format);
  return (["documentNumber", "birth", "expiry"] as const)
    .map((field) => {
      const span = layout.fields.find((f) => f.field === field);
      const check = mrz.checkDigits.find((c) => c.field === field);
      const long = field === "documentNumber" && mrz.documentNumberReading !== "plain";
      const text = long ? mrz.documentNumber : span === undefined ? "" : textOf(mrz.lines, span);
      return text + (check?.found ?? "");
    })
    .join("");
}
